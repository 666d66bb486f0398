import type { Payload } from '#core/bus/topics.ts'
import { barBeats } from '#core/music/meter.ts'
import { beatsToMs } from '#core/music/tempo.ts'
import { choice, number, typed } from '../field.ts'
import { nodeKind } from '../node-kind.ts'
import { oneAtATime } from '../one-at-a-time.ts'
import type { Message, Send } from '../red.ts'
import { saidWords, wrong } from '../words.ts'

/** As command/keep allows. */
const [leastMs, mostMs] = [100, 3_600_000]

export const keep = nodeKind({
  type: 'rigsong-keep',
  label: 'keep',
  group: 'out',
  icon: 'fa-bookmark',
  says: 'Keeps what was just played as a take, once a second at most.',
  takes: 'Any message.',
  gives: [
    {
      label: 'take',
      says: '`msg.take` is the id of the take, `msg.from` too, for a generate node that grows a piece from it; `msg.payload` is `{ take, lengthMs, notes }`.',
    },
  ],
  example:
    'The last 4 bars, then generate, then play: shake the sensor, and what you just played comes back as a piece in your key and tempo.',
  fields: {
    reach: choice({
      label: 'How far',
      fallback: 'silence',
      of: {
        silence: 'since the last long silence',
        bars: 'the last bars',
        seconds: 'the last seconds',
      },
    }),
    count: number({
      label: 'How many',
      fallback: 4,
      least: 1,
      most: 3600,
      note: 'Of bars or seconds.',
    }),
    title: typed({ label: 'Title', fallback: '', types: ['str', 'msg', 'flow', 'global'] }),
  },
  needsHub: true,
  start(stage) {
    const { reach, count, title } = stage.values
    let transport: Payload<'transport'> | undefined
    if (reach === 'bars')
      stage.hear('transport', ({ payload }) => {
        transport = payload
      })

    function lastMs(): number | undefined {
      if (reach === 'silence') return undefined
      if (reach === 'seconds') return count * 1000
      if (transport) return beatsToMs(count * barBeats(transport.meter), transport.bpm)
      throw wrong('the tempo is not known yet', 'Wait until the hub is there, then try again.')
    }

    return oneAtATime(stage, rest, async (message: Message, send: Send) => {
      const last = lastMs()
      const called = saidWords(await stage.read(title, message), 'the title')
      const payload = await stage.ask('keep', {
        ...(last !== undefined && { lastMs: Math.min(mostMs, Math.max(leastMs, last)) }),
        ...(called !== undefined && { title: called }),
      })
      stage.tell('fine', `kept ${payload.notes} notes`)
      send({ ...message, payload, take: payload.take, from: payload.take })
    })
  },
})

const rest = { restMs: 1000, busy: 'one is being kept' }
