import { readFile, unlink } from 'node:fs/promises'
import { join } from 'node:path'

/** Where the hub takes segments. */
export type HubDoor = { readonly url: string; readonly token: string }

export type Pusher = {
  /** Tries now: a segment was sealed, or the hub came back. */
  knock(): void
  /** Why the hub did not take the last one; undefined while all is well. */
  trouble(): string | undefined
  stop(): Promise<void>
}

const firstRetryMs = 1000
const lastRetryMs = 30_000
const answerWithinMs = 20_000

/**
 * Pushes sealed segments to the hub, oldest first, and deletes one only after the hub's receipt. Tries
 * for ever: whatever the hub says, what was played stays here until it is there.
 * @param sealed names of the segments nobody writes to any more, oldest first
 */
export function openPusher({
  folder,
  hub,
  sealed,
  fetch,
  random,
}: {
  folder: string
  hub: HubDoor
  sealed: () => readonly string[]
  fetch: typeof globalThis.fetch
  random: () => number
}): Pusher {
  const stopping = new AbortController()
  let timer: NodeJS.Timeout | undefined
  let retryMs = firstRetryMs
  let trouble: string | undefined
  let pushing: Promise<void> | undefined
  let knocked = false

  async function push(segment: string): Promise<void> {
    const path = join(folder, `${segment}.ndjson`)
    const answer = await fetch(new URL(`/api/v1/journal/${segment}`, hub.url), {
      method: 'PUT',
      headers: { authorization: `Bearer ${hub.token}`, 'content-type': 'text/plain' },
      body: await readFile(path, 'utf8'),
      signal: AbortSignal.any([stopping.signal, AbortSignal.timeout(answerWithinMs)]),
    })
    await answer.body?.cancel()
    if (answer.status !== 200 && answer.status !== 201)
      throw new Error(`the hub answered ${answer.status}`)
    await unlink(path)
  }

  async function pushAll(): Promise<void> {
    do {
      knocked = false
      for (const segment of sealed()) await push(segment)
    } while (knocked)
    retryMs = firstRetryMs
    trouble = undefined
  }

  function start(): void {
    clearTimeout(timer)
    knocked = true
    pushing ??= pushAll()
      .catch((error: Error) => {
        if (stopping.signal.aborted) return
        trouble = error.message
        // Many hubs' clients must not all come back in the same moment.
        timer = setTimeout(start, retryMs * (0.75 + random() / 2))
        retryMs = Math.min(lastRetryMs, retryMs * 2)
      })
      .finally(() => {
        pushing = undefined
      })
  }

  return {
    knock: start,
    trouble: () => trouble,
    async stop() {
      clearTimeout(timer)
      stopping.abort()
      await pushing
    },
  }
}
