import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Bus } from '#core/bus/bus.ts'
import type { ProcessName } from '#core/bus/processes.ts'
import type { Payload } from '#core/bus/topics.ts'
import type { Clock } from '#core/clock.ts'
import type { Log } from '#runtime/log.ts'

export type HealthParts = {
  readonly process: ProcessName
  readonly bus: Pick<Bus, 'publish'>
  readonly clock: Clock
  readonly log: Log
  readonly figures: () => Readonly<Record<string, number | string | boolean>>
  /** What falls short and what to do about it, in words. */
  readonly notes: () => readonly string[]
  /** False while the process cannot do its work; it may fall short and be well all the same. */
  readonly ok?: () => boolean
}

const everyMs = 5000
/** How finely the delay of the event loop is sampled; it is part of every sample. */
const sampleMs = 10

/** Says how a process feels on state/health, at once and then every 5 s. */
export function watchHealth(parts: HealthParts): Disposable {
  const { process: name, bus, clock, log, figures, notes, ok = () => true } = parts
  const delay = monitorEventLoopDelay({ resolution: sampleMs })
  const startedMs = clock.now()
  delay.enable()

  const feel = (): Payload<'health'> => ({
    process: name,
    ok: ok(),
    pid: process.pid,
    uptimeMs: Math.round(clock.now() - startedMs),
    rssMb: Math.round(process.memoryUsage.rss() / 1e5) / 10,
    loopDelayP99Ms: loopDelayP99Ms(delay),
    notes: [...notes()],
    figures: { ...figures() },
  })
  const say = (): void => {
    bus.publish('health', feel(), { process: name }).catch((cause) => {
      // The next one comes in 5 s.
      log.debug('health not said', { cause })
    })
    delay.reset()
  }

  say()
  const timer = setInterval(say, everyMs)
  timer.unref()
  return {
    [Symbol.dispose]() {
      clearInterval(timer)
      delay.disable()
    },
  }
}

function loopDelayP99Ms(delay: { percentile(p: number): number }): number {
  const ms = delay.percentile(99) / 1e6 - sampleMs
  return Math.max(0, Math.round(ms * 10) / 10)
}
