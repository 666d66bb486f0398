import { type ClockFollower, clockFollower, type LedBeats } from '#hub/clock/clock-follower.ts'
import { chanceOf } from '#simulators/chance.ts'
import { type ClockSource, clockSource } from '#simulators/midi-clock/source.ts'

const messages = {
  248: { type: 'clock' },
  250: { type: 'start' },
  251: { type: 'continue' },
  252: { type: 'stop' },
} as const

/** A drum machine and who follows it, in a time that a test turns. */
export type Ticking = {
  readonly source: ClockSource
  readonly follower: ClockFollower
  now(): number
  /** Lets so many beats of the source pass; `each` looks after every tick that was heard. */
  beats(count: number, each?: () => void): void
  /** How far the follower's beats are off those that were meant, in ms: now, or so many beats ahead. */
  offMs(aheadBeats?: number): number
}

export const beatAt = ({ beat, atMs, bpm }: LedBeats, ms: number): number =>
  beat + ((ms - atMs) * bpm) / 60_000

/** @param hear takes what is ticked in place of the follower of its own */
export function ticking(seed: number, bpm = 120): Ticking {
  const startMs = 10_000
  const source = clockSource(chanceOf(seed), startMs, bpm)
  const follower = clockFollower()
  let nowMs = startMs

  function hear(bytes: readonly number[]): void {
    for (const [at, byte] of bytes.entries()) {
      if (byte === 0xf2) {
        const sixteenths = bytes[at + 1]! + bytes[at + 2]! * 128
        follower.hear({ type: 'song-position', sixteenths }, nowMs)
      } else if (byte in messages) follower.hear(messages[byte as keyof typeof messages], nowMs)
    }
  }

  return {
    source,
    follower,
    now: () => nowMs,
    beats(count, each = () => {}) {
      const untilBeat = source.beatAt(nowMs) + count
      while (source.beatAt(nowMs) < untilBeat) {
        const { bytes, nextMs } = source.due(nowMs)
        hear(bytes)
        if (bytes.length > 0) each()
        nowMs = Math.max(nowMs, nextMs)
      }
    },
    offMs(aheadBeats = 0) {
      const beats = follower.beats()!
      const wanted = source.beatAt(nowMs) + aheadBeats
      return ((beatAt(beats, nowMs) + aheadBeats - wanted) * 60_000) / beats.bpm
    },
  }
}
