import type { Chord } from '#core/music/chord.ts'

/** A chord that was held, from a beat on for so many beats. */
export type HeldChord = { readonly chord: Chord; readonly from: number; readonly beats: number }

/** The chords of a course one after the other, up to a beat; a seventh that comes to a chord makes it no other. */
export function chordRow(course: ReadonlyMap<number, Chord>, until: number): readonly HeldChord[] {
  const row: { chord: Chord; from: number; beats: number }[] = []
  const first = course.keys().next().value ?? until
  for (let beat = first; beat <= until; beat++) {
    const last = row.at(-1)
    const chord = course.get(beat)
    if (last && (!chord || isAlike(last.chord, chord))) {
      last.beats = beat + 1 - last.from
      if (chord && chord.tones.length > last.chord.tones.length) last.chord = chord
    } else if (chord) row.push({ chord, from: beat, beats: 1 })
  }
  return row
}

/** Equal root, third and fifth. */
export const isAlike = (a: Chord, b: Chord): boolean =>
  a.root === b.root && a.tones[1] === b.tones[1] && a.tones[2] === b.tones[2]
