import { reportOf } from '#core/errors.ts'
import { isFault, valuesOf } from './field.ts'
import { linkOf } from './hub-link.ts'
import { registerHubNode } from './hub-node.ts'
import { kinds } from './index.ts'
import type { NodeKind } from './node-kind.ts'
import type { Message, Red, RedNode, Send, Stored } from './red.ts'
import { serveRig } from './rig-names.ts'
import { openStage } from './stage.ts'

/** Makes the palette known to a Node-RED: all kinds, the hub as a config node, names for the editor. */
export function registerPalette(red: Red): void {
  registerHubNode(red)
  for (const kind of kinds)
    red.nodes.registerType(kind.type, function construct(this: RedNode, stored: Stored) {
      red.nodes.createNode(this, stored)
      deploy(red, kind, { node: this, stored })
    })
  serveRig(red)
}

type Placed = { readonly node: RedNode; readonly stored: Stored }

/** A node that is deployed. One that cannot be used says so, and refuses what comes in. */
function deploy(red: Red, kind: NodeKind, { node, stored }: Placed): void {
  const link = linkOf(red, stored)
  const values = valuesOf(kind.fields, stored)
  const stage = openStage({ red, node, link }, isFault(values) ? {} : values)
  node.on('close', (_removed, done) => {
    stage[Symbol.dispose]()
    done()
  })
  const refuse = (why: string, hint: string): void => {
    stage.tell('trouble', why)
    node.error(`${why}. ${hint}`)
    node.on('input', (_message, _send, done) => done(new Error(`${why}. ${hint}`)))
  }
  if (isFault(values)) {
    refuse(values.fault, 'Open the node and put it right.')
    return
  }
  try {
    const hear = kind.start(stage)
    if (hear) listen(node, hear, (code) => stage.tell('trouble', code))
  } catch (cause) {
    const { message, hint } = reportOf(cause)
    refuse(message, hint)
  }
}

/** What goes wrong with a message shows under the node and can be caught in the flow; nothing is thrown. */
function listen(
  node: RedNode,
  hear: (message: Message, send: Send) => void | Promise<void>,
  trouble: (words: string) => void,
): void {
  node.on('input', (message, send, done) => {
    const settle = async (): Promise<void> => {
      try {
        await hear(message, send)
        done()
      } catch (cause) {
        const { code, message: what, hint } = reportOf(cause)
        trouble(code === 'bad-request' ? what : code)
        done(new Error(`${what}. ${hint}`, { cause }))
      }
    }
    void settle()
  })
}
