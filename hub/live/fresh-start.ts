import type { Clock } from '#core/clock.ts'

/** Leaves the process for its supervisor to start anew, which is the only cure for some handles. */
export type FreshStart = Disposable & {
  /** There is a reason; it happens when nobody plays, or when nobody waited long enough. */
  want(why: string): void
}

const lookEveryMs = 250
/** Two bars at 120 bpm without a note. */
const quietMs = 4000
const longestWaitMs = 10_000
/** What a fresh start did not cure is not cured by one after the other. */
const leastLifeMs = 60_000

/**
 * @param heardMs when the last message came from a device or went to one
 * @param sounding notes that sound now
 */
export function openFreshStart({
  clock,
  heardMs,
  sounding,
  go,
}: {
  clock: Clock
  heardMs: () => number
  sounding: () => number
  go: (why: string) => void
}): FreshStart {
  let timer: NodeJS.Timeout | undefined
  const bornMs = clock.now()

  return {
    want(why) {
      if (timer) return
      const wantedMs = clock.now()
      timer = setInterval(() => {
        const nowMs = clock.now()
        const quiet = sounding() === 0 && nowMs - heardMs() >= quietMs
        if (nowMs - bornMs < leastLifeMs) return
        if (!quiet && nowMs - wantedMs < longestWaitMs) return
        clearInterval(timer)
        go(why)
      }, lookEveryMs)
    },
    [Symbol.dispose]: () => clearInterval(timer),
  }
}

const watchEveryMs = 1000
/** Of one core, by this thread. */
const spinShare = 0.8
const spinsInARow = 2

/**
 * Notices a thread that is busy with nothing: a serial port that hung up unheard reads its end of file
 * for ever (serialport 13 on Linux).
 * @param cpuMs what this thread has used so far
 * @param heard counts whatever came from devices
 */
export function watchSpin({
  cpuMs,
  heard,
  spins,
}: {
  cpuMs: () => number
  heard: () => number
  spins: (why: string) => void
}): Disposable {
  let usedMs = cpuMs()
  let count = heard()
  let inARow = 0
  const timer = setInterval(() => {
    const busy = cpuMs() - usedMs > watchEveryMs * spinShare && heard() === count
    usedMs = cpuMs()
    count = heard()
    inARow = busy ? inARow + 1 : 0
    if (inARow === spinsInARow) spins('a port spins: the thread is busy and nothing comes')
  }, watchEveryMs)
  timer.unref()
  return { [Symbol.dispose]: () => clearInterval(timer) }
}
