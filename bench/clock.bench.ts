import { type OutputClock, openClock } from '#hub/clock/clock.ts'
import { systemClock } from '#runtime/clock.ts'
import { openLog } from '#runtime/log.ts'
import type { Figure } from './figure.ts'
import { quantile } from './quantile.ts'

/** 24 ticks a beat at 120 bpm, 10 seconds of it. */
const tickMs = 20.8333
const ticks = 480
const busyMs = 12
const turnMs = 13

/**
 * How late a beat clock is while the main thread works 12 of 13 ms and makes garbage: the clock worker
 * beside a drift-corrected timer on the main thread, in the same seconds.
 */
export default async function clock(): Promise<readonly Figure[]> {
  const log = openLog('bench', 'error')
  await using worker = await openClock({ log, realTime: true, writeFailed() {} })
  const idle = await lateness(worker)
  const busy = keepBusy()
  const { lateMs, timerLateMs } = await lateness(worker)
  busy.stop()

  const [p99, timerP99] = [quantile(lateMs, 0.99), quantile(timerLateMs, 0.99)]
  const realTime = worker.priority() === 'fifo'
  return [
    {
      what: `clock lateness with the main thread saturated, ${realTime ? 'SCHED_FIFO' : 'no real-time class'}, p99`,
      ours: p99,
      unit: 'ms',
      peer: timerP99,
      peerName: 'drift-corrected setTimeout',
      ratio: timerP99 / p99,
      goal: realTime ? '≤ 0.3 ms' : '≤ 1/10 of the timer',
      met: lateMs.length === ticks && (realTime ? p99 <= 0.3 : p99 <= timerP99 / 10),
    },
    {
      what: '  p50',
      ours: quantile(lateMs, 0.5),
      unit: 'ms',
      peer: quantile(timerLateMs, 0.5),
      peerName: 'drift-corrected setTimeout',
      goal: 'shown',
      met: 'not measured',
    },
    {
      what: '  p99 with this machine at rest, as far as it is: what any clock here must bear',
      ours: quantile(idle.lateMs, 0.99),
      unit: 'ms',
      peer: quantile(idle.timerLateMs, 0.99),
      peerName: 'drift-corrected setTimeout',
      goal: 'shown',
      met: 'not measured',
    },
    {
      what: '  at worst',
      ours: Math.max(...lateMs),
      unit: 'ms',
      peer: Math.max(...timerLateMs),
      peerName: 'drift-corrected setTimeout',
      goal: 'shown',
      met: 'not measured',
    },
  ]
}

/** How late the worker is, and a timer of this thread in the same seconds. */
async function lateness(worker: OutputClock) {
  const owner = worker.newOwner()!
  const startMs = systemClock.now() + 500
  const dueMs = (tick: number): number => startMs + tick * tickMs
  for (let tick = 0; tick < ticks; tick++)
    worker.at(0, owner, tick, dueMs(tick), Uint8Array.of(0x90, 60, 100))
  const timerLateMs = await timerLateness(dueMs)
  // The worker's last tick may be later than the timer's.
  await new Promise((resolve) => setTimeout(resolve, 100))
  const lateMs: number[] = []
  worker.sounded(({ tag, atMs }) => lateMs.push(atMs - dueMs(tag)))
  return { lateMs, timerLateMs }
}

function keepBusy(): { stop(): void } {
  let garbage: unknown[] = []
  const timer = setInterval(() => {
    const endMs = performance.now() + busyMs
    while (performance.now() < endMs) garbage.push({ at: performance.now() })
    if (garbage.length > 200_000) garbage = []
  }, turnMs)
  return { stop: () => clearInterval(timer) }
}

function timerLateness(dueMs: (tick: number) => number): Promise<readonly number[]> {
  const lateMs: number[] = []
  return new Promise((resolve) => {
    const next = (tick: number): void => {
      if (tick === ticks) {
        resolve(lateMs)
        return
      }
      setTimeout(
        () => {
          lateMs.push(systemClock.now() - dueMs(tick))
          next(tick + 1)
        },
        Math.max(0, dueMs(tick) - systemClock.now()),
      )
    }
    next(0)
  })
}
