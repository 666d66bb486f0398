import type { Payload } from '#core/bus/topics.ts'
import { choice, typed } from '../field.ts'
import { nodeKind } from '../node-kind.ts'
import { neededWords } from '../words.ts'

export const play = nodeKind({
  type: 'rigsong-play',
  label: 'play',
  group: 'out',
  icon: 'fa-play',
  says: 'Plays a piece on the rig, stops, or one after the other.',
  takes: 'Any message; `msg.piece` is the piece, as a generate node sends it.',
  gives: [
    {
      label: 'begun',
      says: '`msg.payload` is `{ piece, startsAtMs }`, or `{}` when it stopped.',
    },
  ],
  example:
    'Generate → play: what was composed is heard half a second later. A second play node set to “stop” on a foot switch ends it.',
  fields: {
    does: choice({
      label: 'Does',
      fallback: 'play',
      of: { play: 'play', stop: 'stop', toggle: 'stop if it plays, else play' },
    }),
    piece: typed({
      label: 'Piece',
      fallback: 'piece',
      needed: true,
      types: ['msg', 'str', 'flow', 'global'],
    }),
  },
  needsHub: true,
  start(stage) {
    const { does, piece } = stage.values
    let transport: Payload<'transport'> | undefined
    if (does === 'toggle')
      stage.hear('transport', ({ payload }) => {
        transport = payload
      })
    return async (message, send) => {
      if (does === 'stop' || (does === 'toggle' && transport?.playing)) {
        const payload = await stage.ask('stop', {})
        stage.tell('waiting', 'stopped')
        return send({ ...message, payload })
      }
      const wanted = neededWords(await stage.read(piece, message), 'the piece')
      const payload = await stage.ask('play', { piece: wanted })
      stage.tell('fine', `plays ${payload.piece}`)
      send({ ...message, payload, piece: payload.piece })
    }
  },
})
