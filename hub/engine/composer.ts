import { Worker } from 'node:worker_threads'
import { type ErrorCode, type ErrorReport, errorCodes, HubError } from '#core/errors.ts'
import type { Composition } from '#core/score/piece.ts'
import type { Log } from '#runtime/log.ts'
import type { ComposeAsk } from './compose-now.ts'
import type { WorkerAsk, WorkerTold } from './compose-worker.ts'

export type Composer = {
  /**
   * Plans and composes in a worker, one request after the other. Throws HubError 'limit-exceeded'
   * where too many wait, 'worker-lost' where the worker stopped; an aborted request throws its
   * signal's reason and the one being composed is stopped with its worker.
   */
  compose(ask: ComposeAsk, signal?: AbortSignal): Promise<Composition>
}

type Waiting = {
  readonly n: number
  readonly ask: ComposeAsk
  readonly resolve: (composition: Composition) => void
  readonly reject: (reason: unknown) => void
}

const mostWaiting = 32

/** A composer in a thread of its own, which starts with the first request. */
export function openComposer({
  log,
  script = new URL('./compose-worker.ts', import.meta.url),
}: {
  readonly log: Log
  readonly script?: URL
}): Composer & AsyncDisposable {
  const queue: Waiting[] = []
  let worker: Worker | undefined
  let composing: Waiting | undefined
  let requests = 0
  let closed = false

  function next(): void {
    if (composing || queue.length === 0) return
    composing = queue.shift()!
    worker ??= started()
    worker.ref()
    worker.postMessage({ n: composing.n, ask: composing.ask } satisfies WorkerAsk)
  }

  function started(): Worker {
    const fresh = new Worker(script)
    fresh.on('message', (told: WorkerTold) => settle(told))
    fresh.on('error', (cause) => lost(fresh, cause))
    fresh.on('exit', (code) => lost(fresh, new Error(`the worker exited with ${code}`)))
    return fresh
  }

  function settle(told: WorkerTold): void {
    const done = composing
    if (done?.n !== told.n) return
    composing = undefined
    // An idle worker must not keep a process alive that has nothing else to do.
    worker?.unref()
    if ('composition' in told) done.resolve(JSON.parse(told.composition))
    else done.reject(refusal(told.error))
    next()
  }

  function lost(which: Worker, cause: Error): void {
    if (which !== worker) return
    worker = undefined
    const failed = composing
    composing = undefined
    if (failed)
      log.warn('composing worker lost', { because: failed.ask.because, cause: String(cause) })
    failed?.reject(workerLost(cause))
    next()
  }

  function abort(waiting: Waiting, reason: unknown): void {
    const i = queue.indexOf(waiting)
    if (i >= 0) queue.splice(i, 1)
    if (composing === waiting) {
      composing = undefined
      void dropped()?.terminate()
    }
    waiting.reject(reason)
    next()
  }

  /** Lets go of the worker, so that its end is no loss. */
  function dropped(): Worker | undefined {
    const busy = worker
    worker = undefined
    return busy
  }

  return {
    compose(ask, signal) {
      if (closed) return Promise.reject(workerLost(new Error('the composer is closed')))
      if (signal?.aborted) return Promise.reject(signal.reason)
      if (queue.length >= mostWaiting) return Promise.reject(tooMany())
      return new Promise<Composition>((resolve, reject) => {
        const onAbort = (): void => abort(waiting, signal?.reason)
        const done =
          <T>(settle: (value: T) => void) =>
          (value: T): void => {
            signal?.removeEventListener('abort', onAbort)
            settle(value)
          }
        const waiting = { n: requests++, ask, resolve: done(resolve), reject: done(reject) }
        signal?.addEventListener('abort', onAbort, { once: true })
        queue.push(waiting)
        next()
      })
    },
    async [Symbol.asyncDispose]() {
      closed = true
      const left = [...queue.splice(0), ...(composing ? [composing] : [])]
      composing = undefined
      for (const waiting of left) waiting.reject(workerLost(new Error('the composer was closed')))
      await dropped()?.terminate()
    },
  }
}

const workerLost = (cause: unknown): HubError =>
  new HubError('worker-lost', 'the composing worker stopped before it was done', {
    hint: 'Ask again; if it happens twice with the same wish, report it with the seed.',
    cause,
  })

function refusal({ code, message, hint }: ErrorReport): HubError {
  return new HubError(Object.hasOwn(errorCodes, code) ? (code as ErrorCode) : 'internal', message, {
    hint,
  })
}

const tooMany = (): HubError =>
  new HubError('limit-exceeded', `${mostWaiting} pieces wait to be composed already`, {
    hint: 'Wait for one of them.',
  })
