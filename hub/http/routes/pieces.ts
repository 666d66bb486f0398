import { v } from '#core/schema.ts'
import { Piece } from '#core/score/piece.ts'
import { Title } from '#core/score/title.ts'
import { Explanation, explain } from '#hub/engine/explain.ts'
import { compositionToSmf } from '#hub/export/smf.ts'
import { tellPiece } from '#hub/library/making.ts'
import { Manifest, manifestOf } from '#hub/library/manifest.ts'
import { sha256 } from '#hub/library/packed.ts'
import { PieceSummary } from '#hub/library/piece-summary.ts'
import { noSuchPiece } from '#hub/library/pieces.ts'
import { makeRendition } from '#hub/library/rendering.ts'
import type { House } from '../house.ts'
import { type Asked, type Reply, type Route, route } from '../route.ts'
import {
  asKept,
  byId,
  Cursor,
  Download,
  fileName,
  Limit,
  notFound,
  nothing,
  ok,
  Sha256,
  When,
  Words,
} from './words.ts'

const Tag = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(40))

/** The piece; throws HubError 'not-found' where there is none. */
export const pieceOr404 = async ({ library }: House, id: string): Promise<Piece> => {
  const piece = await library.pieces.get(id)
  if (piece) return piece
  throw noSuchPiece(id)
}

/** Bytes as a file under its hash. */
export const fileOf = (bytes: Uint8Array, type: string, name: string | undefined): Reply => ({
  file: {
    type,
    size: bytes.byteLength,
    hash: sha256(bytes),
    name,
    read: (range) => (range ? bytes.subarray(range.start, range.end + 1) : bytes),
  },
})

const wavOf = async (house: House, piece: string) => {
  const { sha256: hash, bytes } = await makeRendition({ piece, recipe: 'wav' }, house.workshop)
  return { type: 'audio/wav', size: bytes, hash, read: house.library.blobs.read.bind(null, hash) }
}

type OnePiece = Asked<{ id: string }, { download?: string }, undefined>

const nameFor = ({ query }: OnePiece, { title }: Piece, ending: string): string | undefined =>
  query.download === undefined ? undefined : fileName(title, ending)

export const pieces: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/v1/pieces',
    operationId: 'pieces.list',
    says: 'the pieces, newest first, by words, tag and time',
    role: 'viewer',
    also: ['live'],
    query: v.object({
      text: v.exactOptional(Words),
      tag: v.exactOptional(Tag),
      after: v.exactOptional(When),
      before: v.exactOptional(When),
      limit: v.exactOptional(Limit),
      cursor: v.exactOptional(Cursor),
    }),
    answers: {
      200: v.object({ pieces: v.array(PieceSummary), cursor: v.exactOptional(v.string()) }),
    },
    async handle({ query }, { library }) {
      const { after, before, ...rest } = query
      const search = { ...rest, after: asKept(after), before: asKept(before) }
      const { page, cursor } = await library.pieces.list(search)
      return ok({ pieces: page, ...(cursor !== undefined && { cursor }) })
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/pieces/{id}',
    operationId: 'pieces.get',
    says: 'a piece, whole',
    role: 'viewer',
    also: ['live', 'kiosk'],
    params: byId,
    answers: { 200: Piece },
    async handle({ params }, { library }) {
      const text = await library.pieces.text(params.id)
      if (text === undefined) throw noSuchPiece(params.id)
      return { text, type: 'application/json; charset=utf-8' }
    },
  }),
  route({
    method: 'PATCH',
    path: '/api/v1/pieces/{id}',
    operationId: 'pieces.change',
    says: 'another title or other tags',
    role: 'player',
    params: byId,
    body: v.object({
      title: v.exactOptional(Title),
      tags: v.exactOptional(v.pipe(v.array(Tag), v.maxLength(20))),
    }),
    answers: { 200: PieceSummary },
    async handle({ params, body }, { library, bus }) {
      const summary = await library.pieces.change(params.id, body)
      await tellPiece(bus, summary, 'changed')
      return ok(summary)
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/v1/pieces/{id}',
    operationId: 'pieces.remove',
    says: 'to the bin, where it stays 30 days',
    role: 'player',
    params: byId,
    answers: { 204: undefined },
    async handle({ params }, { library, bus }) {
      await tellPiece(bus, await library.pieces.remove(params.id), 'removed')
      return nothing
    },
  }),
  route({
    method: 'POST',
    path: '/api/v1/pieces/{id}/restore',
    operationId: 'pieces.restore',
    says: 'back from the bin',
    role: 'player',
    params: byId,
    answers: { 200: PieceSummary },
    async handle({ params }, { library, bus }) {
      const summary = await library.pieces.restore(params.id)
      await tellPiece(bus, summary, 'added')
      return ok(summary)
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/pieces/{id}/piece.mid',
    operationId: 'pieces.midi',
    says: 'the piece as a Standard MIDI File',
    role: 'viewer',
    params: byId,
    query: Download,
    answers: { 200: 'audio/midi' },
    async handle(asked, house) {
      const piece = await pieceOr404(house, asked.params.id)
      return fileOf(compositionToSmf(piece), 'audio/midi', nameFor(asked, piece, 'mid'))
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/pieces/{id}/piece.wav',
    operationId: 'pieces.wav',
    says: 'the piece as sound, 48 kHz stereo, with the bed under it where it has one; made when it is first asked for',
    role: 'viewer',
    params: byId,
    query: Download,
    answers: { 200: 'audio/wav', 206: 'audio/wav' },
    async handle(asked, house) {
      const piece = await pieceOr404(house, asked.params.id)
      return { file: { ...(await wavOf(house, piece.id)), name: nameFor(asked, piece, 'wav') } }
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/pieces/{id}/peaks',
    operationId: 'pieces.peaks',
    says: 'how loud the piece is over its length, for a picture, with its measured loudness',
    role: 'viewer',
    params: byId,
    answers: {
      200: v.object({
        peaks: v.array(v.number()),
        seconds: v.number(),
        lufs: v.number(),
        truePeakDb: v.number(),
      }),
    },
    async handle({ params }, house) {
      const asked = { piece: params.id, recipe: 'wav' } as const
      const { peaks, seconds, lufs, truePeakDb } = await makeRendition(asked, house.workshop)
      return ok({ peaks, seconds, lufs, truePeakDb })
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/pieces/{id}/manifest',
    operationId: 'pieces.manifest',
    says: 'where the piece came from: spec, seed, engine, and who wrote each note',
    role: 'viewer',
    params: byId,
    query: Download,
    answers: { 200: Manifest },
    async handle(asked, house) {
      const piece = await pieceOr404(house, asked.params.id)
      const name = nameFor(asked, piece, 'json')
      const attach = { 'content-disposition': `attachment; filename="${name}"` }
      return { json: manifestOf(piece), ...(name !== undefined && { headers: attach }) }
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/pieces/{id}/why',
    operationId: 'pieces.why',
    says: 'why the piece is as it is: style, form, harmony, motif, seed, and what the critic said',
    role: 'viewer',
    params: byId,
    answers: { 200: Explanation },
    async handle({ params }, house) {
      return ok(explain(await pieceOr404(house, params.id)))
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/renditions/{sha256}',
    operationId: 'renditions.get',
    says: 'a sound by the SHA-256 of its bytes',
    role: 'viewer',
    params: v.object({ sha256: Sha256 }),
    answers: { 200: 'audio/wav', 206: 'audio/wav' },
    async handle({ params: { sha256: hash } }, { library }) {
      const size = await library.renditions.size(hash)
      if (size === undefined) throw notFound(`rendition ${hash}`)
      return {
        file: { type: 'audio/wav', size, hash, read: (range) => library.blobs.read(hash, range) },
      }
    },
  }),
]
