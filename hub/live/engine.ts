import { Worker } from 'node:worker_threads'
import { type ErrorCode, type ErrorReport, errorCodes, HubError } from '#core/errors.ts'
import type { NoteEvent } from '#core/score/note-event.ts'
import type { Phrase } from '#core/score/phrase.ts'
import type { AccompanistSnapshot } from '#hub/engine/live/accompanist.ts'
import { mostPlayers, type ResponseWish } from '#hub/engine/live/live-engine.ts'
import type { Proposal, ProposeAsk } from '#hub/engine/live/proposal.ts'
import type { Why } from '#hub/engine/live/why.ts'
import type { Log } from '#runtime/log.ts'
import { openBarBox } from './bar-post.ts'
import type {
  EngineAnswers,
  EngineAsk,
  EngineNews,
  EngineTold,
  PieceScore,
} from './engine-worker.ts'
import type { HubDoor } from './journal/push.ts'

/** The accompanist and whatever else may take its time, in a thread of its own. */
export type Engine = AsyncDisposable & {
  /** Notes, beats and phrases as they come; nothing is answered. */
  tell(news: EngineNews): void
  /** A response to the phrase, beat 0 is its first. */
  respond(phrase: Phrase, wish: ResponseWish): Promise<readonly NoteEvent[]>
  /** Bars for the band. */
  propose(what: ProposeAsk): Promise<Proposal>
  /** Why a phrase is as it is; the last one where none is named. */
  why(phrase: string | undefined, manifest: boolean): Promise<Why | undefined>
  /** What was learned from a player; undefined where nobody of that name was heard. */
  snapshot(player: string): Promise<AccompanistSnapshot | undefined>
  /** Fetches a piece whole from the hub. Throws 'not-found' or 'hub-unreachable'. */
  piece(id: string, hub: HubDoor): Promise<PieceScore>
  /** Loads the engine, which takes longer than answering: it is there when the first phrase ends. */
  wake(): void
}

type Waiting = {
  readonly resolve: (answer: EngineAnswers[keyof EngineAnswers]) => void
  readonly reject: (error: HubError) => void
  readonly timer: NodeJS.Timeout
}

/** A thread that says nothing for this long hangs; fetching a piece takes at most 4 s. */
const usualSilentMs = 10_000

const startWorker = (): Worker =>
  new Worker(new URL('./engine-worker.ts', import.meta.url), { execArgv: ['--no-warnings'] })

/**
 * A worker that ends or hangs is started again by the next question, with what it knew of players.
 * @param start makes the thread
 * @param silentMs how long a question may wait before the thread is taken to hang
 */
export function openEngine({
  log,
  start = startWorker,
  silentMs = usualSilentMs,
}: {
  log: Log
  start?: () => Worker
  silentMs?: number
}): Engine {
  const waiting = new Map<number, Waiting>()
  /** The memories a new thread begins with, as many as it holds; who was heard last comes last. */
  const memories = new Map<string, AccompanistSnapshot>()
  let worker: Worker | undefined
  let box = openBarBox()
  let asked = 0
  /** What comes after the end starts no thread. */
  let closed = false

  function remember(player: string, snapshot: AccompanistSnapshot): void {
    memories.delete(player)
    memories.set(player, snapshot)
    const [longestAway] = memories.keys()
    if (memories.size > mostPlayers && longestAway !== undefined) memories.delete(longestAway)
  }

  function started(): Worker {
    const fresh = start()
    box = openBarBox()
    fresh.on('message', (told: EngineTold) => {
      const one = waiting.get(told.n)
      waiting.delete(told.n)
      clearTimeout(one?.timer)
      if ('error' in told) one?.reject(errorFrom(told.error))
      else one?.resolve(told.answer)
    })
    fresh.on('error', (error) => log.error('engine worker lost', { error }))
    fresh.on('exit', () => leave(fresh))
    for (const [player, snapshot] of memories)
      fresh.postMessage({ news: 'restore', player, snapshot } satisfies EngineNews)
    return fresh
  }

  function leave(gone: Worker): void {
    if (worker !== gone) return
    worker = undefined
    for (const one of waiting.values()) {
      clearTimeout(one.timer)
      one.reject(lost())
    }
    waiting.clear()
  }

  function hangs(): void {
    const stuck = worker
    if (!stuck) return
    log.error('engine worker hangs', { silentMs })
    leave(stuck)
    void stuck.terminate()
  }

  function ask<K extends keyof EngineAnswers>(
    word: Omit<Extract<EngineAsk, { ask: K }>, 'n'>,
  ): Promise<EngineAnswers[K]> {
    if (closed) return Promise.reject(lost())
    worker ??= started()
    const n = ++asked
    const { promise, resolve, reject } = Promise.withResolvers<EngineAnswers[K]>()
    const timer = setTimeout(hangs, silentMs)
    waiting.set(n, { resolve: resolve as Waiting['resolve'], reject, timer })
    worker.postMessage({ ...word, n })
    return promise
  }

  return {
    wake() {
      worker ??= started()
    },
    tell(news) {
      if (news.news === 'restore') {
        remember(news.player, news.snapshot)
        // A thread that is not there yet begins with all of them.
        worker?.postMessage(news)
        return
      }
      if (closed) return
      worker ??= started()
      worker.postMessage(news)
    },
    respond: (phrase, wish) => ask<'respond'>({ ask: 'respond', phrase, wish }),
    async propose(what) {
      const { bars, hears } = await ask<'propose'>({ ask: 'propose', what })
      return { bars: box(bars), hears }
    },
    why: (phrase, manifest) => ask<'why'>({ ask: 'why', phrase, manifest }),
    async snapshot(player) {
      const snapshot = await ask<'snapshot'>({ ask: 'snapshot', player })
      if (snapshot) remember(player, snapshot)
      return snapshot
    },
    piece: (piece, hub) => ask<'piece'>({ ask: 'piece', piece, hub }),
    async [Symbol.asyncDispose]() {
      closed = true
      const last = worker
      for (const one of waiting.values()) clearTimeout(one.timer)
      await last?.terminate()
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
