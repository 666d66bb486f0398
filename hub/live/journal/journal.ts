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

/** Starts the journal worker; what an earlier live left open is closed before this resolves. */
export async function openJournal(setup: JournalSetup, { log }: { log: Log }): Promise<Journal> {
  const worker = new Worker(new URL('./journal-worker.ts', import.meta.url), {
    workerData: setup,
    execArgv: ['--no-warnings'],
  })
  const [ready] = (await once(worker, 'message')) as [Extract<JournalTold, { told: 'ready' }>]
  for (const segment of ready.recovered.mended)
    log.warn('journal closed after a crash', { segment })
  let state: ReturnType<Journal['state']> = { waitingBytes: 0, lost: 0, unsent: 0 }
  const keeping = new Map<number, (safe: boolean) => void>()
  let batch: JournalEntry[] = []
  let timer: NodeJS.Timeout | undefined
  let keeps = 0

  worker.on('error', (error) => log.error('journal worker lost', { error }))
  worker.on('message', (word: JournalTold) => {
    if (word.told === 'kept') {
      keeping.get(word.n)?.(word.safe)
      keeping.delete(word.n)
    } else if (word.told === 'state') {
      if (word.state.fault && word.state.fault !== state.fault)
        log.error('journal cannot be written', { fault: word.state.fault })
      state = word.state
    }
  })

  const ask = (word: JournalAsk): void => worker.postMessage(word)

  function handOver(): void {
    clearTimeout(timer)
    timer = undefined
    if (batch.length > 0) ask({ ask: 'write', entries: batch })
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
      const gone = once(worker, 'exit')
      const late = setTimeout(() => void worker.terminate(), stopWithinMs)
      ask({ ask: 'stop' })
      await gone
      clearTimeout(late)
    },
  }
}
