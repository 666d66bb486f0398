import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { Rig } from '#core/rig/rig.ts'
import { v } from '#core/schema.ts'
import { writeAtomic } from '#runtime/files.ts'
import type { Log } from '#runtime/log.ts'
import type { HubDoor } from './journal/push.ts'

/** Holds the rig that live plays on, also while there is no hub. */
export type RigKeeper = AsyncDisposable & {
  /** The hub says which rig holds; fetched, kept and applied in the background until it is done. */
  follow(rig: { readonly revision: number; readonly hash: string }): void
}

const firstRetryMs = 250
const lastRetryMs = 10_000
const answerWithinMs = 5000

/** Applies the rig kept on disk at once, then whatever the hub says. */
export async function openRigKeeper({
  dataDir,
  hub,
  apply,
  fetch,
  log,
}: {
  dataDir: string
  hub: HubDoor | undefined
  apply: (rig: Rig) => Promise<void>
  fetch: typeof globalThis.fetch
  log: Log
}): Promise<RigKeeper> {
  const file = join(dataDir, 'live', 'rig.json')
  const stopping = new AbortController()
  let wanted: string | undefined
  let working: Promise<void> | undefined

  async function load(hash: string, door: HubDoor): Promise<Rig> {
    const answer = await fetch(new URL(`/api/v1/rig/${encodeURIComponent(hash)}`, door.url), {
      headers: { authorization: `Bearer ${door.token}` },
      signal: AbortSignal.any([stopping.signal, AbortSignal.timeout(answerWithinMs)]),
    })
    if (!answer.ok) throw new Error(`the hub answered ${answer.status}`)
    return v.parse(Rig, await answer.json())
  }

  async function obtain(door: HubDoor): Promise<void> {
    let retryMs = firstRetryMs
    while (wanted !== undefined && !stopping.signal.aborted) {
      const hash = wanted
      try {
        const rig = await load(hash, door)
        await apply(rig)
        await writeAtomic(file, new TextEncoder().encode(JSON.stringify(rig)))
        if (wanted === hash) wanted = undefined
        retryMs = firstRetryMs
        log.info('rig applied', { revision: rig.revision, devices: rig.devices.length })
      } catch (cause) {
        if (stopping.signal.aborted) return
        log.warn('rig not fetched yet', { hash, cause })
        await setTimeout(retryMs, undefined, { signal: stopping.signal }).catch(() => {})
        retryMs = Math.min(lastRetryMs, retryMs * 2)
      }
    }
  }

  const kept = await readKept(file, log)
  if (kept) await apply(kept)
  return {
    follow({ hash }) {
      if (!hub) return
      wanted = hash
      working ??= obtain(hub).finally(() => {
        working = undefined
      })
    },
    async [Symbol.asyncDispose]() {
      stopping.abort()
      await working
    },
  }
}

async function readKept(file: string, log: Log): Promise<Rig | undefined> {
  try {
    return v.parse(Rig, JSON.parse(await readFile(file, 'utf8')))
  } catch (cause) {
    // The first start has none; a broken one is fetched again.
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') log.warn('kept rig not read', { cause })
    return undefined
  }
}
