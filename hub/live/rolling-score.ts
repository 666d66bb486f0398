import type { Author } from '#core/score/author.ts'

/** A note of a score that goes on being written: `start` counts the transport's beats. */
export type RollingNote = {
  readonly channel: number
  readonly pitch: number
  readonly velocity: number
  readonly start: number
  readonly length: number
  readonly author: Author
  /** A tone that is missed where it should sound on: it is struck as soon as it can be. */
  readonly sustains?: boolean
}

/** A key that goes down or up; velocity 0 is up. */
export type RollingEvent = {
  readonly beat: number
  readonly channel: number
  readonly pitch: number
  readonly velocity: number
  readonly author: Author
}

/**
 * A score of which the near end is committed and the rest may be written anew at any time. Who plays
 * it hears no seam: nothing sounds twice, what sounds ends when the last plan says so, and never later
 * than its own plan did where the new one knows nothing of it.
 */
export type RollingScore = {
  /** From `fromBeat` on (or from where it is committed, where that is later) this is to be played. */
  replace(notes: readonly RollingNote[], fromBeat: number): void
  /**
   * Commits whole sixteenths before `toBeat`: their events in order, lifts before strikes. A stroke may
   * stand 0.06 beats before its sixteenth.
   */
  take(toBeat: number): readonly RollingEvent[]
  /** All was called off and released at this beat, and is to be planned anew from there. */
  begin(atBeat: number): void
  /** The same, where all that stands before this beat has been played. */
  goOn(atBeat: number): void
  committedBeat(): number
  sounding(): number
}

/** Less of a tone than this is not worth striking late. */
const worthStriking = 0.5
/**
 * What is committed ends so far before a sixteenth: the strokes that a hand spreads around it are all
 * on one side, or a new plan would strike again what the old one has just struck.
 */
const beforeSixteenth = 0.06
/** Two beats that are one but for the rounding of a sum. */
const hair = 1e-6

/** What was just struck and is not in the new plan is touched, and no click. */
const touchBeats = 0.25

type Sounding = { readonly note: RollingNote; endBeat: number }

export function rollingScore(): RollingScore {
  let upcoming: readonly RollingNote[] = []
  const sounding = new Map<number, Sounding>()
  let committed = Number.NEGATIVE_INFINITY

  const cellOf = ({ channel, pitch }: { channel: number; pitch: number }): number =>
    channel * 128 + pitch

  /** What sounds over the seam ends where the new plan has it end, else at the seam or as soon as it was touched. */
  function resettle(notes: readonly RollingNote[], seam: number): ReadonlySet<number> {
    const kept = new Set<number>()
    for (const [cell, one] of sounding) {
      if (one.endBeat <= seam + hair) continue
      const again = notes.find(
        (note) =>
          cellOf(note) === cell &&
          note.start < seam - hair &&
          note.start + note.length > seam + hair,
      )
      const touched = Math.min(one.endBeat, one.note.start + touchBeats)
      one.endBeat = again ? again.start + again.length : Math.max(seam, touched)
      if (again) kept.add(cell)
    }
    return kept
  }

  function anew(fromBeat: number): void {
    sounding.clear()
    upcoming = []
    committed = fromBeat
  }

  return {
    replace(notes, fromBeat) {
      const seam = Math.max(fromBeat, committed)
      const before = upcoming.filter(({ start }) => start < seam - hair)
      const kept = seam === committed ? resettle(notes, seam) : new Set<number>()
      const late = notes.flatMap((note) => {
        const left = note.start + note.length - seam
        const missed = note.sustains && note.start < seam - hair && left >= worthStriking
        if (!missed || seam !== committed || kept.has(cellOf(note))) return []
        return [{ ...note, start: seam, length: left }]
      })
      const after = notes.filter(({ start }) => start >= seam - hair)
      upcoming = [...before, ...late, ...after].sort((a, b) => a.start - b.start)
    },
    take(wantedBeat) {
      const toBeat = Math.floor((wantedBeat + hair) * 4) / 4 - beforeSixteenth
      if (toBeat <= committed) return []
      const events: RollingEvent[] = []
      const lift = (cell: number, { note, endBeat }: Sounding): void => {
        sounding.delete(cell)
        events.push({ ...eventOf(note), beat: Math.max(endBeat, note.start), velocity: 0 })
      }
      const liftUpTo = (beat: number): void => {
        const due = [...sounding].filter(([, { endBeat }]) => endBeat <= beat + hair)
        for (const [cell, one] of due.sort(([, a], [, b]) => a.endBeat - b.endBeat)) lift(cell, one)
      }
      const now = upcoming.filter(({ start }) => start < toBeat)
      upcoming = upcoming.slice(now.length)
      for (const note of now) {
        liftUpTo(note.start)
        const cell = cellOf(note)
        const same = sounding.get(cell)
        if (same && note.start - same.note.start < hair) continue
        if (same) lift(cell, { ...same, endBeat: note.start })
        events.push({ ...eventOf(note), beat: note.start, velocity: note.velocity })
        sounding.set(cell, { note, endBeat: note.start + note.length })
      }
      // What ends on the seam itself may yet be written to sound on.
      liftUpTo(toBeat - 2 * hair)
      committed = toBeat
      return events
    },
    begin: (atBeat) => anew(atBeat - beforeSixteenth),
    goOn: anew,
    committedBeat: () => committed,
    sounding: () => sounding.size,
  }
}

const eventOf = ({ channel, pitch, author }: RollingNote) => ({ channel, pitch, author })
