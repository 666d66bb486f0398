import { newId } from '#core/id.ts'
import { v } from '#core/schema.ts'
import { layBed, takeBedAway } from '#hub/library/beds.ts'
import { tellPiece } from '#hub/library/making.ts'
import { type Route, route } from '../route.ts'
import { pieceOr404 } from './pieces.ts'
import { byId, Download, fileName, notFound, nothing, ok } from './words.ts'

const Played = v.object({
  sha256: v.string(),
  bytes: v.number(),
  seconds: v.number(),
  lufs: v.number(),
  truePeakDb: v.number(),
})

/** Beds of sound that a provider plays under a piece. */
export const beds: readonly Route[] = [
  route({
    method: 'POST',
    path: '/api/v1/pieces/{id}/bed',
    operationId: 'pieces.makeBed',
    says: 'have a bed of sound played under the piece; it takes about as long as the piece, and replaces the one before',
    role: 'player',
    params: byId,
    answers: { 200: Played },
    async handle({ params: { id } }, house) {
      const { clock, library, workshop } = house
      const piece = await pieceOr404(house, id)
      const because = newId('cm', { now: () => Date.parse(clock.date()), random: workshop.random })
      const played = await house.providers.bed(piece, because)
      const { rendition, summary } = await layBed(id, played, library)
      await tellPiece(house.bus, summary, 'changed')
      const { peaks: _, ...bed } = rendition
      return ok(bed)
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/v1/pieces/{id}/bed',
    operationId: 'pieces.removeBed',
    says: 'the piece without its bed again',
    role: 'player',
    params: byId,
    answers: { 204: undefined },
    async handle({ params: { id } }, { bus, library }) {
      await tellPiece(bus, await takeBedAway(id, library), 'changed')
      return nothing
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/pieces/{id}/bed.wav',
    operationId: 'pieces.bed',
    says: 'the bed of the piece alone, stereo, as it was recorded; its tempo is nobody’s promise',
    role: 'viewer',
    params: byId,
    query: Download,
    answers: { 200: 'audio/wav', 206: 'audio/wav' },
    async handle({ params: { id }, query }, house) {
      const piece = await pieceOr404(house, id)
      const { blobs } = house.library
      const hash = piece.bed?.sha256
      const size = hash === undefined ? undefined : await blobs.size(hash)
      if (hash === undefined || size === undefined) throw notFound(`bed of the piece ${id}`)
      const name = query.download === undefined ? undefined : fileName(`${piece.title} bed`, 'wav')
      return { file: { type: 'audio/wav', size, hash, name, read: blobs.read.bind(null, hash) } }
    },
  }),
]
