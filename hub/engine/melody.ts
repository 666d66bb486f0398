import { toPitchClass } from '#core/music/pitch.ts'
import { fitLane, ticksPerStep, weightOf } from './bar-grid.ts'
import { type Span, spanAt } from './chord-line.ts'
import { rungNear } from './ladder.ts'
import {
  embellished,
  fragmented,
  invent,
  inverted,
  type Motif,
  rhythmOf,
  tailOf,
  writtenMotif,
} from './motif.ts'
import { busyIn } from './rhythm.ts'
import {
  bestAnchor,
  loudness,
  outside,
  pitchUnder,
  rests,
  rubsIn,
  type Singer,
  sing,
} from './singer.ts'
import type { Chance, Draft, Passage, Song } from './song.ts'

/** What a family of sections sings: its motif, the answer to it, and what four bars do with them. */
type Material = {
  readonly motif: Motif
  readonly answer: Motif
  readonly plans: readonly string[]
  readonly endings: readonly Motif[]
  /** Where the motif is at home: the rung of its first note. */
  readonly home: number
  readonly away: 1 | -1 | 2 | -2
}

/**
 * A melody from a motif. A plan gives each bar of a phrase its letter: `m` the motif, `r` its answer,
 * `s` the motif in sequence, `i` upside down, `f` its head twice, `t` its tail after a rest, `v`
 * embellished, `c` an ending that comes to rest, `.` silence.
 */
export function playMelody(song: Song, passage: Passage, chance: Chance): readonly Draft[] {
  const material = materialOf(song, passage, chance)
  const hand = chance.hand.fork(`${passage.section.id} ${passage.time}`)
  const notes: Draft[] = []
  const written = writtenIn(song, passage)
  const sung = Math.ceil(lastTick(written, passage.at) / song.grid.ticks)
  notes.push(...written)
  for (let bar = sung; bar < passage.bars; bar++) {
    const letter = letterFor(material, passage, bar)
    if (letter === '.') continue
    const singer = { song, passage, random: hand, at: passage.at + bar * song.grid.ticks }
    const before = notes.at(-1)?.pitch
    const bars =
      letter === 'c'
        ? ending(material, bar, before, singer)
        : phrase(material, letter, before, singer)
    notes.push(...bars)
  }
  return breathing(notes, song)
}

/** What the melody of a passage is made of: its motif, and what each bar does with it, in letters. */
export function courseOf(
  song: Song,
  passage: Passage,
  chance: Chance,
): { readonly motif: Motif; readonly letters: readonly string[]; readonly isWritten: boolean } {
  const material = materialOf(song, passage, chance)
  const isWritten = motifFromWritten(song, passage) !== undefined
  const letters = Array.from({ length: passage.bars }, (_, bar) =>
    letterFor(material, passage, bar),
  )
  return { motif: material.motif, letters, isWritten }
}

/** The last note of a piece: the tonic, or the third or fifth where that is nearer. */
export function endMelody(song: Song, before: number | undefined): readonly Draft[] {
  const { chord } = song.spans.at(-1)!
  const [low, high] = song.style.melody.range
  const from = Math.min(high - 5, Math.max(low + 5, before ?? (low + high) >> 1))
  let best = { pitch: from, cost: 100 }
  for (let pitch = Math.max(low, from - 7); pitch <= Math.min(high, from + 7); pitch++) {
    const place = chord.tones.indexOf(toPitchClass(pitch))
    if (place < 0 || place > 2) continue
    const cost = Math.abs(pitch - from) + [0, 3, 4][place]! + (rests(pitch, chord) ? 0 : 8)
    if (cost < best.cost) best = { pitch, cost }
  }
  return [{ pitch: best.pitch, velocity: 80, at: song.finalAt, ticks: song.ticks - song.finalAt }]
}

const lastTick = (notes: readonly Draft[], from: number): number =>
  notes.reduce((end, note) => Math.max(end, note.at + note.ticks - from), 0)

function writtenIn(song: Song, passage: Passage): readonly Draft[] {
  return writtenMotif(passage.section.motif, song.style.melody.range)
    .map(({ step, pitch, steps }) => ({
      pitch,
      velocity: loudness(song, passage, step % song.grid.steps),
      at: passage.at + step * ticksPerStep,
      ticks: steps * ticksPerStep,
    }))
    .filter((note) => note.at + note.ticks <= passage.at + passage.ticks)
}

function materialOf(song: Song, passage: Passage, chance: Chance): Material {
  const { cells, endings, plans } = song.style.melody
  const random = chance.ground.fork(passage.ground)
  const course = chance.hand.fork(passage.ground)
  const fitted = (cell: string): Motif => rhythmOf(fitLane(cell, song.laneSteps, song.grid, 0))
  const rhythm = random.fork('rhythm').pick(cells)
  const written = motifFromWritten(song, passage)
  const motif = written ?? invent(fitted(rhythm), random.fork('motif'))
  const others = cells.filter((cell) => cell !== rhythm)
  const planned = course.fork('plan')
  return {
    motif,
    answer: invent(
      fitted(random.fork('answer').pick(others.length > 0 ? others : cells)),
      random.fork('reply'),
    ),
    plans: [planned.pick(plans), planned.pick(plans)],
    endings: [fitted(course.fork('half').pick(endings)), fitted(course.fork('full').pick(endings))],
    home: homeOf(song, passage, motif),
    away: course.fork('away').pick([1, -1, 2, -2] as const),
  }
}

/** The first bar of a motif that somebody wrote, as heights, so that it can be developed like ours. */
function motifFromWritten(song: Song, { section }: Passage): Motif | undefined {
  const written = writtenMotif(section.motif, song.style.melody.range)
  const bar = written.filter(({ step }) => step < song.grid.steps)
  if (bar.length === 0) return undefined
  const { ladder } = song
  const first = rungNear(bar[0]!.pitch, ladder)
  return bar.map(({ step, steps, pitch }) => ({
    step,
    steps: Math.min(steps, song.grid.steps - step),
    rung: rungNear(pitch, ladder) - first,
  }))
}

/** Middle of the range, higher in the second subject, so that the motif has room on both sides. */
function homeOf(song: Song, { ground }: Passage, motif: Motif): number {
  const [low, high] = song.style.melody.range
  const rungs = motif.map(({ rung }) => rung)
  const middle = (Math.max(0, ...rungs) + Math.min(0, ...rungs)) >> 1
  const lift = ground === 'B' ? 2 : ground === 'C' ? 1 : 0
  return rungNear((low + high) >> 1, song.ladder) - middle + lift
}

function letterFor(material: Material, passage: Passage, bar: number): string {
  const plan = material.plans[(bar >> 2) % 2]!
  if (bar === passage.bars - 1 && passage.bars > 1) return 'c'
  return plan[bar % 4]!
}

function phrase(
  material: Material,
  letter: string,
  before: number | undefined,
  singer: Singer,
): readonly Draft[] {
  const { song, passage, random } = singer
  const half = halfOf(song)
  const { away } = material
  const base = letter === 'r' ? material.answer : material.motif
  const shaped =
    letter === 'i'
      ? inverted(base)
      : letter === 'f'
        ? fragmented(base, half, away)
        : letter === 't'
          ? tailOf(base, half)
          : base
  const busy = busyIn(Math.round((singer.at - passage.at) / song.grid.ticks), song.busy)
  const varied = letter === 'v' || (passage.time > 0 && random.below(100) < 55) || busy > 0
  const motif = thinned(varied ? embellished(shaped, random) : shaped, singer)
  const wanted = material.home + (letter === 's' ? away : 0)
  const loose = letter === 's' || letter === 'i' || letter === 'r' ? 1 : 3
  return sing(motif, bestAnchor(motif, { wanted, loose, before }, singer), before, singer)
}

/** Where the second half of a bar begins: the pulse nearest to its middle. */
const halfOf = (song: Song): number =>
  song.grid.pulses[Math.ceil(song.grid.pulses.length / 2)]?.step ?? song.grid.steps >> 1

/** A calm section leaves out some of the notes between the pulses. */
function thinned(motif: Motif, { song, passage, random, at }: Singer): Motif {
  const busy = busyIn(Math.round((at - passage.at) / song.grid.ticks), song.busy)
  if (passage.section.density >= 0.4 && busy >= 0) return motif
  return motif.filter(
    ({ step, steps }) => steps >= 4 || weightOf(step, song.grid) > 0 || random.below(100) < 60,
  )
}

/** An ending goes by steps to a tone at rest: the tonic where the section closes, else of the chord. */
function ending(
  material: Material,
  bar: number,
  before: number | undefined,
  singer: Singer,
): readonly Draft[] {
  const { song, passage } = singer
  const rhythm = material.endings[bar === passage.bars - 1 ? 1 : 0]!
  const final = rhythm.at(-1)
  if (!final) return []
  const from = before === undefined ? material.home : rungNear(before, song.ladder)
  const span = spanAt(song.spans, singer.at + final.step * ticksPerStep)
  const target = restingRung(span, from, singer)
  const side = from >= target ? 1 : -1
  const ways = [side, -side].map((way) =>
    rhythm.map((note, i) => ({ ...note, rung: way * (rhythm.length - 1 - i) })),
  )
  const [down, up] = ways.map((way) => rubsIn(way, target, singer))
  return sing(ways[down! <= up! ? 0 : 1]!, target, before, { ...singer, leans: true })
}

function restingRung(span: Span, from: number, { song }: Singer): number {
  let best = { rung: from, cost: 100 }
  for (let rung = from - 5; rung <= from + 5; rung++) {
    const pitch = pitchUnder(rung, span, song)
    const tone = toPitchClass(pitch)
    if (!span.chord.tones.includes(tone) || outside(pitch, song) > 0) continue
    const home = tone === song.ladder.tonic ? -3 : tone === span.chord.root ? -1 : 0
    const rubbing = rests(pitch, span.chord) ? 0 : 5
    const cost = Math.abs(rung - from) + home + rubbing + (rung === from ? 2 : 0)
    if (cost < best.cost) best = { rung, cost }
  }
  return best.rung
}

/** One voice: a note ends where the next begins, and a touch before it is written to. */
function breathing(notes: readonly Draft[], song: Song): readonly Draft[] {
  const { touch } = song.style.melody
  return notes.map((note, i) => {
    const next = notes[i + 1]?.at ?? note.at + note.ticks
    const room = Math.max(ticksPerStep / 2, Math.min(note.ticks, next - note.at))
    return { ...note, ticks: Math.max(30, Math.round((room * touch) / 100)) }
  })
}
