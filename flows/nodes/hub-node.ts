import { openBus, type RemoteBus } from '#runtime/bus.ts'
import { systemClock } from '#runtime/clock.ts'
import type { Log } from '#runtime/log.ts'
import { type HubLink, linked } from './hub-link.ts'
import type { Red, RedNode, Stored } from './red.ts'

/** The config node that stands for a hub elsewhere. */
export const hubType = 'rigsong-hub'

type HubNode = RedNode & { [linked]?: HubLink }

/** A hub elsewhere, as a config node: address, the user of `rigsong token mqtt`, and its name in topics. */
export function registerHubNode(red: Red): void {
  red.nodes.registerType(
    hubType,
    function construct(this: HubNode, stored: Stored) {
      red.nodes.createNode(this, stored)
      const url = String(stored.url ?? 'mqtt://127.0.0.1:1883')
      const opening = openBus({
        url,
        username: this.credentials?.user ?? '',
        password: this.credentials?.password ?? '',
        hub: String(stored.hubId ?? '') || 'hub',
        // Only the processes of a hub tell theirs.
        version: '',
        log: logOf(this),
        clock: systemClock,
      })
      this[linked] = linkOver(opening, isHere(url))
      opening.catch((cause) => this.error(String(cause.message)))
      this.on('close', (_removed, done) => {
        // A broker that does not answer must not keep a deploy waiting.
        void opening.then((bus) => bus[Symbol.asyncDispose]()).catch(() => {})
        done()
      })
    },
    { credentials: { user: { type: 'text' }, password: { type: 'password' } } },
  )
}

function linkOver(opening: Promise<RemoteBus>, sameMachine: boolean): HubLink {
  return {
    bus: () => opening,
    clock: systemClock,
    sameMachine,
    onConnection(hear) {
      let watching: Disposable | undefined
      let gone = false
      opening.then(
        (bus) => {
          if (gone) return
          hear(bus.connected())
          watching = bus.onConnection(hear)
        },
        // Whoever asks is told why.
        () => {},
      )
      return {
        [Symbol.dispose]() {
          gone = true
          watching?.[Symbol.dispose]()
        },
      }
    },
  }
}

/** Whether two processes that reach each other there share a clock. */
function isHere(url: string): boolean {
  const host = URL.parse(url)?.hostname ?? ''
  return host === 'localhost' || host === '[::1]' || host.startsWith('127.')
}

const logOf = (node: RedNode): Log => ({
  debug() {},
  info: (event) => node.log(event),
  warn: (event) => node.warn(event),
  error: (event) => node.warn(event),
})
