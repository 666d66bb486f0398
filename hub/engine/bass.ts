import { toPitchClass } from '#core/music/pitch.ts'
import type { Random } from '#core/random.ts'
import { type BarGrid, fitLane, ticksPerStep, weightOf } from './bar-grid.ts'
import { type Span, spanAt } from './chord-line.ts'
import { busyIn, inRhythm } from './rhythm.ts'
import { type Draft, groundOf, type Passage, type Song } from './song.ts'

/** From the E of a four-string bass up to the D above its fifth fret. */
const lowest = 28
const highest = 50
const rootsBelow = 41

type Line = {
  readonly song: Song
  readonly passage: Passage
  readonly random: Random
  /** The ticks, to the sixteenth, at which the kick plays. */
  readonly kicks: ReadonlySet<number>
}

export function playBass(
  song: Song,
  passage: Passage,
  { random, kicks }: { random: Random; kicks: ReadonlySet<number> },
): readonly Draft[] {
  const line = { song, passage, random, kicks }
  return song.style.bass.kind === 'walking' ? walk(line) : playTab(line, song.style.bass.tabs)
}

/** The last note of a piece: the tonic, low, held to the end. */
export function endBass(song: Song): readonly Draft[] {
  const root = rootFor(song.spans.at(-1)!, 33)
  return [{ pitch: root, velocity: 92, at: song.finalAt, ticks: song.ticks - song.finalAt }]
}

/** The chord's bass tone in the low octave, near `to` so that the line does not jump about. */
function rootFor(span: Span, to: number): number {
  const low = lowest + toPitchClass(span.chord.bass - lowest)
  const high = low + 12
  return high <= rootsBelow && Math.abs(high - to) < Math.abs(low - to) ? high : low
}

type Sign = { readonly sign: string; readonly at: number; readonly ticks: number }

function playTab(line: Line, tabs: readonly string[]): readonly Draft[] {
  const { song, passage, random } = line
  const tab = random.fork(groundOf(song, passage)).pick(tabs)
  const signs: Sign[] = []
  for (let bar = 0; bar < passage.bars; bar++) signs.push(...signsOf(tab, bar, line))
  const notes: Draft[] = []
  let before = 33
  for (const [i, { sign, at, ticks }] of signs.entries()) {
    const span = spanAt(song.spans, at)
    const root = rootFor(span, before)
    const next = signs[i + 1]?.at ?? passage.at + passage.ticks
    const pitch = pitchFor(sign, { root, span, line, next })
    const velocity =
      sign === 'g'
        ? 44
        : 78 +
          weightOf((at % song.grid.ticks) / ticksPerStep, song.grid) * 7 +
          (line.kicks.has(at) ? 5 : 0)
    notes.push({ pitch, velocity: velocity + lift(passage) + random.below(7) - 3, at, ticks })
    before = root
  }
  return notes
}

const lift = (passage: Passage): number => Math.round(passage.section.energy * 20) - 8

/** The notes of one bar of the tab; where a chord comes in the middle of a note, its root is struck. */
function signsOf(tab: string, bar: number, { song, passage, kicks }: Line): readonly Sign[] {
  const { laneSteps } = song
  const played = inRhythm(tab, song.busy, bar)
  const lane = [...fitLane(played, laneSteps, song.grid, bar)]
  const start = passage.at + bar * song.grid.ticks
  for (let step = 0; step < lane.length; step++) {
    const sign = lane[step]!
    const at = start + step * ticksPerStep
    if (sign === 'k') lane[step] = kicks.has(at) ? 'R' : lane[step - 1] === '.' ? '.' : '-'
    if ('R538'.includes(sign)) lockTo(kicks, lane, { step, at, grid: song.grid })
    const comes = spanAt(song.spans, at).at === at
    if (comes && step > 0 && lane[step] === '-') lane[step] = 'R'
  }
  // A bar that was the second half of one: what it left to the first it says itself.
  const silent = laneSteps !== song.grid.steps && lane.slice(0, 4).every(isOpen)
  if (silent && spanAt(song.spans, start).at === start) lane.splice(0, 2, 'R', '-')
  return lane.flatMap((sign, step) => {
    if (sign === '.' || sign === '-') return []
    let end = step + 1
    while (lane[end] === '-') end++
    const ticks = (end - step) * ticksPerStep - (sign === 'g' ? 60 : 12)
    return [{ sign, at: start + step * ticksPerStep, ticks }]
  })
}

const isOpen = (sign: string | undefined): boolean => sign === '.' || sign === '-'

/**
 * A lone note beside a kick off the beat moves onto it: bass and kick are one instrument. Kicks on
 * the beat draw nothing: over four on the floor the bass lives between them.
 */
function lockTo(
  kicks: ReadonlySet<number>,
  lane: string[],
  { step, at, grid }: { readonly step: number; readonly at: number; readonly grid: BarGrid },
): void {
  if (step === 0 || kicks.has(at)) return
  const isFree = (place: number): boolean =>
    place < 0 || place >= lane.length || isOpen(lane[place])
  for (const side of [-1, 1]) {
    const place = step + side
    if (place <= 0 || place >= lane.length || weightOf(place, grid) > 0) continue
    if (!kicks.has(at + side * ticksPerStep)) continue
    if (!isFree(place) || !isFree(place + side) || !isFree(step - side)) continue
    lane[place] = lane[step]!
    lane[step] = side < 0 || lane[step - 1] !== '.' ? '-' : '.'
    return
  }
}

type Place = {
  readonly root: number
  readonly span: Span
  readonly line: Line
  readonly next: number
}

function pitchFor(sign: string, { root, span, line, next }: Place): number {
  const { song } = line
  const fifth = span.chord.tones[2] ?? toPitchClass(span.chord.root + 7)
  const third = span.chord.tones[1] ?? span.chord.root
  if (sign === '5') return above(root, fifth) <= 45 ? above(root, fifth) : above(root - 12, fifth)
  if (sign === '3') return above(root, third)
  if (sign === '8') return root + 12
  if (sign === 'a')
    return approach(
      rootFor(spanAt(song.spans, Math.min(next, song.ticks - 1)), root),
      place(root, span, line),
    )
  return root
}

const place = (from: number, span: Span, { random }: Line): Step => ({
  from,
  scale: span.scale,
  random,
})

const above = (from: number, pitchClass: number): number =>
  Math.max(lowest, from + toPitchClass(pitchClass - from))

type Step = { readonly from: number; readonly scale: readonly number[]; readonly random: Random }

/** A note that leads to `target`: a step of the scale or half a tone, from the side the line comes from. */
function approach(target: number, { from, scale, random }: Step): number {
  const side = from === target ? (random.chance(0.5) ? 1 : -1) : Math.sign(from - target)
  const half = target + side
  const whole = target + 2 * side
  const near = scale.includes(toPitchClass(half)) || random.below(100) < 25 ? half : whole
  const leads = [near, half + whole - near, target - side].find((pitch) => pitch !== from)!
  return leads < lowest || leads > highest ? target : leads
}

/** A note a beat: root, tones on the way, and a leading note before the next chord. */
function walk(line: Line): readonly Draft[] {
  const { song, passage, random, kicks } = line
  const notes: Draft[] = []
  let before = 33
  for (const span of passage.spans) {
    const beats = pulsesIn(span, line)
    const next = spanAt(song.spans, Math.min(span.at + span.ticks, song.ticks - 1))
    const root = rootFor(span, before)
    const target = rootFor(next, root)
    for (const [i, at] of beats.entries()) {
      const step = place(i === 0 ? root : before, span, line)
      const last = i === beats.length - 1 && beats.length > 1
      const pitch =
        i === 0
          ? root
          : last
            ? approach(target, step)
            : onTheWay(before, { span, target, left: notes.at(-2)?.pitch, ...step })
      const ticks = (beats[i + 1] ?? span.at + span.ticks) - at
      const accent = kicks.has(at) ? 6 : 0
      notes.push({
        pitch,
        velocity: 80 + accent + lift(passage) + random.below(9) - 4,
        at,
        ticks: ticks - 24,
      })
      before = pitch
    }
  }
  return notes
}

/** The beats of a chord, and where the bass is busy the eighth before the last of them too. */
function pulsesIn(span: Span, { song }: Line): readonly number[] {
  const bar = Math.floor(span.at / song.grid.ticks)
  const starts: number[] = []
  for (let i = bar; i * song.grid.ticks < span.at + span.ticks; i++)
    for (const { step } of song.grid.pulses) {
      const at = i * song.grid.ticks + step * ticksPerStep
      if (at >= span.at && at < span.at + span.ticks) starts.push(at)
    }
  const beats = starts[0] === span.at ? starts : [span.at, ...starts]
  if (busyIn(bar, song.busy) <= 0 || beats.length < 2) return beats
  return [...beats.slice(0, -1), beats.at(-1)! - 2 * ticksPerStep, beats.at(-1)!]
}

type Way = Step & {
  readonly span: Span
  readonly target: number
  /** The tone before the last: a line goes on rather than back to it. */
  readonly left: number | undefined
}

/** The next tone between two roots: near the last one, towards the next root, rather of the chord. */
function onTheWay(before: number, { span, target, left, scale, random }: Way): number {
  let best = { pitch: before, cost: 1000 }
  for (let pitch = Math.max(lowest, before - 7); pitch <= Math.min(highest, before + 7); pitch++) {
    const tone = toPitchClass(pitch)
    if (pitch === before || pitch === target || !scale.includes(tone)) continue
    const jump = Math.abs(pitch - before)
    const away = Math.abs(pitch - target)
    const back = pitch === left ? 5 : 0
    const outside = span.chord.tones.includes(tone) ? 0 : 5
    const cost = jump * 2 + away + outside + back + random.below(7)
    if (cost < best.cost) best = { pitch, cost }
  }
  return best.pitch
}
