import type { TimeMessage } from '#core/midi/message.ts'
import type { FollowStatus } from '#core/rig/clock-choice.ts'
import { tickLoop, ticksABeat } from './tick-loop.ts'

/** Where somebody else's beats lie: beat `beat` sounds at `atMs`. */
export type LedBeats = {
  readonly beat: number
  readonly atMs: number
  readonly bpm: number
  /** Grows with each new count: after start, continue or a song position the beats are others. */
  readonly count: number
}

/** Follows the clock of one MIDI device. */
export type ClockFollower = {
  /** What of time came from it: clock, start, continue, stop, song position; says what begins or ends. */
  hear(message: TimeMessage, atMs: number): 'starts' | 'stops' | undefined
  status(nowMs: number): FollowStatus
  /** Undefined until the first lock. In a drop-out the last tempo goes on. */
  beats(): LedBeats | undefined
  /** When the next tick sounds, as far as is known. */
  nextTickMs(nowMs: number): number
  jitterMs(): number
  /** Whether its transport runs; undefined where it never said. */
  running(): boolean | undefined
}

/** Without a tick for so many ticks, or so long, it is a drop-out. */
const silentTicks = 4
const leastSilentMs = 100
/** A drop-out this long is no drop-out any more. */
const lostAfterMs = 5000
const ticksASixteenth = 6

/** @example const follower = clockFollower(); follower.hear({ type: 'clock' }, clock.now()) */
export function clockFollower(): ClockFollower {
  const loop = tickLoop()
  let heardMs: number | undefined
  let count = 0
  /** Where the song stands while it is stopped, in ticks. */
  let parked = 0
  let running: boolean | undefined

  /** The next tick is this one of the song. */
  function begin(songTick: number): 'starts' | undefined {
    loop.renumber(songTick)
    count += 1
    running = true
    // Who goes on in the middle of a song starts nothing that begins.
    return songTick === 0 ? 'starts' : undefined
  }

  function status(nowMs: number): FollowStatus {
    if (heardMs === undefined) return 'waiting'
    const silentMs = nowMs - heardMs
    if (silentMs > lostAfterMs) return 'lost'
    if (!loop.settled()) return 'locking'
    const mostMs = Math.max(leastSilentMs, silentTicks * loop.periodMs() + 3 * loop.jitterMs())
    return silentMs > mostMs ? 'holding' : 'locked'
  }

  return {
    hear(message, atMs) {
      switch (message.type) {
        case 'clock':
          loop.tick(atMs)
          heardMs = atMs
          return undefined
        case 'start':
          return begin(0)
        case 'continue':
          return begin(parked)
        case 'song-position':
          parked = message.sixteenths * ticksASixteenth
          // Said while it plays, it is where the song is at the next tick.
          return running ? begin(parked) : undefined
        case 'stop':
          parked = loop.last() + 1
          running = false
          return 'stops'
      }
    },
    status,
    beats() {
      if (!loop.settled()) return undefined
      const tick = loop.last()
      return {
        beat: tick / ticksABeat,
        atMs: loop.msAt(tick),
        bpm: 60_000 / ticksABeat / loop.periodMs(),
        count,
      }
    },
    nextTickMs(nowMs) {
      if (!loop.settled()) return nowMs
      const ahead = Math.max(1, Math.ceil((nowMs - loop.msAt(loop.last())) / loop.periodMs()))
      return loop.msAt(loop.last() + ahead)
    },
    jitterMs: loop.jitterMs,
    running: () => running,
  }
}
