import { answers } from '#core/bus/topics/answers.ts'
import { topics } from '#core/bus/topics.ts'
import { HubError } from '#core/errors.ts'
import { v } from '#core/schema.ts'
import { noSuchPiece } from '#hub/library/pieces.ts'
import type { House } from '../house.ts'
import { type Route, route } from '../route.ts'
import { Id, liveIsSilent, ok } from './words.ts'

const { bpm, meter, answering } = topics.set.schema.entries
const TransportWish = v.object({
  playing: v.exactOptional(v.boolean()),
  piece: v.exactOptional(Id),
  bpm,
  meter,
  answering,
})
type TransportWish = v.InferOutput<typeof TransportWish>

export const transport: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/v1/transport',
    operationId: 'transport.get',
    says: 'tempo, beat and what plays',
    role: 'viewer',
    also: ['kiosk'],
    answers: { 200: topics.transport.schema },
    handle: (_, house) => ok(transportOf(house)),
  }),
  route({
    method: 'PUT',
    path: '/api/v1/transport',
    operationId: 'transport.set',
    says: 'play a piece, stop, or set tempo, meter and whether the accompanist answers',
    role: 'player',
    also: ['kiosk'],
    body: TransportWish,
    answers: { 200: topics.transport.schema },
    async handle({ body }, house) {
      await steer(body, house)
      return ok(transportOf(house))
    },
  }),
  route({
    method: 'POST',
    path: '/api/v1/panic',
    operationId: 'transport.panic',
    says: 'silence everything now',
    role: 'player',
    also: ['kiosk'],
    answers: { 200: answers.panic },
    async handle(_, { bus }) {
      const { released } = await bus.ask('panic', {})
      return ok({ released })
    },
  }),
]

async function steer({ playing, piece, ...settings }: TransportWish, house: House): Promise<void> {
  const { bus, library, feed } = house
  if (Object.values(settings).some((value) => value !== undefined)) await bus.ask('set', settings)
  if (playing === false) {
    await bus.ask('stop', {})
    return
  }
  const wanted = piece ?? (playing ? feed.state('transport')?.piece : undefined)
  if (wanted === undefined && playing)
    throw new HubError('bad-request', 'which piece?', {
      hint: 'Say { "playing": true, "piece": "pc_…" }.',
    })
  if (wanted === undefined) return
  if (!(await library.pieces.has(wanted))) throw noSuchPiece(wanted)
  await bus.ask('play', { piece: wanted })
}

function transportOf({ feed }: House) {
  const state = feed.state('transport')
  if (state) return state
  throw liveIsSilent()
}
