import type { Clock } from '#core/clock.ts'
import { beatsToMs } from '#core/music/tempo.ts'
import type { Author } from '#core/score/author.ts'
import type { OutputClock, Owner, Sounded } from '#hub/clock/clock.ts'
import type { Score } from './score.ts'
import {
  type Heard,
  lingerMs,
  type Pull,
  type Stream,
  type Streaming,
  streaming,
} from './stream.ts'

/** Something that is being played: a piece, an answer. */
export type Performance = {
  /** Nothing of it sounds after this moment (now, where left out); what sounds then is released. */
  cancel(atMs?: number): void
  /** Resolves when its last note is over, or it was cancelled. */
  readonly over: Promise<void>
}

export type Performer = {
  /** Over at once where the clock has no more room for who plays. */
  play(score: Score, how: PerformanceWords): Performance
  /** Asks `pull` again and again for what comes next, in order, until it says that it rests. */
  stream(pull: Pull, device: string): Stream
  /** Cancels all; how many notes sounded. */
  silence(): number
  close(): void
}

export type PerformanceWords = {
  readonly originMs: number
  readonly bpm: number
  /** How far ahead the clock worker has it, in ms: what is further away can still be changed. */
  readonly commitMs: number
  /** What the journal calls it. */
  readonly device: string
  /** When a beat of it sounds, through every correction of the tempo; steady at `bpm` where left out. */
  readonly msAt?: (beat: number) => number
}

/** A note of the machine that sounded. */
export type MachineNote = {
  readonly atMs: number
  readonly device: string
  readonly bytes: Uint8Array
  readonly author: Author
}

type Running = Heard & {
  readonly owner: Owner
  readonly score: Score
  readonly atMs: (event: number) => number
  readonly commitMs: number
  next: number
  /** When what was handed over last sounds: a tempo that grows must not bring anything before it. */
  lastMs: number
  endMs: number
  readonly finish: () => void
}

const pumpEveryMs = 20

/**
 * Feeds scores to the clock worker, no further ahead than they are committed, and tells the journal
 * what of them sounded.
 */
export function openPerformer({
  output,
  outputs,
  clock,
  sounded,
}: {
  output: OutputClock
  outputs: () => number
  clock: Clock
  sounded: (note: MachineNote) => void
}): Performer {
  const running = new Map<Owner, Running>()
  const streams = new Map<Owner, Streaming>()
  let timer: NodeJS.Timeout | undefined

  function pump(): void {
    const nowMs = clock.now()
    for (const one of running.values()) feed(one, nowMs)
    for (const stream of streams.values()) stream.feed(nowMs)
    output.sounded(tell)
    for (const one of running.values()) if (nowMs > overMs(one) + lingerMs) leave(one)
    if (running.size > 0 || [...streams.values()].some((stream) => stream.awake(nowMs))) return
    clearInterval(timer)
    timer = undefined
  }

  function feed(one: Running, nowMs: number): void {
    const { score, owner } = one
    const to = outputs()
    for (; one.next < score.beats.length; one.next += 1) {
      const atMs = Math.max(one.lastMs, one.atMs(one.next))
      if (atMs > nowMs + one.commitMs || atMs >= one.endMs) return
      const from = one.next * 3
      const bytes = score.bytes.subarray(from, from + score.lengths[one.next]!)
      // A ring that is full for the moment takes it at the next turn.
      if (!output.at(to, owner, one.next, atMs, bytes)) return
      one.lastMs = atMs
    }
  }

  const overMs = ({ endMs, next, score, lastMs }: Running): number =>
    next < score.beats.length ? endMs : Math.min(endMs, lastMs)

  function tell({ owner, tag, atMs, bytes }: Sounded): void {
    const one = running.get(owner) ?? streams.get(owner)
    const kind = bytes[0]! & 0xf0
    if (!one || (kind !== 0x90 && kind !== 0x80)) return
    const key = (bytes[0]! & 15) * 128 + bytes[1]!
    const author = one.authorOf(tag) ?? one.down.get(key)
    if (!author) return
    if (kind === 0x90) one.down.set(key, author)
    else one.down.delete(key)
    sounded({ atMs, device: one.device, bytes, author })
  }

  function leave(one: Running): void {
    running.delete(one.owner)
    output.leaveOwner(one.owner)
    one.finish()
  }

  return {
    play(score, { originMs, bpm, commitMs, device, msAt }) {
      const { promise: over, resolve } = Promise.withResolvers<void>()
      const owner = output.newOwner()
      if (owner === undefined) return { over: Promise.resolve(), cancel() {} }
      const steadyMs = (beat: number): number => originMs + beatsToMs(beat, bpm)
      const atMs = (event: number): number => (msAt ?? steadyMs)(score.beats[event]!)
      const one: Running = {
        owner,
        score,
        device,
        authorOf: (tag) => score.authors[score.by[tag] ?? -1],
        atMs,
        commitMs,
        next: 0,
        lastMs: Number.NEGATIVE_INFINITY,
        endMs: Number.POSITIVE_INFINITY,
        finish: resolve,
        down: new Map(),
      }
      running.set(owner, one)
      timer ??= setInterval(pump, pumpEveryMs)
      pump()
      return {
        over,
        cancel(at) {
          one.endMs = Math.min(one.endMs, at ?? clock.now())
          output.cancel(owner, at)
        },
      }
    },
    stream(pull, device) {
      // Streams are opened with the clock, when all owners are free.
      const owner = output.newOwner()!
      const one = streaming({ owner, device, pull, output, outputs })
      streams.set(owner, one)
      return {
        wake() {
          one.wake()
          timer ??= setInterval(pump, pumpEveryMs)
        },
        cut(atMs) {
          one.forget(atMs ?? clock.now())
          output.cancel(owner, atMs)
        },
      }
    },
    silence() {
      output.sounded(tell)
      let notes = 0
      for (const [owner, stream] of streams) {
        notes += stream.down.size
        stream.forget(clock.now())
        output.cancel(owner)
      }
      for (const one of running.values()) {
        notes += one.down.size
        one.endMs = Math.min(one.endMs, clock.now())
        output.cancel(one.owner)
      }
      return notes
    },
    close() {
      clearInterval(timer)
      output.sounded(tell)
      for (const one of running.values()) leave(one)
    },
  }
}
