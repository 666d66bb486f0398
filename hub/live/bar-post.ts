import { type BandNote, bandRoles } from '#core/score/accompaniment.ts'
import type { ProposedBar } from '#hub/engine/live/proposal.ts'

/**
 * A bar on its way out of the engine's thread, its notes as rows of numbers, which are handed over in a
 * tenth of the time that objects take. Without `fresh` it is the bar that was posted last under this number.
 */
export type PostedBar = {
  readonly bar: number
  readonly fresh?: {
    readonly id: string
    readonly chords: readonly string[]
    readonly notes: Float64Array
    readonly held: Float64Array
  }
}

/** Role, pitch, velocity, start, length. */
const numbersANote = 5

/** The engine's end: posts only what is not there already. */
export function openBarPost(): (bars: readonly ProposedBar[]) => readonly PostedBar[] {
  let there: readonly ProposedBar[] = []
  return (bars) => {
    const before = there
    there = bars
    return bars.map((bar) =>
      before.includes(bar)
        ? { bar: bar.bar }
        : {
            bar: bar.bar,
            fresh: {
              id: bar.id,
              chords: bar.chords,
              notes: packed(bar.notes),
              held: packed(bar.held),
            },
          },
    )
  }
}

/** The other end: a bar that was posted before is the very same one. */
export function openBarBox(): (posted: readonly PostedBar[]) => readonly ProposedBar[] {
  let there: readonly ProposedBar[] = []
  return (posted) => {
    there = posted.map(({ bar, fresh }) =>
      fresh
        ? { ...fresh, bar, notes: unpacked(fresh.notes), held: unpacked(fresh.held) }
        : there.find((known) => known.bar === bar)!,
    )
    return there
  }
}

function packed(notes: readonly BandNote[]): Float64Array {
  const rows = new Float64Array(notes.length * numbersANote)
  let at = 0
  for (const { role, pitch, velocity, start, length } of notes) {
    rows[at++] = bandRoles.indexOf(role)
    rows[at++] = pitch
    rows[at++] = velocity
    rows[at++] = start
    rows[at++] = length
  }
  return rows
}

function unpacked(rows: Float64Array): readonly BandNote[] {
  const notes: BandNote[] = []
  for (let at = 0; at < rows.length; at += numbersANote)
    notes.push({
      role: bandRoles[rows[at]!]!,
      pitch: rows[at + 1]!,
      velocity: rows[at + 2]!,
      start: rows[at + 3]!,
      length: rows[at + 4]!,
    })
  return notes
}
