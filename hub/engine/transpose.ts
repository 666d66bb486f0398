import { type Chord, chordFrom, chordName } from '#core/music/chord.ts'
import type { Key } from '#core/music/key.ts'
import { pitchClass, toPitchClass } from '#core/music/pitch.ts'
import { inKey, spellingOf } from '#core/music/scale.ts'
import type { NoteEvent } from '#core/score/note-event.ts'
import type { Composition, Part } from '#core/score/piece.ts'
import type { PieceSpec, Role } from '#core/score/piece-spec.ts'
import { ranges } from './critic.ts'
import { ladderOf, pitchOn, rungNear } from './ladder.ts'
import { rubs } from './singer.ts'

/**
 * The same notes in another key, the shorter way up or down, each with its author. Into another mode
 * every degree becomes that degree of the new scale; what is chromatic moves as it is.
 */
export function transposed(composition: Composition, key: Key): Composition {
  const move = movement(composition.spec.key, key)
  const chords = composition.chords.map((chord) => ({
    ...chord,
    symbol: movedSymbol(chord.symbol, move),
  }))
  const isChromatic = chromaticAt(composition, move)
  const parts = composition.parts.map((part): Part => {
    if (part.role === 'drums') return part
    const notes = part.notes.map((note) => {
      const pitch = isChromatic(note.start) ? note.pitch + move.steps : move.pitch(note.pitch)
      const chord =
        part.role === 'melody' && note.length >= 0.5 ? chordAt(chords, note.start) : undefined
      return { ...note, pitch: chord && rubs(pitch, chord) ? pitch - 1 : pitch }
    })
    const inside = inRange(notes, part.role)
    const sung = part.role === 'melody' ? withoutNewLeaps(inside, part.notes) : inside
    return { ...part, notes: apart(sung) }
  })
  return { ...composition, spec: movedSpec(composition.spec, move), chords, parts }
}

type Movement = {
  readonly from: Key
  readonly to: Key
  /** Half tones from tonic to tonic, -5 to 6. */
  readonly steps: number
  pitch(pitch: number): number
}

function movement(from: Key, to: Key): Movement {
  const up = toPitchClass(pitchClass(to.tonic) - pitchClass(from.tonic))
  const steps = up > 6 ? up - 12 : up
  const [old, fresh] = [ladderOf(from), ladderOf({ tonic: from.tonic, mode: to.mode })]
  const pitch = (at: number): number => {
    const rung = rungNear(at, old)
    return pitchOn(rung, fresh) + (at - pitchOn(rung, old)) + steps
  }
  return { from, to, steps, pitch }
}

function movedSpec(spec: PieceSpec, move: Movement): PieceSpec {
  const sections = spec.sections.map((section) => ({
    ...section,
    chords: section.chords.map((text) => {
      const [symbol = '', beats] = text.split('*')
      return `${movedSymbol(symbol, move)}${beats === undefined ? '' : `*${beats}`}`
    }),
    // What a section's motif says is played already; sung anew it is in the new key.
    motif: [],
  }))
  return { ...spec, key: move.to, sections }
}

function movedSymbol(symbol: string, move: Movement): string {
  const chord = chordFrom(symbol)
  if (!chord) return symbol
  const tone = isOutside(chord, move)
    ? (at: number): number => toPitchClass(at + move.steps)
    : (at: number): number => toPitchClass(move.pitch(at + 60))
  const moved = { root: tone(chord.root), bass: tone(chord.bass), tones: chord.tones.map(tone) }
  const spelling = spellingOf(move.to)
  const [root, third, fifth] = moved.tones
  const triad = { root: moved.root, tones: [root!, third ?? root!, fifth ?? root!] }
  return chordName(moved, spelling) ?? chordName(triad, spelling) ?? symbol
}

const isOutside = ({ tones }: Chord, { from }: Movement): boolean =>
  tones.some((tone) => !inKey(tone, from))

/** Whether a chord from outside the key sounds at a beat: what goes with it moves with it. */
function chromaticAt({ chords }: Composition, move: Movement): (beat: number) => boolean {
  const stretches = chords.filter(({ symbol }) => {
    const chord = chordFrom(symbol)
    return chord !== undefined && isOutside(chord, move)
  })
  return (beat) =>
    stretches.some(({ start, length }) => beat >= start - 1 / 16 && beat < start + length - 1 / 16)
}

const chordAt = (chords: Composition['chords'], beat: number): Chord | undefined =>
  chordFrom(chords.findLast(({ start }) => start <= beat + 1 / 16)?.symbol ?? '')

/** A part that would leave its range moves by an octave as a whole; what still would, by itself. */
function inRange(notes: readonly NoteEvent[], role: Role): NoteEvent[] {
  const [low, high] = ranges[role]
  const outside = (octave: number): number =>
    notes.filter(({ pitch }) => pitch + octave < low || pitch + octave > high).length
  const best = [0, 12, -12].toSorted((a, b) => outside(a) - outside(b))[0]!
  return notes.map((note) => {
    let pitch = note.pitch + best
    while (pitch < low) pitch += 12
    while (pitch > high) pitch -= 12
    return { ...note, pitch }
  })
}

/** An octave that an altered degree has made wider than the voice reaches is sung the other way. */
function withoutNewLeaps(notes: readonly NoteEvent[], before: readonly NoteEvent[]): NoteEvent[] {
  const sung: NoteEvent[] = []
  for (const [i, note] of notes.entries()) {
    const leap = note.pitch - (sung[i - 1]?.pitch ?? note.pitch)
    const was = before[i]!.pitch - (before[i - 1] ?? before[i]!).pitch
    const isNew = Math.abs(leap) > 12 && Math.abs(was) <= 12
    sung.push(isNew ? { ...note, pitch: note.pitch - Math.sign(leap) * 12 } : note)
  }
  return sung
}

/** Two tones may have become one: the first then ends where the second begins, or is both of them. */
function apart(notes: readonly NoteEvent[]): NoteEvent[] {
  const kept: NoteEvent[] = []
  for (const note of notes) {
    const i = kept.findLastIndex(({ pitch }) => pitch === note.pitch)
    const before = kept[i]
    if (before && before.start + before.length > note.start) {
      const end = Math.max(before.start + before.length, note.start + note.length)
      const room = note.start - before.start
      kept[i] = { ...before, length: room > 0 ? room : end - before.start }
      if (room <= 0) continue
    }
    kept.push(note)
  }
  return kept
}
