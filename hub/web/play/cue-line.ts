import type { Cue } from './cues.ts'
import type { NoteTrail, TrailNote } from './note-trail.ts'

/** A cue that was due, and when it ends by now. */
export type Due = { readonly cue: Cue; readonly endMs: () => number }

/** Cues in the order of their starts, on their way to the roll and to the synth: each once, as its time comes near. */
export type CueLine = {
  /** Puts on the roll what begins before `untilMs`. */
  show(untilMs: number): void
  /** What is to be told to the synth: what begins before `untilMs`. */
  due(untilMs: number): readonly Due[]
  /** The same cues at other moments. What was told to the synth is told; its end moves with it unless it is over. */
  move(cues: readonly Cue[], nowMs: number): void
  /** Nothing of it sounds from `atMs` on; what the synth has been told already is touched and let go of. */
  end(atMs: number, nowMs: number): void
  left(): number
}

/** What cannot be taken back any more is as short as this. */
const touchMs = 30

/** `from` is when it begins: what should have started earlier is late, and late is worse than left out. */
export function cueLine(
  cues: readonly Cue[],
  from: { readonly showMs: number; readonly soundMs: number },
  trail: Pick<NoteTrail, 'begin' | 'move' | 'takeBack'>,
): CueLine {
  let now = cues
  let nextShown = firstFrom(cues, from.showMs)
  let nextDue = firstFrom(cues, from.soundMs)
  const shown = new Map<number, TrailNote>()

  function lay(next: readonly Cue[], nowMs: number): void {
    nextShown = Math.min(nextShown, next.length)
    nextDue = Math.min(nextDue, next.length)
    now = next.map((cue, i) => (i < nextDue ? endingAt(now[i]!, cue.endMs) : cue))
    for (const [i, note] of shown) {
      const cue = now[i]
      if (note.endMs !== undefined && note.endMs <= nowMs) continue
      if (cue) trail.move(note, cue.startMs, cue.endMs)
      else {
        shown.delete(i)
        trail.takeBack(note)
      }
    }
  }

  return {
    show(untilMs) {
      for (; nextShown < now.length && now[nextShown]!.startMs < untilMs; nextShown += 1) {
        const { by, drum, pitch, velocity, startMs, endMs } = now[nextShown]!
        shown.set(nextShown, trail.begin({ by, drum, pitch, velocity, startMs, endMs }))
      }
    },
    due(untilMs) {
      const due: Due[] = []
      for (; nextDue < now.length && now[nextDue]!.startMs < untilMs; nextDue += 1) {
        const place = nextDue
        due.push({ cue: now[place]!, endMs: () => now[place]!.endMs })
      }
      return due
    },
    move: lay,
    end(atMs, nowMs) {
      const kept = now.filter(({ startMs }, i) => i < nextDue || startMs < atMs)
      const short = kept.map((cue) => (cue.endMs > atMs ? endingAt(cue, atMs) : cue))
      lay(short, nowMs)
    },
    left: () => now.length - nextShown + now.length - nextDue,
  }
}

/** The same start with another end, which never comes before the note. */
const endingAt = (cue: Cue, endMs: number): Cue => ({
  ...cue,
  endMs: Math.max(endMs, cue.startMs + touchMs),
})

function firstFrom(cues: readonly Cue[], ms: number): number {
  const first = cues.findIndex(({ startMs }) => startMs >= ms)
  return first < 0 ? cues.length : first
}
