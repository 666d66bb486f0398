import { Worker } from 'node:worker_threads'
import { HubError } from '#core/errors.ts'
import { type Driver, databaseError } from './driver.ts'
import type { Request, Response } from './node-sqlite-worker.ts'

type Waiting = {
  readonly resolve: (response: Response & { ok: true }) => void
  readonly reject: (error: unknown) => void
}
type Asking = Request extends infer R ? (R extends Request ? Omit<R, 'n'> : never) : never

/** Node's own SQLite in a thread of its own, because it waits for the disk where it stands. */
export async function openNodeSqlite(file: string): Promise<Driver> {
  const worker = new Worker(new URL('./node-sqlite-worker.ts', import.meta.url), {
    workerData: { file },
    // The experimental notice of node:sqlite says nothing to a player.
    execArgv: ['--disable-warning=ExperimentalWarning'],
  })
  const waiting = new Map<number, Waiting>()
  let last = 0
  let gone: unknown

  const lose = (cause: unknown): void => {
    gone = new HubError('worker-lost', `the database thread of ${file} stopped`, {
      hint: 'Restart the hub; what was acknowledged is kept.',
      cause,
    })
    for (const { reject } of waiting.values()) reject(gone)
    waiting.clear()
  }
  worker.on('error', lose)
  worker.on('exit', (code) => lose(new Error(`exit code ${code}`)))
  worker.on('message', (response: Response) => {
    const asked = waiting.get(response.n)
    waiting.delete(response.n)
    if (response.ok) asked?.resolve(response)
    else asked?.reject(databaseError(file, response.result, new Error(response.message)))
  })

  const wait = (n: number): Promise<Response & { ok: true }> =>
    new Promise((resolve, reject) => waiting.set(n, { resolve, reject }))
  const ask = (asking: Asking): Promise<Response & { ok: true }> => {
    if (gone) return Promise.reject(gone)
    const n = ++last
    const answered = wait(n)
    worker.postMessage({ n, ...asking })
    return answered
  }

  await wait(0)
  return {
    name: 'node:sqlite',
    exec: async (sql) => void (await ask({ do: 'exec', sql })),
    all: async (sql, params) => (await ask({ do: 'all', sql, params })).rows ?? [],
    async run(sql, params) {
      const { changes = 0, lastId = 0 } = await ask({ do: 'run', sql, params })
      return { changes, lastId }
    },
    async close() {
      await ask({ do: 'close' })
      await worker.terminate()
    },
  }
}
