import { PlanWithinMs } from '#core/bus/topics/commands.ts'
import { HubError } from '#core/errors.ts'
import { newId } from '#core/id.ts'
import { v } from '#core/schema.ts'
import { Composition } from '#core/score/piece.ts'
import { PieceSpec, PieceWish, Role } from '#core/score/piece-spec.ts'
import { Bars } from '#core/score/variation.ts'
import { makePiece, type PieceAsked } from '#hub/library/making.ts'
import { sha256 } from '#hub/library/packed.ts'
import { PieceSummary } from '#hub/library/piece-summary.ts'
import type { House } from '../house.ts'
import { type Route, route } from '../route.ts'
import { created, Id } from './words.ts'

const Generate = v.object({
  /** What it should be like, in words. */
  prompt: v.exactOptional(v.pipe(v.string(), v.trim(), v.maxLength(2000))),
  wish: v.exactOptional(PieceWish),
  spec: v.exactOptional(PieceSpec),
  seed: v.exactOptional(Composition.entries.seed),
  /** How many, or of the piece it grows from those that are written anew: `[5, 8]` is bars 5 to 8. */
  bars: v.exactOptional(v.union([PieceWish.entries.bars.wrapped, Bars])),
  /** The piece or take it grows from; with parts or bars and without it, the piece of the moment. */
  from: v.exactOptional(Id),
  planWithinMs: v.exactOptional(PlanWithinMs),
  /** Of the piece it grows from, the parts that are written anew; every other note stays as it is. */
  parts: v.exactOptional(v.pipe(v.array(Role), v.minLength(1))),
})
type Generate = v.InferOutput<typeof Generate>

export const generate: Route = route({
  method: 'POST',
  path: '/api/v1/generate',
  operationId: 'pieces.generate',
  says: 'compose a piece; the same Idempotency-Key gives the same piece and never a second one',
  role: 'player',
  body: Generate,
  answers: { 201: PieceSummary },
  async handle({ body, asker, header }, house) {
    const key = keyFrom(header('idempotency-key'))
    const piece =
      key === undefined
        ? await makePiece(askedWith(body, house), house.workshop)
        : await onceWith(`${asker.id} ${key}`, body, house)
    return created(piece, `/api/v1/pieces/${piece.id}`)
  },
})

function askedWith({ bars, ...body }: Generate, { clock, workshop }: House): PieceAsked {
  const id = newId('cm', { now: () => Date.parse(clock.date()), random: workshop.random })
  if (typeof bars === 'number') return { ...body, wish: { ...body.wish, bars }, id }
  return { ...body, ...(bars && { bars: [bars[0], bars[1]] as const }), id }
}

/** Keys whose piece is being made, so that a repeat waits for it. */
const underWay = new WeakMap<House, Map<string, Promise<unknown>>>()

async function onceWith(key: string, body: Generate, house: House): Promise<PieceSummary> {
  const waiting = underWay.get(house) ?? new Map<string, Promise<unknown>>()
  underWay.set(house, waiting)
  // One after the other: the second finds what the first kept.
  const before = waiting.get(key)
  const making = (async () => {
    await before?.catch(() => {})
    return findOrMake(key, body, house)
  })()
  waiting.set(key, making)
  try {
    return await making
  } finally {
    if (waiting.get(key) === making) waiting.delete(key)
  }
}

async function findOrMake(key: string, body: Generate, house: House): Promise<PieceSummary> {
  const asking = { with: key, for: sha256(JSON.stringify(body)) }
  const kept = await house.library.pieces.askedWith(key)
  if (!kept) return makePiece(askedWith(body, house), house.workshop, asking)
  if (kept.for === asking.for) return kept.piece
  throw new HubError('bad-request', 'this Idempotency-Key was used for something else', {
    hint: 'Use a new key for a new request.',
  })
}

function keyFrom(key: string | undefined): string | undefined {
  if (key === undefined || /^[\x21-\x7e]{1,128}$/.test(key)) return key
  throw new HubError('bad-request', 'this Idempotency-Key cannot be used', {
    hint: 'Use 1 to 128 letters, digits and signs without spaces, such as a UUID.',
  })
}
