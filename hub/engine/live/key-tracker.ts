import type { Key } from '#core/music/key.ts'
import { pitchClass } from '#core/music/pitch.ts'
import { bestKey, keyFit } from './key-of.ts'

export type KeyTracker = {
  /** A note that was struck, or one that ended after so many beats: `weight` is what it says. */
  note(pitch: number, weight: number): void
  /** A beat has passed: what was heard before it counts a little less. */
  beat(): void
  /** Undefined until something was heard. */
  key(): Key | undefined
}

/** After 16 beats a note counts half. */
const keptABeat = 0.957
/** Another key must fit this much better, or a little better for several notes in a row. */
const clearly = 0.06
const notesInARow = 4

/** The key of the last phrases, note by note; it does not waver with every passing note. */
export function keyTracker(): KeyTracker {
  const weights = new Array<number>(12).fill(0)
  let now: Key | undefined
  let better = 0

  function reconsider(): void {
    const best = bestKey(weights)
    if (!now) {
      now = best.key
      return
    }
    if (best.key.tonic === now.tonic && best.key.mode === now.mode) {
      better = 0
      return
    }
    better += 1
    const ahead = best.fit - keyFit(weights, now, pitchClass(now.tonic))
    if (ahead < clearly && better < notesInARow) return
    now = best.key
    better = 0
  }

  return {
    note(pitch, weight) {
      weights[pitch % 12]! += weight
      reconsider()
    },
    beat() {
      for (let tone = 0; tone < 12; tone++) weights[tone]! *= keptABeat
    },
    key: () => now,
  }
}
