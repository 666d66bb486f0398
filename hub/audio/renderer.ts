import { Worker } from 'node:worker_threads'
import { HubError } from '#core/errors.ts'
import type { Composition } from '#core/score/piece.ts'

/** A composition as a WAV file, with what a library wants to know of it. */
export type RenderedWav = {
  readonly wav: Uint8Array
  readonly lufs: number
  readonly truePeakDb: number
  readonly seconds: number
  /** 800 points of the waveform, 0 to 1. */
  readonly peaks: number[]
}

export type Renderer = AsyncDisposable & {
  /** Renders in turn. */
  renderWav(composition: Composition, ask?: RenderAsk): Promise<RenderedWav>
}

/** A bed of sound for a piece: a WAV file, and who played it. */
export type BedToLay = { readonly wav: Uint8Array; readonly by: string }

export type RenderAsk = {
  readonly bed?: BedToLay | undefined
  /** Takes it out of the queue, or stops it where it has begun. */
  readonly signal?: AbortSignal
}

export type RenderTask = {
  readonly id: number
  readonly composition: Composition
  readonly bed: BedToLay | undefined
}
export type RenderAnswer = { readonly id: number; readonly rendered: RenderedWav }

type Log = { warn(event: string, fields?: Record<string, unknown>): void }

type Job = RenderTask & {
  readonly signal: AbortSignal | undefined
  readonly resolve: (rendered: RenderedWav) => void
  readonly reject: (reason: unknown) => void
}

/** An idle worker is let go after this long, with its memory; the next render starts another. */
const idleMs = 20_000

/** Opens the renderer: one worker, started with the first render, so that the hub stays quick. */
export function openRenderer({
  log,
  worker: file = new URL('./render-worker.ts', import.meta.url),
}: {
  readonly log: Log
  readonly worker?: URL
}): Renderer {
  const queue: Job[] = []
  let worker: Worker | undefined
  let current: Job | undefined
  let idle: NodeJS.Timeout | undefined
  let nextId = 1
  let closed = false

  function startNext(): void {
    if (current) return
    clearTimeout(idle)
    current = queue.shift()
    if (!current) {
      idle = setTimeout(() => void letGo(), idleMs).unref()
      return
    }
    worker ??= begin()
    worker.ref()
    const { id, composition, bed } = current
    worker.postMessage({ id, composition, bed } satisfies RenderTask)
  }

  function begin(): Worker {
    const begun = new Worker(file)
    let cause: unknown
    begun.on('message', ({ id, rendered }: RenderAnswer) => {
      if (current?.id !== id) return
      begun.unref()
      finish((job) => job.resolve(rendered))
    })
    begun.on('error', (error) => {
      cause = error
    })
    begun.on('exit', () => {
      if (worker !== begun) return
      worker = undefined
      log.warn('render worker lost', { cause: String(cause ?? 'it ended') })
      finish((job) => job.reject(workerLost(cause)))
    })
    return begun
  }

  function finish(settle: (job: Job) => void): void {
    const job = current
    current = undefined
    if (job) {
      job.signal?.removeEventListener('abort', forget)
      settle(job)
    }
    startNext()
  }

  /** The job whose signal fired leaves: from the queue, or with the worker it keeps busy. */
  function forget(): void {
    for (const job of queue.filter(({ signal }) => signal?.aborted)) {
      queue.splice(queue.indexOf(job), 1)
      job.reject(job.signal!.reason)
    }
    if (!current?.signal?.aborted) return
    void letGo()
    finish((job) => job.reject(job.signal!.reason))
  }

  async function letGo(): Promise<void> {
    const gone = worker
    worker = undefined
    await gone?.terminate()
  }

  return {
    renderWav(composition, { bed, signal } = {}) {
      if (closed) return Promise.reject(workerLost(undefined))
      if (signal?.aborted) return Promise.reject(signal.reason)
      return new Promise((resolve, reject) => {
        signal?.addEventListener('abort', forget)
        queue.push({ id: nextId++, composition, bed, signal, resolve, reject })
        startNext()
      })
    },
    async [Symbol.asyncDispose]() {
      closed = true
      clearTimeout(idle)
      const gone = letGo()
      for (const job of queue.splice(0)) job.reject(workerLost(undefined))
      finish((job) => job.reject(workerLost(undefined)))
      clearTimeout(idle)
      await gone
    },
  }
}

const workerLost = (cause: unknown): HubError =>
  new HubError('worker-lost', 'the render stopped before it was done', {
    hint: 'Ask for it again; if it happens twice, report the piece.',
    cause,
  })
