import type { Chord } from '#core/music/chord.ts'
import { toPitchClass } from '#core/music/pitch.ts'
import type { Random } from '#core/random.ts'
import { ticksPerStep, weightOf } from './bar-grid.ts'
import { type Span, spanAt } from './chord-line.ts'
import { isFrame } from './form.ts'
import { busyIn } from './rhythm.ts'
import { loudness, rests } from './singer.ts'
import type { Draft, Passage, Song } from './song.ts'

/** Once round an AABA is the head. */
const headSections = 4
const eighth = 2 * ticksPerStep
/** Half tones that a line keeps from the ends of its range, for what leads to its tones. */
const edge = 2

/** Whether a passage is improvised: in a style with solos, what lies between the head and its last return. */
export function isSolo({ style, passages }: Song, passage: Passage): boolean {
  if (!style.melody.solos || passage.section.motif.length > 0) return false
  const body = passages.filter(({ family }) => !isFrame(family))
  return body.slice(headSections, -1).includes(passage)
}

type Soloist = { readonly song: Song; readonly passage: Passage; readonly random: Random }

/** A pulse of a line: where it is, how high it is aimed at. */
type Goal = { readonly at: number; readonly pitch: number }

/**
 * A chorus over the changes, in lines of eighths: each new chord is met on its third or seventh, the
 * other beats on chord tones, and what is between leads there by steps, from both sides, or by a half
 * tone. Lines start off the beat or on it, run for some beats, and leave air after them.
 */
export function improvise(song: Song, passage: Passage, random: Random): readonly Draft[] {
  const soloist = { song, passage, random }
  const pulses = pulsesOf(song, passage)
  const eighths = song.grid.pulses[0]!.steps / 2
  const notes: Draft[] = []
  const [low, high] = song.style.melody.range
  let last = (low + high) >> 1
  let way = random.chance(0.5) ? 1 : -1
  for (let i = random.below(2); i < pulses.length; ) {
    const long = Math.max(2, Math.round((6 + random.below(9)) / eighths))
    const count = Math.min(pulses.length - i, long)
    const goals: Goal[] = []
    for (const at of pulses.slice(i, i + count)) {
      if (last > high - 4) way = -1
      else if (last < low + 4) way = 1
      else if (random.chance(0.25)) way = -way
      last = aim(song, at, { last, wanted: last + way * (1 + random.below(3)) })
      goals.push({ at, pitch: last })
    }
    notes.push(...lineOver(goals, soloist))
    i += count + airAfter(pulses[i]!, soloist)
  }
  return notes
}

/** The beats of a passage; the last half bar is left to whoever takes over. */
function pulsesOf(song: Song, { at, bars }: Passage): readonly number[] {
  const { pulses, ticks } = song.grid
  const all = Array.from({ length: bars }, (_, bar) =>
    pulses.map(({ step }) => at + bar * ticks + step * ticksPerStep),
  ).flat()
  return all.slice(0, -Math.ceil(pulses.length / 2))
}

/** Beats of rest: one to three, fewer where more is to go on. */
function airAfter(at: number, { song, passage, random }: Soloist): number {
  const busy = busyIn(Math.floor((at - passage.at) / song.grid.ticks), song.busy)
  const calm = passage.section.density < 0.4 ? 1 : 0
  return Math.max(busy > 0 ? 0 : 1, 1 + random.below(3) + calm - busy)
}

/** The tone of the chord on a beat: third or seventh where it is new, and near where the line goes. */
function aim(
  song: Song,
  at: number,
  { last, wanted }: { readonly last: number; readonly wanted: number },
): number {
  const span = spanAt(song.spans, at)
  const before = spanAt(song.spans, span.at - 1).chord
  const isNew = at - span.at < eighth && (span.at === 0 || before.symbol !== span.chord.symbol)
  const { tones } = span.chord
  const guides = tones.filter((_, i) => i === 1 || i === 3)
  const [low, high] = song.style.melody.range
  let best = { pitch: last, cost: 100 }
  const [from, to] = [Math.max(low + edge, wanted - 7), Math.min(high - edge, wanted + 7)]
  for (let pitch = from; pitch <= to; pitch++) {
    if (!rests(pitch, span.chord)) continue
    const guided = isNew && !guides.includes(toPitchClass(pitch)) ? 5 : 0
    const cost = Math.abs(pitch - wanted) + guided + (pitch === last ? 4 : 0)
    if (cost < best.cost) best = { pitch, cost }
  }
  return best.pitch
}

function lineOver(goals: readonly Goal[], { song, passage, random }: Soloist): readonly Draft[] {
  const isPickup = random.chance(0.4)
  const notes: { at: number; pitch: number; ticks: number }[] = []
  for (const [i, goal] of goals.entries()) {
    const next = goals[i + 1]
    if (!(isPickup && i === 0)) notes.push({ ...goal, ticks: eighth })
    if (!next) continue
    const between = Math.max(0, Math.round((next.at - goal.at) / eighth) - 1)
    const span = spanAt(song.spans, goal.at)
    for (let n = 0; n < between; n++) {
      const from = n === 0 ? goal.pitch : notes.at(-1)!.pitch
      const pitch = led(from, next.pitch, { span, left: between - n, random })
      notes.push({ at: goal.at + (n + 1) * eighth, pitch, ticks: eighth })
    }
  }
  const end = notes.at(-1)
  // A line is cut short or sung out: what a horn does before it breathes.
  if (end && random.chance(0.4)) end.ticks = 3 * ticksPerStep
  return notes.map(({ at, pitch, ticks }) => {
    const step = ((at - passage.at) % song.grid.ticks) / ticksPerStep
    const push = weightOf(step, song.grid) > 0 ? 0 : 6
    const velocity = loudness(song, passage, step) + push - 4 + random.below(7)
    return { pitch, velocity, at, ticks }
  })
}

type Way = { readonly span: Span; readonly left: number; readonly random: Random }

/** A tone that leads from one to another, with this many left to play before it is reached. */
function led(from: number, to: number, { span, left, random }: Way): number {
  const far = to - from
  const side = far > 0 ? 1 : -1
  if (left > 1) return inScale(from + side * 2, side, span)
  if (Math.abs(far) > 4) return chordToneBetween(from, to, span.chord)
  if (random.chance(0.3)) return to - side
  if (Math.abs(far) >= 3) return inScale(from + side, side, span)
  // A step away or none: from the other side, so that the goal is met and not only passed.
  return inScale(to + side, side, span)
}

function inScale(pitch: number, side: number, { scale }: Span): number {
  let found = pitch
  while (!scale.includes(toPitchClass(found))) found += side
  return found
}

function chordToneBetween(from: number, to: number, { tones }: Chord): number {
  const middle = (from + to) >> 1
  let best = { pitch: middle, cost: 100 }
  for (let pitch = middle - 3; pitch <= middle + 3; pitch++) {
    const cost = Math.abs(pitch - middle)
    if (tones.includes(toPitchClass(pitch)) && cost < best.cost) best = { pitch, cost }
  }
  return best.pitch
}
