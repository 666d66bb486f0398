import { tickTurn } from './tick-turn.ts'

/** Where the ticks of another clock lie: a line through their times, which forgives each its jitter. */
export type TickLoop = {
  tick(atMs: number): void
  /** The number of the last tick; the first one is 0, and ticks that were lost are counted. */
  last(): number
  /** Ticks that are counted as lost, and may still come if they were only held up. */
  owed(): number
  /** When a tick sounds that has come or is to come. */
  msAt(tick: number): number
  /** From tick to tick, in ms. */
  periodMs(): number
  /** How far ticks scatter about the line: one standard deviation. */
  jitterMs(): number
  /** Enough ticks have come to believe the line. */
  settled(): boolean
}

export const ticksABeat = 24
const shortestPeriodMs = 60_000 / 300 / ticksABeat
const longestPeriodMs = 60_000 / 20 / ticksABeat
/** A clock a little past the range is still followed. */
const leeway = 1.08
/** A silence longer than this many ticks is a drop-out; its ticks are counted by the time it took. */
const dropOutTicks = 4
const settledAfter = 8
const firmAfter = 24
/** Ticks that scatter more than this share of a period are listened to for longer before they are believed. */
const steadyShare = 0.4
/** How many ticks the line remembers: many where they scatter, fewer where a change is to show soon. */
const longMemory = 96
const shortMemory = 32
const leastJitterMs = 0.3
/** How many ticks are looked back upon for one that was lost or a tempo that is new. */
const longestLook = 48

/** The line is given up where, for so many ticks, their gaps have been that far off its period. */
const doubtAfter = 96
const doubtShare = 0.25
/** A gap counts for no more periods than this: one drop-out is no other tempo. */
const longestGap = 32

/** A tick, and the line as it was before it came. */
type Look = {
  readonly atMs: number
  readonly tick: number
  readonly lineMs: number
  readonly periodMs: number
  readonly memory: number
}

/**
 * A second-order phase-locked loop: each tick corrects the phase by `alpha` and the period by `beta` of
 * its error; both begin wide and narrow as those of a least-squares line do. What lies further off than
 * 3 sigma is counted and not believed. Looking back over the last ticks tells one that was lost or
 * doubled from another tempo.
 */
export function tickLoop(): TickLoop {
  let count = -1
  let lineMs = 0
  let periodMs = 0
  /** How many ticks the line stands on. */
  let memory = 0
  let variance = 0
  let settled = false
  let heardMs = 0
  /** Ticks that were counted as lost, and may only have been held up. */
  let owed = 0
  let looks: Look[] = []
  /** The last gaps, and for how many ticks they have contradicted the line. */
  let gapsMs: number[] = []
  let doubts = 0
  /** The first ticks, until they are believed. */
  let first: number[] = []

  const jitterMs = (): number => Math.max(leastJitterMs, Math.sqrt(variance))

  function restart(atMs: number): void {
    count += 1
    lineMs = atMs
    periodMs = 0
    memory = 1
    first = [atMs]
  }

  function acquire(atMs: number): void {
    if (memory === 0 || atMs - heardMs > longestPeriodMs * leeway * dropOutTicks) {
      restart(atMs)
      return
    }
    correct(atMs - lineMs - periodMs)
    first.push(atMs)
    if (memory < settledAfter) return
    variance = meanOf(first.map((ms, i) => (ms - lineMs - (i + 1 - first.length) * periodMs) ** 2))
    if (jitterMs() > periodMs * steadyShare && memory < longMemory) return
    settled = periodMs * leeway > shortestPeriodMs && periodMs < longestPeriodMs * leeway
    variance = Math.max(variance, (periodMs / 4) ** 2)
    if (!settled) restart(atMs)
  }

  /** One step along the line, and the line towards the tick. */
  function correct(errorMs: number): void {
    memory = Math.min(memory + 1, jitterMs() > periodMs / 30 ? longMemory : shortMemory)
    const alpha = (2 * (2 * memory - 1)) / (memory * (memory + 1))
    const beta = 6 / (memory * (memory + 1))
    count += 1
    lineMs += periodMs + alpha * errorMs
    periodMs += beta * errorMs
  }

  function step(ticks: number): void {
    count += ticks
    lineMs += ticks * periodMs
  }

  /** Whatever misled it, such as a machine that stood still for long: it begins anew. */
  function isWrong(atMs: number): boolean {
    gapsMs.push(Math.min(atMs - heardMs, longestGap * periodMs))
    if (gapsMs.length > longestLook) gapsMs.shift()
    const isOff = Math.abs(meanOf(gapsMs) / periodMs - 1) > doubtShare
    doubts = isOff && gapsMs.length === longestLook ? doubts + 1 : 0
    return doubts >= doubtAfter
  }

  function giveUp(atMs: number): void {
    settled = false
    variance = 0
    doubts = 0
    owed = 0
    gapsMs = []
    looks = []
    restart(atMs)
  }

  function track(atMs: number): void {
    if (isWrong(atMs)) {
      giveUp(atMs)
      return
    }
    if (takesOwed(atMs) || isDoubled(atMs)) return
    if (atMs - heardMs > dropOutTicks * periodMs + 3 * jitterMs()) {
      owed = Math.max(0, Math.round((atMs - lineMs) / periodMs) - 1)
      step(owed)
      memory = Math.min(memory, firmAfter)
      looks = []
    }
    const errorMs = atMs - lineMs - periodMs
    if (memory >= firmAfter || jitterMs() < periodMs / 10 || looks.length > 0)
      looks.push({ atMs, tick: count + 1, lineMs, periodMs, memory })
    // Further ahead it is wrong by too much.
    if (looks.length > Math.max(8, Math.min(longestLook, (looks[0]?.memory ?? 0) / 2)))
      looks.shift()
    // A line of few ticks is wrong by as much as they scatter.
    const sigmas = memory < firmAfter ? 6 : 3
    if (Math.abs(errorMs) <= sigmas * jitterMs()) correct(errorMs)
    else step(1)
    learnJitter(errorMs)
    lookBack()
  }

  /** The same tick twice, by two ways: at once, where a steady clock would not have its next yet. */
  const isDoubled = (atMs: number): boolean =>
    jitterMs() < periodMs / 10 && atMs - heardMs < periodMs / 5 && isEarly(atMs)

  /** By more than half a tick: nearer to the one before than to its own place. */
  const isEarly = (atMs: number): boolean => atMs - lineMs - periodMs < -0.6 * periodMs

  /** Takes one of those that were thought lost: they were held up, and come before any other. */
  function takesOwed(atMs: number): boolean {
    const isHeldUp = owed > 0 && isEarly(atMs)
    owed = isHeldUp ? owed - 1 : 0
    return isHeldUp
  }

  /** No tick counts for more than 2 sigma: jitter that grows is learned, a slip does not spoil it. */
  function learnJitter(errorMs: number): void {
    variance += (Math.min(errorMs ** 2, 4 * jitterMs() ** 2) - variance) / 32
    variance = Math.min(variance, periodMs ** 2)
  }

  function lookBack(): void {
    const oldest = looks[0]
    if (!oldest) return
    const before = oldest.tick - 1
    const errorsMs = looks.map(
      ({ atMs, tick }) => atMs - oldest.lineMs - (tick - before) * oldest.periodMs,
    )
    const turn = tickTurn(errorsMs, oldest.periodMs, jitterMs(), oldest.memory)
    if (!turn) return
    const since = errorsMs.length - turn.from
    if (turn.turn === 'slip') {
      count += turn.ticks
      periodMs = oldest.periodMs
      const offMs = meanOf(errorsMs.slice(turn.from)) - turn.ticks * periodMs
      lineMs = oldest.lineMs + (count - before) * periodMs + (turn.from === 0 ? offMs : 0)
    } else {
      lineMs = oldest.lineMs + (count - before) * oldest.periodMs + since * turn.perTickMs
      periodMs = oldest.periodMs + turn.perTickMs
      memory = since
    }
    looks = []
  }

  return {
    tick(atMs) {
      if (settled) track(atMs)
      else acquire(atMs)
      heardMs = atMs
    },
    last: () => count,
    owed: () => owed,
    msAt: (tick) => lineMs + (tick - count) * periodMs,
    periodMs: () => periodMs,
    jitterMs,
    settled: () => settled,
  }
}

const meanOf = (numbers: readonly number[]): number =>
  numbers.reduce((sum, one) => sum + one, 0) / numbers.length
