import { choice, name } from '../field.ts'
import { nodeKind } from '../node-kind.ts'
import { oneAtATime } from '../one-at-a-time.ts'
import type { Message, Send } from '../red.ts'
import { saidWords } from '../words.ts'

export const scene = nodeKind({
  type: 'rigsong-scene',
  label: 'scene',
  group: 'out',
  icon: 'fa-film',
  says: 'Opens a scene of the rig.',
  takes: 'Any message; `msg.scene` where the node names none.',
  gives: [{ label: 'opened', says: '`msg.scene` is the scene that opened.' }],
  example:
    'Scene empty, on the next bar: each press of a foot switch opens the next one of the set list.',
  fields: {
    scene: name({ label: 'Scene', from: 'scenes', note: 'Empty is msg.scene, else the next one.' }),
    at: choice({
      label: 'When',
      fallback: 'bar',
      of: { now: 'at once', beat: 'on the next beat', bar: 'on the next bar' },
    }),
  },
  needsHub: true,
  start(stage) {
    const { scene, at } = stage.values
    return oneAtATime(stage, rest, async (message: Message, send: Send) => {
      const wanted = scene || saidWords(message.scene, 'msg.scene')
      const payload = await stage.ask('scene', { at, ...(wanted && { scene: wanted }) })
      stage.tell('fine', payload.scene)
      send({ ...message, payload, scene: payload.scene })
    })
  },
})

/** Shorter than a foot takes to press again. */
const rest = { restMs: 100, busy: 'one is being opened' }
