import { toPitchClass } from '#core/music/pitch.ts'
import { ticksPerStep, weightOf } from './bar-grid.ts'
import { endPhrase } from './cadence.ts'
import { spanAt } from './chord-line.ts'
import { letterFor, type Material, materialOf, motifFromWritten } from './material.ts'
import {
  busier,
  embellished,
  fragmented,
  headOf,
  inverted,
  type Motif,
  pushed,
  tailOf,
  turned,
  writtenMotif,
} from './motif.ts'
import { busyIn } from './rhythm.ts'
import { bestAnchor, loudness, rests, rubs, type Singer, sing } from './singer.ts'
import { improvise, isSolo } from './solo.ts'
import type { Chance, Draft, Passage, Song } from './song.ts'

/**
 * A melody from a motif. A plan gives each bar of two phrases its letter: `m` the motif, `r` its
 * answer, `s` the motif in sequence, `i` upside down, `w` with another tail, `p` with its last note
 * early, `h` its head and a rest, `t` its tail after a rest, `f` its head twice, `v` embellished, `o`
 * an ending that asks, `c` one that comes to rest, `.` silence. A chorus that is improvised has `j`.
 */
export function playMelody(song: Song, passage: Passage, chance: Chance): readonly Draft[] {
  const hand = chance.hand.fork(`${passage.section.id} ${passage.time}`)
  if (isSolo(song, passage)) return breathing(improvise(song, passage, hand), song)
  const material = materialOf(song, passage, chance)
  const notes: Draft[] = []
  const written = writtenIn(song, passage)
  const sung = Math.ceil(lastTick(written, passage.at) / song.grid.ticks)
  notes.push(...written)
  for (let bar = sung; bar < passage.bars; bar++) {
    const letter = letterFor(material, passage, bar)
    const at = passage.at + bar * song.grid.ticks
    notes.push(...singBar(material, letter, { song, passage, random: hand, at, sung: notes }))
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
  const isFree = isSolo(song, passage)
  const letters = Array.from({ length: passage.bars }, (_, bar) =>
    isFree ? 'j' : letterFor(material, passage, bar),
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

function singBar(material: Material, letter: string, singer: Singer): readonly Draft[] {
  if (letter === '.') return []
  if (letter !== 'o' && letter !== 'c') return develop(material, letter, singer)
  const { endings, home } = material
  const phrase = Math.round((singer.at - singer.passage.at) / singer.song.grid.ticks) >> 2
  const own = phrase % endings.length
  const figures = [...endings.slice(own), ...endings.slice(0, own)]
  const close = letter === 'o' ? 'open' : 'closed'
  return endPhrase(figures, { close, home }, singer)
}

function develop(material: Material, letter: string, singer: Singer): readonly Draft[] {
  const { song, passage, random } = singer
  const { away } = material
  const shaped = shapedBy(letter, material, halfOf(song))
  const busy = busyIn(Math.round((singer.at - passage.at) / song.grid.ticks), song.busy)
  const varied = letter === 'v' || (passage.time > 0 && random.below(100) < 55)
  const dressed = busy > 0 ? busier(shaped, random) : varied ? embellished(shaped, random) : shaped
  const motif = thinned(dressed, singer)
  const wanted = material.home + (letter === 's' ? away : 0)
  const loose = letter === 's' || letter === 'i' || letter === 'r' ? 1 : 3
  return sing(motif, bestAnchor(motif, { wanted, loose }, singer), singer)
}

function shapedBy(letter: string, { motif, answer, away }: Material, half: number): Motif {
  const shapes: Readonly<Record<string, () => Motif>> = {
    r: () => answer,
    i: () => inverted(motif),
    f: () => fragmented(motif, half, away),
    h: () => headOf(motif, half),
    t: () => tailOf(motif, half),
    w: () => turned(motif, answer, half),
    p: () => pushed(motif),
  }
  return shapes[letter]?.() ?? motif
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

/**
 * One voice: a note ends where the next begins, or where a chord comes that it would rub against,
 * and a touch before it is written to.
 */
function breathing(notes: readonly Draft[], song: Song): readonly Draft[] {
  const { touch } = song.style.melody
  return notes.map((note, i) => {
    const next = Math.min(notes[i + 1]?.at ?? song.ticks, endOf(note, song))
    const room = Math.max(ticksPerStep / 2, Math.min(note.ticks, next - note.at))
    return { ...note, ticks: Math.max(30, Math.round((room * touch) / 100)) }
  })
}

function endOf({ at, ticks, pitch }: Draft, song: Song): number {
  const { at: from, ticks: length } = spanAt(song.spans, at)
  const change = from + length
  if (change >= at + ticks) return at + ticks
  return rubs(pitch, spanAt(song.spans, change).chord) ? change : at + ticks
}
