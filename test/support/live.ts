import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { RigDevice } from '#core/rig/rig.ts'
import { silence } from '#hub/engine/live/features.ts'
import type { Hears } from '#hub/engine/live/proposal.ts'
import type { Engine } from '#hub/live/engine.ts'
import { type LiveParts, startLive } from '#hub/live/live.ts'
import { systemClock } from '#runtime/clock.ts'
import { openLog } from '#runtime/log.ts'

/** Nobody reads it; a failing test turns it on. */
export const quietLog = openLog('test', 'error')

export const nothingHeard: Hears = {
  ...{ felt: undefined, key: undefined, chord: undefined, features: silence, onsets: 0 },
}

/** An accompanist that has nothing to say, for tests of everything else. */
export const muteEngine: Engine = {
  wake() {},
  tell() {},
  respond: async () => [],
  propose: async () => ({ bars: [], hears: nothingHeard }),
  why: async () => undefined,
  snapshot: async () => undefined,
  piece: () => Promise.reject(new Error('this test plays no piece')),
  async [Symbol.asyncDispose]() {},
}

/** A device of a test's rig. */
export const din = (id: string, port: string): RigDevice => ({
  id,
  name: id,
  transport: 'din',
  port,
  player: 'ada',
})

/** A live that starts on this rig, as if a hub had given it before. */
export async function liveWith(
  dataDir: string,
  devices: readonly RigDevice[],
  parts: Partial<LiveParts> = {},
) {
  await mkdir(join(dataDir, 'live'), { recursive: true })
  await writeFile(join(dataDir, 'live', 'rig.json'), JSON.stringify({ revision: 1, devices }))
  return startLive({
    dataDir,
    clock: systemClock,
    log: quietLog,
    random: Math.random,
    fetch,
    realTime: false,
    ...parts,
  })
}
