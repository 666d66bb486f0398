import type { Chord } from '#core/music/chord.ts'

/** So long before a beat its strokes are with the clock. */
const committedBeats = 0.75
/** What was said longer ago than this is no longer in anybody's ear. */
const recentBeats = 2
/** Nor is what comes later than this about to be committed: somebody strikes a key before. */
const soonBeats = 8

/**
 * What the band was told to play stands once it is committed. So a root that was guessed wrong gives
 * way to the one that was heard as soon as it can, and the bass strikes that one there.
 */
export function openSaidChords() {
  const said = new Map<number, Chord>()
  let heard: ReadonlyMap<number, Chord> | undefined

  function forget(atBeat: number): void {
    for (const beat of said.keys()) if (beat <= atBeat - recentBeats) said.delete(beat)
  }

  return {
    /**
     * The chords of so many beats from one on, as they are expected, but for those that stand.
     * @param atBeat when the last note was struck
     * @param course what was heard: another one is another count, in which nothing was said
     */
    chords(
      { from, beats }: { readonly from: number; readonly beats: number },
      expected: (beat: number) => Chord,
      { atBeat, course }: { readonly atBeat: number; readonly course: ReadonlyMap<number, Chord> },
    ): readonly Chord[] {
      if (course !== heard) said.clear()
      heard = course
      forget(atBeat)
      return Array.from({ length: beats }, (_, i) => {
        const beat = from + i
        const likely = expected(beat)
        if (beat > atBeat + soonBeats) return likely
        const before = beat <= atBeat + committedBeats ? said.get(beat) : undefined
        const chord = before && before.bass !== likely.root ? before : likely
        if (beat > atBeat - recentBeats) said.set(beat, chord)
        return chord
      })
    },
  }
}
