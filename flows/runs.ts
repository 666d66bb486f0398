import { join } from 'node:path'
import { v } from '#core/schema.ts'
import type { Log } from '#runtime/log.ts'
import { openJsonFile } from './storage/json-file.ts'

/** That many crashes in that time, and the flows stand still until somebody has looked. */
const crashesTillSafe = 3
const withinMs = 60_000

const Runs = v.object({
  /** A run that has begun and not ended in good order. */
  running: v.boolean(),
  /** When earlier ones turned out to have crashed, on the wall clock in ms. */
  crashesAtMs: v.array(v.number()),
})
type Runs = Readonly<v.InferOutput<typeof Runs>>

/** The crashes after one more start: a run that did not say goodbye is one. */
export function atStart({ running, crashesAtMs }: Runs, nowMs: number): Runs {
  const all = running ? [...crashesAtMs, nowMs] : crashesAtMs
  const recent = all.filter((atMs) => nowMs - atMs < withinMs && atMs <= nowMs)
  return { running: true, crashesAtMs: recent }
}

/** Whether the flows should not be started by themselves any more. */
export const isUnsafe = ({ crashesAtMs }: Runs): boolean => crashesAtMs.length >= crashesTillSafe

export type Run = {
  /** The flows are to stand still. */
  readonly safeMode: boolean
  /** In good order. */
  ended(): Promise<void>
}

/** Notes that this run begins; on disk, because a crash leaves no time to. */
export async function beginRun(
  folder: string,
  { nowMs, log }: { readonly nowMs: number; readonly log: Log },
): Promise<Run> {
  const fresh = { running: false, crashesAtMs: [] }
  const file = await openJsonFile(join(folder, 'runs.json'), Runs, { fresh, log })
  const runs = atStart(file.read(), nowMs)
  // On a full disk flows run all the same; only a crash may go uncounted.
  const note = (now: Runs): Promise<void> =>
    file.write(now).catch((cause) => log.warn('run of the flows not noted', { cause }))
  await note(runs)
  return {
    safeMode: isUnsafe(runs),
    ended: () => note({ ...runs, running: false }),
  }
}
