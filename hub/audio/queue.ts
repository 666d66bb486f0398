/** What waits to happen, in order of its frame; never an allocation, never a lost note-off. */
export type Queue = {
  /** Puts a note-on in; false when the queue has no more room for it. */
  on(frame: number, strip: number, pitch: number, velocity: number): boolean
  /**
   * Puts a note-off in, never before the note-on it ends; false when there is no room at all.
   */
  off(frame: number, strip: number, pitch: number): boolean
  /** The frame of the next, or Infinity. */
  next(): number
  /** Hands the next to `hear` and forgets it; velocity 0 is a note-off. */
  take(hear: (strip: number, pitch: number, velocity: number) => void): void
  clear(): void
}

const room = 2048
/** Note-ons may fill half, so that every one of them finds room for its note-off. */
const roomForOns = room / 2

export function queue(): Queue {
  const frames = new Float64Array(room)
  const strips = new Uint8Array(room)
  const pitches = new Uint8Array(room)
  const velocities = new Float64Array(room)
  const s = { first: 0, end: 0 }

  function put(frame: number, strip: number, pitch: number, velocity: number): boolean {
    if (s.end === room && !closeUp()) return false
    let i = s.end++
    for (; i > s.first && frames[i - 1]! > frame; i--) move(i - 1, i)
    frames[i] = frame
    strips[i] = strip
    pitches[i] = pitch
    velocities[i] = velocity
    return true
  }

  function move(from: number, to: number): void {
    frames[to] = frames[from]!
    strips[to] = strips[from]!
    pitches[to] = pitches[from]!
    velocities[to] = velocities[from]!
  }

  function closeUp(): boolean {
    if (s.first === 0) return false
    for (let i = s.first; i < s.end; i++) move(i, i - s.first)
    s.end -= s.first
    s.first = 0
    return true
  }

  /** The frame of the last note-on of this key, if nothing ends it yet. */
  function openAt(strip: number, pitch: number): number {
    for (let i = s.end - 1; i >= s.first; i--)
      if (strips[i] === strip && pitches[i] === pitch)
        return velocities[i]! > 0 ? frames[i]! : Number.NEGATIVE_INFINITY
    return Number.NEGATIVE_INFINITY
  }

  return {
    on(frame, strip, pitch, velocity) {
      return s.end - s.first < roomForOns && put(frame, strip, pitch, velocity)
    },
    off(frame, strip, pitch) {
      return put(Math.max(frame, openAt(strip, pitch)), strip, pitch, 0)
    },
    next: () => (s.first < s.end ? frames[s.first]! : Number.POSITIVE_INFINITY),
    take(hear) {
      const i = s.first++
      if (s.first === s.end) s.first = s.end = 0
      hear(strips[i]!, pitches[i]!, velocities[i]!)
    },
    clear() {
      s.first = s.end = 0
    },
  }
}
