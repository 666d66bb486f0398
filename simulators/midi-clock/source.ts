/** A drum machine's clock, as steady or as bad as it is told to be. */
export type ClockSource = {
  /** The bytes that are due by now, and when to come again. */
  due(nowMs: number): { readonly bytes: readonly number[]; readonly nextMs: number }
  tempo(bpm: number): void
  /** Goes to another tempo within so many beats. */
  ramp(bpm: number, beats: number): void
  start(): void
  stop(): void
  resume(): void
  /** Goes to a place of the song, in sixteenths. */
  locate(sixteenths: number): void
  spoil(faults: Partial<ClockFaults>): void
  /** Says nothing for so many beats, and goes on meanwhile. */
  dropOut(beats: number): void
  /** The beat it is at, as it means it: without jitter. */
  beatAt(ms: number): number
}

export type ClockFaults = {
  /** A tick comes so much too early or too late at most. */
  readonly jitterMs: number
  /** The share of ticks that are left out, and that come twice. */
  readonly missing: number
  readonly doubled: number
}

const ticks = 24

/** @param chance numbers from 0 to 1 */
export function clockSource(chance: () => number, nowMs: number, bpm = 120): ClockSource {
  let faults: ClockFaults = { jitterMs: 0, missing: 0, doubled: 0 }
  let now = bpm
  let goal = { bpm, ticksLeft: 0 }
  /** The tick that is next, where it should be and where it will come. */
  let tick = 0
  let meantMs = nowMs
  let comesMs = nowMs
  let silentUntil = -1
  let waiting: number[] = []

  const tickMs = (): number => 60_000 / now / ticks

  function step(): void {
    meantMs += tickMs()
    tick += 1
    const off = (chance() * 2 - 1) * faults.jitterMs
    // One that is late does not let the next one pass.
    comesMs = Math.max(comesMs, meantMs + off)
    if (goal.ticksLeft === 0) return
    now += (goal.bpm - now) / goal.ticksLeft
    goal = { ...goal, ticksLeft: goal.ticksLeft - 1 }
  }

  function tickBytes(): readonly number[] {
    if (tick < silentUntil || chance() < faults.missing) return []
    return chance() < faults.doubled ? [0xf8, 0xf8] : [0xf8]
  }

  return {
    due(atMs) {
      const bytes = [...waiting]
      waiting = []
      while (comesMs <= atMs) {
        bytes.push(...tickBytes())
        step()
      }
      return { bytes, nextMs: comesMs }
    },
    tempo(next) {
      now = next
      goal = { bpm: next, ticksLeft: 0 }
    },
    ramp(next, beats) {
      goal = { bpm: next, ticksLeft: Math.max(1, Math.round(beats * ticks)) }
    },
    start() {
      waiting.push(0xfa)
      if (silentUntil > tick) silentUntil -= tick
      tick = 0
    },
    stop: () => void waiting.push(0xfc),
    resume: () => void waiting.push(0xfb),
    locate(sixteenths) {
      waiting.push(0xf2, sixteenths & 127, sixteenths >> 7)
      tick = sixteenths * 6
    },
    spoil(next) {
      faults = { ...faults, ...next }
    },
    dropOut(beats) {
      silentUntil = tick + Math.round(beats * ticks)
    },
    beatAt: (ms) => (tick + (ms - meantMs) / tickMs()) / ticks,
  }
}
