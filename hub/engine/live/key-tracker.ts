import type { Chord } from '#core/music/chord.ts'
import type { Key } from '#core/music/key.ts'
import { pitchClass, toPitchClass } from '#core/music/pitch.ts'
import { isMinorish } from '#core/music/scale.ts'
import { bestKey, keyFit } from './key-of.ts'

export type KeyTracker = {
  /** A note that was struck, or one that ended after so many beats: `weight` is what it says. */
  note(pitch: number, weight: number): void
  /** A beat has passed with this chord after that one: what was heard before it counts a little less. */
  beat(chord?: Chord, before?: Chord): void
  /** Undefined until something was heard. */
  key(): Key | undefined
}

/** After 16 beats a note counts half. */
const keptABeat = 0.957
/** Another key must fit this much better, or a little better for several notes in a row. */
const clearly = 0.06
const notesInARow = 4
/** What a cadence says beside the profile of a key, and what several do at most. */
const cadenceSays = 0.15
const cadencesSay = 0.3

/** The key of the last phrases, note by note; it does not waver with every passing note. */
export function keyTracker(): KeyTracker {
  const weights = new Array<number>(12).fill(0)
  /** What cadences say for C major, C minor, Db major and so on. */
  const cadences = new Array<number>(24).fill(0)
  let now: Key | undefined
  let better = 0

  function reconsider(): void {
    const best = bestKey(weights, cadences)
    if (!now) {
      now = best.key
      return
    }
    if (best.key.tonic === now.tonic && best.key.mode === now.mode) {
      better = 0
      return
    }
    better += 1
    const root = pitchClass(now.tonic)
    const fit = keyFit(weights, now, root) + cadences[cellOf(root, isMinorish(now))]!
    if (best.fit - fit < clearly && better < notesInARow) return
    now = best.key
    better = 0
  }

  return {
    note(pitch, weight) {
      weights[pitch % 12]! += weight
      reconsider()
    },
    beat(chord, before) {
      for (let tone = 0; tone < 12; tone++) weights[tone]! *= keptABeat
      for (let cell = 0; cell < cadences.length; cell++) cadences[cell]! *= keptABeat
      if (!chord || !before || !isCadence(before, chord)) return
      const cell = cellOf(chord.root, chord.tones[1] === toPitchClass(chord.root + 3))
      cadences[cell] = Math.min(cadencesSay, cadences[cell]! + cadenceSays)
    },
    key: () => now,
  }
}

const cellOf = (root: number, minor: boolean): number => root * 2 + (minor ? 1 : 0)

/** A dominant with its leading tone and tritone goes home: what it goes to is no dominant itself. */
const isCadence = (from: Chord, to: Chord): boolean =>
  isDominant(from) && toPitchClass(from.root + 5) === to.root && !isDominant(to)

const isDominant = ({ root, tones }: Chord): boolean =>
  [4, 10].every((step) => tones.includes(toPitchClass(root + step)))
