import type { Chord } from '#core/music/chord.ts'

/** So long before a beat its strokes are with the clock. */
const committedBeats = 0.75
/** And as long after the one the next beat is not: what is played there can still answer. */
const answerBeats = 0.25

type Bars = { readonly from: number; readonly bars: number; readonly barBeats: number }

/**
 * What the band was told to play on the one stands once it is committed. So a root that was guessed
 * wrong gives way to the one that is heard there on the next beat, and the bass strikes it.
 */
export function openSaidChords() {
  const said = new Map<number, Chord>()
  let heard: ReadonlyMap<number, Chord> | undefined

  return {
    /**
     * The chords of so many bars from a beat on, as they are expected, but for a one that stands.
     * @param atBeat when the last note was struck
     * @param course what was heard: another one is another count, in which nothing was said
     */
    chords(
      { from, bars, barBeats }: Bars,
      expected: (beat: number) => Chord,
      { atBeat, course }: { readonly atBeat: number; readonly course: ReadonlyMap<number, Chord> },
    ): readonly Chord[] {
      if (course !== heard) said.clear()
      heard = course
      for (const one of said.keys()) if (one < atBeat - barBeats) said.delete(one)
      const chords = Array.from({ length: bars * barBeats }, (_, i) => expected(from + i))
      for (let bar = 0; bar < bars; bar++) {
        // A bar of 7/8 may begin within a beat: the next one is the first that is its own.
        const place = Math.ceil(bar * barBeats)
        const one = from + place
        if (one <= atBeat - answerBeats) continue
        const stands = one <= atBeat + committedBeats ? said.get(one) : undefined
        if (!stands) said.set(one, chords[place]!)
        else if (stands.bass !== chords[place]!.root) chords[place] = stands
      }
      return chords
    },
  }
}
