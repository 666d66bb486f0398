import { Worker } from 'node:worker_threads'
import { type ErrorCode, type ErrorReport, errorCodes, HubError } from '#core/errors.ts'
import type { NoteEvent } from '#core/score/note-event.ts'
import type { Phrase } from '#core/score/phrase.ts'
import type { Log } from '#runtime/log.ts'
import type { EngineAsk, EngineTold, PieceScore } from './engine-worker.ts'
import type { HubDoor } from './journal/push.ts'

/** The accompanist and whatever else may take its time, in a thread of its own. */
export type Engine = AsyncDisposable & {
  /** Hears the phrase and answers it, beat 0 is the first of the answer. */
  answer(phrase: Phrase): Promise<readonly NoteEvent[]>
  /** Fetches a piece whole from the hub. Throws 'not-found' or 'hub-unreachable'. */
  piece(id: string, hub: HubDoor): Promise<PieceScore>
  /** Loads the engine, which takes longer than answering: it is there when the first phrase ends. */
  wake(): void
}

type Waiting = {
  readonly resolve: (told: EngineTold) => void
  readonly reject: (error: HubError) => void
}

/** A worker that ends is started again by the next question. */
export function openEngine({ log }: { log: Log }): Engine {
  const waiting = new Map<number, Waiting>()
  let worker: Worker | undefined
  let asked = 0

  function started(): Worker {
    const fresh = new Worker(new URL('./engine-worker.ts', import.meta.url), {
      execArgv: ['--no-warnings'],
    })
    fresh.on('message', (told: EngineTold) => {
      const one = waiting.get(told.n)
      waiting.delete(told.n)
      if (told.told === 'failed') one?.reject(errorFrom(told.error))
      else one?.resolve(told)
    })
    fresh.on('error', (error) => log.error('engine worker lost', { error }))
    fresh.on('exit', () => {
      if (worker === fresh) worker = undefined
      for (const one of waiting.values()) one.reject(lost())
      waiting.clear()
    })
    return fresh
  }

  function ask(word: (n: number) => EngineAsk): Promise<EngineTold> {
    worker ??= started()
    const n = ++asked
    const { promise, resolve, reject } = Promise.withResolvers<EngineTold>()
    waiting.set(n, { resolve, reject })
    worker.postMessage(word(n))
    return promise
  }

  return {
    wake() {
      worker ??= started()
    },
    async answer(phrase) {
      const told = await ask((n) => ({ ask: 'answer', n, phrase }))
      return told.told === 'answer' ? told.notes : []
    },
    async piece(piece, hub) {
      const told = await ask((n) => ({ ask: 'piece', n, piece, hub }))
      if (told.told !== 'piece') throw lost()
      return told.piece
    },
    async [Symbol.asyncDispose]() {
      await worker?.terminate()
    },
  }
}

const lost = (): HubError =>
  new HubError('worker-lost', 'the engine stopped before it answered', {
    hint: 'Try again; if it goes on, look at the log of live.',
  })

function errorFrom({ code, message, hint }: ErrorReport): HubError {
  const known = Object.hasOwn(errorCodes, code) ? (code as ErrorCode) : 'internal'
  return new HubError(known, message, { hint })
}
