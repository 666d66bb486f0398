import { chordFrom } from '#core/music/chord.ts'
import { barBeats, type Meter } from '#core/music/meter.ts'
import { toPitchClass } from '#core/music/pitch.ts'
import { type BandNote, firstAccompaniment } from '#core/score/accompaniment.ts'
import { openLiveEngine } from '#hub/engine/live/live-engine.ts'
import type { Proposal } from '#hub/engine/live/proposal.ts'
import { type Change, changeAt, type Touch } from './chart.ts'

/** What is committed stands: whole sixteenths, a beat before they sound. */
const commitBeats = 1
const nearBeats = 0.1

/** How often the band is with the player; sums, so that they can be added up. */
export const unheard = {
  /** Ones of the bar, and those on which the bass plays a tone of the chord that is played there. */
  ...{ ones: 0, fit: 0 },
  /** Those on which the root of the last chord that was heard would be one. */
  held: 0,
  /** All strokes of the bass, and those in the chord. */
  ...{ strokes: 0, inChord: 0 },
}
export type Together = typeof unheard

type Plan = { readonly beat: number; readonly proposal: Proposal }
type Setting = { readonly meter: Meter; readonly bpm: number; readonly style: string }
const usual: Setting = { meter: { beats: 4, unit: 4 }, bpm: 100, style: 'lofi' }

/** Plays touches to the accompanist: what it proposed, stroke by stroke. */
export function proposedTo(touches: readonly Touch[], setting: Partial<Setting> = {}) {
  const { meter, bpm, style } = { ...usual, ...setting }
  const engine = openLiveEngine({ seed: 7 })
  return touches.flatMap(({ beat, velocity, pitch }): Plan[] => {
    const atMs = (beat * 60_000) / bpm
    if (velocity === 0) {
      engine.lift({ pitch, atMs })
      return []
    }
    engine.strike({ pitch, velocity, atMs })
    const proposal = engine.propose({
      fromBar: Math.max(0, Math.floor((beat + commitBeats) / barBeats(meter))),
      ...{ bars: 3, ids: ['a', 'b', 'c'], because: 'test', soloing: false, controls: {} },
      count: { bpm, meter, originMs: 0, originBeat: 0 },
      accompaniment: { ...firstAccompaniment, style, drums: true, bass: true },
    })
    return [{ beat, proposal }]
  })
}

/** How the bass gets on with who plays a chart, from a bar on. */
export function togetherOn(
  changes: readonly Change[],
  touches: readonly Touch[],
  { fromBar = 2, ...setting }: Partial<Setting> & { readonly fromBar?: number } = {},
): Together {
  const plans = proposedTo(touches, setting)
  const bar = barBeats(setting.meter ?? usual.meter)
  const last = changes.at(-1)!
  const together = { ...unheard }
  for (let beat = fromBar * bar; beat < last.start + last.beats; beat += 0.25) {
    const plan = plans.findLast((one) => Math.floor((one.beat + commitBeats) * 4) <= beat * 4)!
    const { tones } = changeAt(changes, beat).chord
    const bass = bassOf(plan, beat, bar).filter(({ pitch }) => tones.includes(toPitchClass(pitch)))
    together.strokes += bassOf(plan, beat, bar).length
    together.inChord += bass.length
    if (beat % bar !== 0) continue
    together.ones += 1
    if (bass.length > 0) together.fit += 1
    if (tones.includes(chordFrom(plan.proposal.hears.chord!)!.root)) together.held += 1
  }
  return together
}

function bassOf({ proposal }: Plan, beat: number, bar: number): readonly BandNote[] {
  const number = Math.floor(beat / bar)
  const { notes } = proposal.bars.find((one) => one.bar === number)!
  return notes.filter(
    ({ role, start }) => role === 'bass' && Math.abs(start + number * bar - beat) < nearBeats,
  )
}

export const sumOf = (all: readonly Together[]): Together =>
  all.reduce((sum, one) => ({
    ...{ ones: sum.ones + one.ones, fit: sum.fit + one.fit, held: sum.held + one.held },
    ...{ strokes: sum.strokes + one.strokes, inChord: sum.inChord + one.inChord },
  }))
