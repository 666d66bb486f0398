import { setFlagsFromString } from 'node:v8'
import { parentPort } from 'node:worker_threads'
import { type ErrorReport, HubError, reportOf } from '#core/errors.ts'
import { v } from '#core/schema.ts'
import type { NoteEvent } from '#core/score/note-event.ts'
import type { Phrase } from '#core/score/phrase.ts'
import { Piece } from '#core/score/piece.ts'
import { leaveRealTime } from '#hub/clock/priority.ts'
import type { AccompanistSnapshot } from '#hub/engine/live/accompanist.ts'
import type { Struck } from '#hub/engine/live/hearing.ts'
import { openLiveEngine, type ResponseWish } from '#hub/engine/live/live-engine.ts'
import { liveSeed } from '#hub/engine/live/live-seed.ts'
import type { Hears, ProposeAsk } from '#hub/engine/live/proposal.ts'
import type { Why } from '#hub/engine/live/why.ts'
import { openBarPost, type PostedBar } from './bar-post.ts'
import type { HubDoor } from './journal/push.ts'
import { type Score, scoreOfParts } from './score.ts'

/** A piece as live plays it. */
export type PieceScore = {
  readonly piece: string
  readonly title: string
  readonly bpm: number
  readonly meter: Piece['spec']['meter']
  /** Where its sections begin, in beats. */
  readonly sections: readonly number[]
  readonly score: Score
}

/** What the engine is told and does not answer. */
export type EngineNews =
  | { readonly news: 'strike'; readonly note: Struck }
  | { readonly news: 'lift'; readonly note: { readonly pitch: number; readonly atMs: number } }
  | { readonly news: 'learn'; readonly phrase: Phrase; readonly barBeat: number }
  | { readonly news: 'restore'; readonly player: string; readonly snapshot: AccompanistSnapshot }

export type EngineAsk = { readonly n: number } & (
  | { readonly ask: 'respond'; readonly phrase: Phrase; readonly wish: ResponseWish }
  | { readonly ask: 'propose'; readonly what: ProposeAsk }
  | { readonly ask: 'why'; readonly phrase: string | undefined; readonly manifest: boolean }
  | { readonly ask: 'snapshot'; readonly player: string }
  | { readonly ask: 'piece'; readonly piece: string; readonly hub: HubDoor }
)

/** What is proposed, as it is posted. */
export type PostedProposal = { readonly bars: readonly PostedBar[]; readonly hears: Hears }

/** What each question is answered with. */
export type EngineAnswers = {
  readonly respond: readonly NoteEvent[]
  readonly propose: PostedProposal
  readonly why: Why | undefined
  readonly snapshot: AccompanistSnapshot | undefined
  readonly piece: PieceScore
}

export type EngineTold =
  | { readonly n: number; readonly answer: EngineAnswers[keyof EngineAnswers] }
  | { readonly n: number; readonly error: ErrorReport }

const answerWithinMs = 4000

async function fetchPiece(id: string, hub: HubDoor): Promise<PieceScore> {
  const url = new URL(`/api/v1/pieces/${encodeURIComponent(id)}`, hub.url)
  const answer = await fetch(url, {
    headers: { authorization: `Bearer ${hub.token}`, accept: 'application/json' },
    signal: AbortSignal.timeout(answerWithinMs),
  }).catch((cause: unknown) => {
    throw new HubError('hub-unreachable', `the hub at ${hub.url} does not answer`, {
      hint: 'Look whether the hub runs: rigsong status.',
      cause,
    })
  })
  if (answer.status === 404)
    throw new HubError('not-found', `there is no piece ${id}`, {
      hint: 'See what there is: rigsong pieces.',
    })
  if (!answer.ok)
    throw new HubError('hub-unreachable', `the hub answered ${answer.status} for the piece ${id}`, {
      hint: 'Look at the log of the hub.',
    })
  const { spec, parts, title, form } = v.parse(Piece, await answer.json())
  const sections = form.map(({ start }) => start)
  return {
    piece: id,
    title,
    bpm: spec.bpm,
    meter: spec.meter,
    sections,
    score: scoreOfParts(parts),
  }
}

async function work(port: NonNullable<typeof parentPort>): Promise<void> {
  await leaveRealTime()
  // On a busy machine a collection of garbage by several threads waits for the last of them to be let
  // run, ten times as long as one thread takes for all of it.
  setFlagsFromString('--no-parallel-scavenge')
  const engine = openLiveEngine({ seed: liveSeed })
  const post = openBarPost()

  function hear(word: EngineNews): void {
    switch (word.news) {
      case 'strike':
        engine.strike(word.note)
        return
      case 'lift':
        engine.lift(word.note)
        return
      case 'learn':
        engine.learn(word.phrase, word.barBeat)
        return
      case 'restore':
        engine.restore(word.player, word.snapshot)
        return
    }
  }

  async function take(word: EngineAsk): Promise<EngineAnswers[keyof EngineAnswers]> {
    switch (word.ask) {
      case 'respond':
        return engine.respond(word.phrase, word.wish)
      case 'propose': {
        const { bars, hears } = engine.propose(word.what)
        return { bars: post(bars), hears }
      }
      case 'why':
        return engine.why(word.phrase, word.manifest)
      case 'snapshot':
        return engine.snapshot(word.player)
      case 'piece':
        return fetchPiece(word.piece, word.hub)
    }
  }

  port.on('message', (word: EngineAsk | EngineNews) => {
    if ('news' in word) return hear(word)
    void take(word)
      .then((answer): EngineTold => ({ n: word.n, answer }))
      .catch((error): EngineTold => ({ n: word.n, error: reportOf(error) }))
      .then((told) => port.postMessage(told))
  })
}

if (parentPort) await work(parentPort)
