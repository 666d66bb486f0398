/** Whose note it is on the page: a hand's is solid, a machine's is hatched. */
export type By = 'you' | 'machine'

/** A note on the roll, in ms of the page's clock. `endMs` is undefined while it is held. */
export type TrailNote = {
  readonly by: By
  readonly drum: boolean
  readonly pitch: number
  readonly velocity: number
  startMs: number
  endMs: number | undefined
}

/** The last notes that sounded and the next that will: a ring, so that a long evening costs no memory. */
export type NoteTrail = {
  readonly notes: () => readonly TrailNote[]
  begin(note: TrailNote): TrailNote
  /** It begins and ends at other moments than was thought. */
  move(note: TrailNote, startMs: number, endMs: number): void
  /** It does not sound after all. */
  takeBack(note: TrailNote): void
  /** Takes back what the machine has not yet played, and ends what it is playing. */
  cutMachine(nowMs: number): void
  /** Ends every note that is still held. */
  endAll(nowMs: number): void
  /** Called after every change. */
  onChange(changed: () => void): void
}

export function noteTrail(size = 600): NoteTrail {
  let notes: TrailNote[] = []
  const changes: (() => void)[] = []
  const changed = (): void => {
    for (const tell of changes) tell()
  }
  return {
    notes: () => notes,
    begin(note) {
      // Twice the ring, then halved: one copy per `size` notes instead of one per note.
      if (notes.length >= 2 * size) notes = notes.slice(-size)
      notes.push(note)
      changed()
      return note
    },
    move(note, startMs, endMs) {
      note.startMs = startMs
      note.endMs = endMs
      changed()
    },
    takeBack(note) {
      notes = notes.filter((one) => one !== note)
      changed()
    },
    cutMachine(nowMs) {
      notes = notes.filter((note) => note.by === 'you' || note.startMs <= nowMs)
      for (const note of notes) {
        if (note.by === 'machine' && (note.endMs ?? nowMs) >= nowMs) note.endMs = nowMs
      }
      changed()
    },
    endAll(nowMs) {
      for (const note of notes) note.endMs ??= nowMs
      changed()
    },
    onChange: (tell) => void changes.push(tell),
  }
}
