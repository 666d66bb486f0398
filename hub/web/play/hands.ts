import type { NoteTrail, TrailNote } from './note-trail.ts'
import type { Sounding } from './sounding.ts'

/** The hands on this page's keys: each note sounds here at once and goes to the rig. */
export type Hands = {
  press(pitch: number, velocity: number): void
  release(pitch: number): void
  /** Lets every key go. */
  releaseAll(): void
  /** Called with the pitches that are down, after each change. */
  onChange(changed: (down: ReadonlySet<number>) => void): void
}

type Held = { fingers: number; readonly note: TrailNote; readonly sound: string }
type Parts = {
  readonly voice: Sounding
  readonly trail: NoteTrail
  /** Plays MIDI bytes on the rig. */
  readonly play: (bytes: readonly number[]) => boolean
  readonly sound: () => string
  readonly now: () => number
}

export function openHands({ voice, trail, play, sound, now }: Parts): Hands {
  const held = new Map<number, Held>()
  const changes: ((down: ReadonlySet<number>) => void)[] = []
  const changed = (): void => {
    for (const tell of changes) tell(new Set(held.keys()))
  }

  const lift = (pitch: number, { note, sound }: Held): void => {
    held.delete(pitch)
    voice.noteOff(sound, pitch)
    play([0x80, pitch, 64])
    note.endMs = now()
  }

  return {
    press(pitch, velocity) {
      const already = held.get(pitch)
      // A finger and a computer key on one pitch: it sounds once and ends with the last of them.
      if (already) {
        already.fingers += 1
        return
      }
      const name = sound()
      voice.noteOn(name, pitch, velocity)
      play([0x90, pitch, velocity])
      const note = trail.begin({
        by: 'you',
        drum: false,
        pitch,
        velocity,
        startMs: now(),
        endMs: undefined,
      })
      held.set(pitch, { fingers: 1, note, sound: name })
      changed()
    },
    release(pitch) {
      const holding = held.get(pitch)
      if (!holding) return
      holding.fingers -= 1
      if (holding.fingers > 0) return
      lift(pitch, holding)
      changed()
    },
    releaseAll() {
      for (const [pitch, holding] of held) lift(pitch, holding)
      changed()
    },
    onChange: (tell) => void changes.push(tell),
  }
}
