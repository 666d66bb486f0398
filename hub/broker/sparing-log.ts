import type { Clock } from '#core/clock.ts'
import type { Log } from '#runtime/log.ts'

const quietMs = 10_000
const remembered = 200

/** Warns of an event, with what makes it another one than the last. */
export type SparingLog = (
  event: string,
  about: string,
  fields: Readonly<Record<string, unknown>>,
) => void

/** Warns once in 10 s about the same thing: a client in a loop must not fill the disk. */
export function sparingLog(log: Log, clock: Clock): SparingLog {
  const saidMs = new Map<string, number>()
  return (event, about, fields) => {
    const key = `${event} ${about}`
    const now = clock.now()
    if (now - (saidMs.get(key) ?? Number.NEGATIVE_INFINITY) < quietMs) return
    if (saidMs.size >= remembered) saidMs.clear()
    saidMs.set(key, now)
    log.warn(event, fields)
  }
}
