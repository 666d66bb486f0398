import { toPitchClass } from '#core/music/pitch.ts'
import type { Random } from '#core/random.ts'
import { ticksPerStep, weightOf } from './bar-grid.ts'
import { signsOf } from './bass-signs.ts'
import { type Span, spanAt } from './chord-line.ts'
import { busyIn } from './rhythm.ts'
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
  const root = rootFor(song.spans.at(-1)!, homeOf(song))
  return [{ pitch: root, velocity: 92, at: song.finalAt, ticks: song.ticks - song.finalAt }]
}

/** The chord's bass tone in the low octave, near `to` so that the line does not jump about. */
function rootFor(span: Span, to: number): number {
  const low = lowest + toPitchClass(span.chord.bass - lowest)
  const high = low + 12
  return high <= rootsBelow && Math.abs(high - to) < Math.abs(low - to) ? high : low
}

/** Where the bass is at home: in the middle of those of its roots that have one place only. */
function homeOf({ spans }: Song): number {
  let sum = 0
  let ticks = 0
  for (const span of spans) {
    const low = rootFor(span, lowest)
    if (low + 12 <= rootsBelow) continue
    sum += low * span.ticks
    ticks += span.ticks
  }
  return ticks === 0 ? lowest : sum / ticks
}

function playTab(line: Line, tabs: readonly string[]): readonly Draft[] {
  const { song, passage, random } = line
  const tab = random.fork(groundOf(song, passage)).pick(tabs)
  const signs = signsOf(tab, line)
  const notes: Draft[] = []
  // An E that is now low, now high within one loop would be heard as a leap that nobody meant.
  const home = homeOf(song)
  for (const [i, { sign, at, ticks }] of signs.entries()) {
    const span = spanAt(song.spans, at)
    const root = rootFor(span, home)
    const next = signs[i + 1]?.at ?? passage.at + passage.ticks
    const pitch = pitchFor(sign, { root, home, span, line, next })
    const velocity =
      sign === 'g'
        ? 44
        : 78 +
          weightOf((at % song.grid.ticks) / ticksPerStep, song.grid) * 7 +
          (line.kicks.has(at) ? 5 : 0)
    notes.push({ pitch, velocity: velocity + lift(passage) + random.below(7) - 3, at, ticks })
  }
  return notes
}

const lift = (passage: Passage): number => Math.round(passage.section.energy * 20) - 8

type Place = {
  readonly root: number
  readonly home: number
  readonly span: Span
  readonly line: Line
  readonly next: number
}

function pitchFor(sign: string, { root, home, span, line, next }: Place): number {
  const { song } = line
  const fifth = span.chord.tones[2] ?? toPitchClass(span.chord.root + 7)
  const third = span.chord.tones[1] ?? span.chord.root
  if (sign === '5') return above(root, fifth) <= 45 ? above(root, fifth) : above(root - 12, fifth)
  if (sign === '3') return above(root, third)
  if (sign === '7') return below(root, span.scale)
  if (sign === '8') return root + 12
  if (sign === 'a')
    return approach(
      rootFor(spanAt(song.spans, Math.min(next, song.ticks - 1)), home),
      place(root, span, line),
    )
  return root
}

const place = (from: number, span: Span, { random, song }: Line): Step => ({
  ...{ from, random, scale: span.scale, chromatic: song.style.bass.chromatic === true },
})

const above = (from: number, pitchClass: number): number =>
  Math.max(lowest, from + toPitchClass(pitchClass - from))

/** The whole tone under a root; where the scale has none there, the fifth under it. */
function below(root: number, scale: readonly number[]): number {
  const pitch = scale.includes(toPitchClass(root - 2)) ? root - 2 : root - 5
  return pitch < lowest ? pitch + 12 : pitch
}

type Step = {
  readonly from: number
  readonly scale: readonly number[]
  readonly random: Random
  readonly chromatic: boolean
}

/**
 * A note that leads to `target` from the side the line comes from: a step of the scale, or where the
 * style has it now and then half a tone.
 */
function approach(target: number, { from, scale, random, chromatic }: Step): number {
  const side = from === target ? (random.chance(0.5) ? 1 : -1) : Math.sign(from - target)
  const [half, whole] = [target + side, target + 2 * side]
  const near = scale.includes(toPitchClass(half)) || random.below(100) < 25 ? half : whole
  const all = [near, half + whole - near, target - side, target - 2 * side]
  const leads = all.find(
    (pitch) => pitch !== from && (chromatic || scale.includes(toPitchClass(pitch))),
  )
  return leads === undefined || leads < lowest || leads > highest ? target : leads
}

/** A note a beat: root, tones on the way, and a leading note before the next chord. */
function walk(line: Line): readonly Draft[] {
  const { song, passage, kicks } = line
  // A line that walks does not come back: each section takes its own way.
  const random = line.random.fork(`${passage.section.id} ${passage.time}`)
  const notes: Draft[] = []
  let before = 33
  for (const span of passage.spans) {
    const beats = pulsesIn(span, line)
    const next = spanAt(song.spans, Math.min(span.at + span.ticks, song.ticks - 1))
    const root = rootFor(span, before)
    const target = rootFor(next, root)
    for (const [i, at] of beats.entries()) {
      const step = place(i === 0 ? root : before, span, { ...line, random })
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
