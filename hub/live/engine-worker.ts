import { parentPort } from 'node:worker_threads'
import { type ErrorReport, HubError, reportOf } from '#core/errors.ts'
import { v } from '#core/schema.ts'
import type { NoteEvent } from '#core/score/note-event.ts'
import type { Phrase } from '#core/score/phrase.ts'
import { Piece } from '#core/score/piece.ts'
import { leaveRealTime } from '#hub/clock/priority.ts'
import { accompanist } from '#hub/engine/accompanist.ts'
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

export type EngineAsk =
  | { readonly ask: 'answer'; readonly n: number; readonly phrase: Phrase }
  | { readonly ask: 'piece'; readonly n: number; readonly piece: string; readonly hub: HubDoor }

export type EngineTold =
  | { readonly told: 'answer'; readonly n: number; readonly notes: readonly NoteEvent[] }
  | { readonly told: 'piece'; readonly n: number; readonly piece: PieceScore }
  | { readonly told: 'failed'; readonly n: number; readonly error: ErrorReport }

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
  // The same seed each time: what an answer is made of is the playing, not the dice.
  const player = accompanist({ seed: 1 })

  async function take(word: EngineAsk): Promise<EngineTold> {
    if (word.ask === 'piece')
      return { told: 'piece', n: word.n, piece: await fetchPiece(word.piece, word.hub) }
    player.hear(word.phrase)
    const notes = player.answer(word.phrase, { because: word.phrase.id })
    return { told: 'answer', n: word.n, notes }
  }

  port.on('message', (word: EngineAsk) => {
    void take(word)
      .catch((error): EngineTold => ({ told: 'failed', n: word.n, error: reportOf(error) }))
      .then((told) => port.postMessage(told))
  })
}

if (parentPort) await work(parentPort)
