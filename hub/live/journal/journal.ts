import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { HubError } from '#core/errors.ts'
import type { JournalRecord } from '#core/journal/record.ts'
import type { Log } from '#runtime/log.ts'
import type { JournalAsk, JournalSetup, JournalTold } from './journal-worker.ts'
import type { JournalEntry } from './journal-writer.ts'

export type Journal = AsyncDisposable & {
  /** Hands it over with what else comes within 20 ms; never waits. */
  write(entry: JournalEntry): void
  /** Resolves when the record and all before it would outlive a power cut; throws 'disk-full'. */
  keep(record: Extract<JournalRecord, { type: 'keep' }>): Promise<void>
  /** Ends the segment, so that the hub gets it. */
  seal(): void
  /** The hub is back: push now what waits. */
  push(): void
  /** When notes sounded that an earlier live wrote and the hub has not got yet. */
  readonly recoveredOnsetsMs: readonly number[]
  state(): Extract<JournalTold, { told: 'state' }>['state']
}

const handOverMs = 20
const stopWithinMs = 2000
const restartMs = 250

/**
 * Starts the journal worker; what an earlier live left open is closed before this resolves. A worker
 * that dies is started again, and takes what is played from then on.
 */
export async function openJournal(setup: JournalSetup, { log }: { log: Log }): Promise<Journal> {
  let state: ReturnType<Journal['state']> = { waitingBytes: 0, lost: 0, unsent: 0 }
  const keeping = new Map<number, (safe: boolean) => void>()
  let batch: JournalEntry[] = []
  let timer: NodeJS.Timeout | undefined
  let keeps = 0
  let ending = false
  /** None for a moment after one has died. */
  let worker: Worker | undefined
  const [ready] = (await once(started(), 'message').catch((cause: unknown) => {
    ending = true
    throw cause
  })) as [Extract<JournalTold, { told: 'ready' }>]

  function started(): Worker {
    const fresh = new Worker(new URL('./journal-worker.ts', import.meta.url), {
      workerData: setup,
      execArgv: ['--no-warnings'],
    })
    fresh.on('message', hear)
    fresh.on('error', (error) => log.error('journal worker lost', { error }))
    fresh.on('exit', () => {
      worker = undefined
      for (const settle of keeping.values()) settle(false)
      keeping.clear()
      if (!ending) setTimeout(again, restartMs)
    })
    worker = fresh
    return fresh
  }

  function again(): void {
    if (ending) return
    started()
    handOver()
  }

  function hear(word: JournalTold): void {
    switch (word.told) {
      case 'ready':
        for (const segment of word.recovered.mended)
          log.warn('journal closed after a crash', { segment })
        return
      case 'kept':
        keeping.get(word.n)?.(word.safe)
        keeping.delete(word.n)
        return
      case 'state':
        if (word.state.fault && word.state.fault !== state.fault)
          log.error('journal cannot be written', { fault: word.state.fault })
        state = word.state
    }
  }

  const ask = (word: JournalAsk): void => worker?.postMessage(word)

  function handOver(): void {
    clearTimeout(timer)
    timer = undefined
    // What comes while there is no worker is for the next one.
    if (batch.length === 0 || !worker) return
    ask({ ask: 'write', entries: batch })
    batch = []
  }

  return {
    write(entry) {
      batch.push(entry)
      timer ??= setTimeout(handOver, handOverMs)
    },
    async keep(record) {
      handOver()
      const n = ++keeps
      const safe = await new Promise<boolean>((resolve) => {
        if (!worker) return resolve(false)
        keeping.set(n, resolve)
        ask({ ask: 'keep', n, entries: [record] })
      })
      if (!safe)
        throw new HubError('disk-full', 'the journal cannot be written', {
          hint: 'Free some space: what was played is held in memory until then.',
        })
    },
    seal() {
      handOver()
      ask({ ask: 'seal' })
    },
    push: () => ask({ ask: 'push' }),
    recoveredOnsetsMs: ready.recovered.onsetsMs,
    state: () => state,
    async [Symbol.asyncDispose]() {
      handOver()
      ending = true
      if (!worker) return
      const last = worker
      const gone = once(last, 'exit')
      const late = setTimeout(() => void last.terminate(), stopWithinMs)
      ask({ ask: 'stop' })
      await gone
      clearTimeout(late)
    },
  }
}
