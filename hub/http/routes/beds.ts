import { v } from '#core/schema.ts'
import { tellPiece } from '#hub/library/making.ts'
import { type Route, route } from '../route.ts'
import { pieceOr404 } from './pieces.ts'
import { byId, Download, fileName, notFound, ok } from './words.ts'

const Bed = v.object({
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
    says: 'have a bed of sound played for the piece; it takes about as long as the piece, and replaces the one before',
    role: 'player',
    params: byId,
    answers: { 200: Bed },
    async handle({ params: { id } }, house) {
      const piece = await pieceOr404(house, id)
      const sound = await house.providers.bed(piece)
      const { peaks: _, ...bed } = await house.library.renditions.add(id, 'bed', sound)
      await tellPiece(house.bus, piece, 'changed')
      return ok(bed)
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/pieces/{id}/bed.wav',
    operationId: 'pieces.bed',
    says: 'the bed of the piece, 48 kHz stereo, where one was played; its tempo is nobody’s promise',
    role: 'viewer',
    params: byId,
    query: Download,
    answers: { 200: 'audio/wav', 206: 'audio/wav' },
    async handle({ params: { id }, query }, house) {
      const piece = await pieceOr404(house, id)
      const bed = await house.library.renditions.get(id, 'bed')
      if (!bed) throw notFound(`bed of the piece ${id}`)
      const name = query.download === undefined ? undefined : fileName(`${piece.title} bed`, 'wav')
      const read = house.library.blobs.read.bind(null, bed.sha256)
      return { file: { type: 'audio/wav', size: bed.bytes, hash: bed.sha256, name, read } }
    },
  }),
]
