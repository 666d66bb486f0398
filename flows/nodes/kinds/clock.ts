import { barBeats } from '#core/music/meter.ts'
import { beatsToMs } from '#core/music/tempo.ts'
import { beatTimer } from '../beat-timer.ts'
import { choice, number } from '../field.ts'
import { nodeKind } from '../node-kind.ts'

export const clock = nodeKind({
  type: 'rigsong-clock',
  label: 'clock',
  group: 'in',
  icon: 'fa-clock-o',
  says: 'A message every so many beats or bars, in the tempo that is played.',
  gives: [
    {
      label: 'tick',
      says: '`msg.payload` counts 1 to “counts to” and begins again, `msg.beat` is the beat as the hub counts it, `msg.bpm` the tempo, `msg.everyMs` how far two ticks are apart, in ms.',
    },
  ],
  example:
    'Every 4 bars, counts to 2: 1, 2, 1, 2 … A switch node sends 1 to “the accompanist answers” and 2 to “it listens”, and the two of you trade fours.',
  fields: {
    every: number({ label: 'Every', fallback: 1, least: 1, most: 256, whole: true }),
    unit: choice({ label: 'Unit', fallback: 'bar', of: { beat: 'beats', bar: 'bars' } }),
    cycle: number({ label: 'Counts to', fallback: 4, least: 1, most: 256, whole: true }),
    when: choice({
      label: 'Ticks',
      fallback: 'always',
      of: { always: 'always', playing: 'while a piece plays' },
    }),
  },
  needsHub: true,
  start(stage) {
    const { every, unit, cycle, when } = stage.values
    const timer = beatTimer(stage, { every, unit })
    timer.each(({ number, atMs }, { playing, bpm, meter }) => {
      if (when === 'playing' && !playing) return stage.tell('waiting', 'until a piece plays')
      const count = (((number % cycle) + cycle) % cycle) + 1
      const beats = every * (unit === 'bar' ? barBeats(meter) : 1)
      stage.tell('fine', `${count} of ${cycle}, ${Math.round(bpm)} bpm`)
      stage.emit({
        ...{ topic: 'clock', payload: count, beat: number * beats, bpm, atMs },
        everyMs: beatsToMs(beats, bpm),
      })
    })
    return undefined
  },
})
