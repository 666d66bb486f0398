import { meterName } from '#core/music/meter.ts'
import { flag } from '../field.ts'
import { nodeKind } from '../node-kind.ts'

export const transport = nodeKind({
  type: 'rigsong-transport',
  label: 'transport',
  group: 'in',
  icon: 'fa-exchange',
  says: 'Tempo, meter and what plays, whenever one of them changes.',
  gives: [
    {
      label: 'changed',
      says: '`msg.payload` is `{ playing, bpm, meter, piece, source }`; `msg.playing` and `msg.bpm` are there too.',
    },
  ],
  example:
    'Transport → switch on `msg.playing` → device out: the lamp over the door burns while a piece plays.',
  fields: {
    atOnce: flag({ label: 'Also once at the start', fallback: false }),
  },
  needsHub: true,
  start(stage) {
    stage.hear('transport', ({ payload, retained }) => {
      const { playing, bpm, meter } = payload
      stage.tell(
        'fine',
        `${playing ? 'plays' : 'rests'}, ${Math.round(bpm)} bpm ${meterName(meter)}`,
      )
      // What holds already is no news: a flow that is deployed anew must not act on it.
      if (retained && !stage.values.atOnce) return
      stage.emit({ topic: 'transport', payload, playing, bpm })
    })
    return undefined
  },
})
