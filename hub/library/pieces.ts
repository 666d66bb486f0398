import type { Clock } from '#core/clock.ts'
import { HubError } from '#core/errors.ts'
import type { Bed } from '#core/score/bed.ts'
import type { Piece } from '#core/score/piece.ts'
import type { Database, Queries } from '#runtime/database.ts'
import { packed, unpacked } from './packed.ts'
import { type Page, pageOf, placeOf } from './page-of.ts'
import { type PieceSummary, summaryOf } from './piece-summary.ts'

/** Who asked with which Idempotency-Key (`with`), and a hash of what was asked (`for`). */
export type Asking = { readonly with: string; readonly for: string }

export type PieceSearch = {
  /** Words or their beginnings, in title, prompt, style, key or tags; all must be there. */
  readonly text?: string | undefined
  readonly tag?: string | undefined
  /** Made at or after, and before, as ISO 8601. */
  readonly after?: string | undefined
  readonly before?: string | undefined
  readonly limit?: number | undefined
  readonly cursor?: string | undefined
}

export type PieceChange = {
  readonly title?: string | undefined
  readonly tags?: readonly string[] | undefined
  readonly bed?: Bed | 'none' | undefined
}

export type Pieces = {
  /**
   * Resolves when the piece is on the disk. `asking` that another piece was kept with goes over to
   * this one: whoever asks again finds what was answered.
   */
  add(piece: Piece, asking?: Asking, takenFrom?: string): Promise<PieceSummary>
  /** The piece, also one in the bin that somebody still plays; undefined where there never was one. */
  get(id: string): Promise<Piece | undefined>
  has(id: string): Promise<boolean>
  /** The piece as JSON, byte for byte as it was kept. */
  text(id: string): Promise<string | undefined>
  askedWith(
    key: string,
  ): Promise<{ readonly for: string; readonly piece: PieceSummary } | undefined>
  /** Newest first, 50 a page. */
  list(search?: PieceSearch): Promise<Page<PieceSummary>>
  /** Throws HubError 'not-found'. */
  change(id: string, change: PieceChange): Promise<PieceSummary>
  /** To the bin, where it stays 30 days. Throws HubError 'not-found'. */
  remove(id: string): Promise<PieceSummary>
  restore(id: string): Promise<PieceSummary>
  count(): Promise<number>
}

type Row = { readonly number: number; readonly body: Uint8Array; readonly summary: string }

export function piecesIn(database: Database, clock: Clock): Pieces {
  const rowOf = (sql: Queries, id: string, where = '') =>
    sql.get<Row>(`SELECT number, body, summary FROM pieces WHERE id = ? ${where}`, [id])

  async function text(id: string): Promise<string | undefined> {
    const row = await rowOf(database, id)
    return row && unpacked(row.body)
  }

  return {
    async add(piece, asking, takenFrom) {
      const body = await packed(JSON.stringify(piece))
      const summary = summaryOf(piece)
      await database.transaction(async (sql) => {
        if (takenFrom !== undefined)
          await sql.run('UPDATE pieces SET askedWith = NULL, askedFor = NULL WHERE id = ?', [
            takenFrom,
          ])
        const { lastId } = await sql.run(
          `INSERT INTO pieces (id, createdAt, summary, body, askedWith, askedFor)
           VALUES (?, ?, ?, ?, ?, ?)`,
          [
            piece.id,
            piece.createdAt,
            JSON.stringify(summary),
            body,
            asking?.with ?? null,
            asking?.for ?? null,
          ],
        )
        await writeWords(sql, Number(lastId), summary)
      })
      return summary
    },

    text,
    has: async (id) =>
      (await database.get('SELECT 1 FROM pieces WHERE id = ?', [id])) !== undefined,

    async get(id) {
      const found = await text(id)
      return found === undefined ? undefined : (JSON.parse(found) as Piece)
    },

    async askedWith(key) {
      const row = await database.get<{ askedFor: string; summary: string }>(
        'SELECT askedFor, summary FROM pieces WHERE askedWith = ?',
        [key],
      )
      return row && { for: row.askedFor, piece: JSON.parse(row.summary) as PieceSummary }
    },

    async list(search = {}) {
      const limit = search.limit ?? 50
      const { where, values } = conditionsOf(search)
      const rows = await database.all<{ summary: string }>(
        `SELECT summary FROM pieces WHERE ${where.join(' AND ')}
         ORDER BY createdAt DESC, id DESC LIMIT ?`,
        [...values, limit + 1],
      )
      return pageOf(
        rows.map((row) => JSON.parse(row.summary) as PieceSummary),
        limit,
      )
    },

    change: (id, change) =>
      database.transaction(async (sql) => {
        const row = await rowOf(sql, id, 'AND removedAt IS NULL')
        if (!row) throw noSuchPiece(id)
        const { bed: before, ...kept } = JSON.parse(await unpacked(row.body)) as Piece
        const bed = change.bed ?? before
        const piece: Piece = {
          ...kept,
          title: change.title ?? kept.title,
          tags: change.tags ? [...new Set(change.tags)] : kept.tags,
          ...(bed && bed !== 'none' && { bed }),
        }
        const summary = summaryOf(piece)
        await sql.run('UPDATE pieces SET summary = ?, body = ? WHERE number = ?', [
          JSON.stringify(summary),
          await packed(JSON.stringify(piece)),
          row.number,
        ])
        await eraseWords(sql, row.number)
        await writeWords(sql, row.number, summary)
        return summary
      }),

    remove: (id) => move(database, id, clock.date()),
    restore: (id) => move(database, id, null),

    async count() {
      const row = await database.get<{ n: number }>(
        'SELECT count(*) AS n FROM pieces WHERE removedAt IS NULL',
      )
      return Number(row?.n ?? 0)
    },
  }
}

/** Empties the bin of pieces that lie in it since before `before`; their renditions go with them. */
export const emptyPieceBin = (database: Database, before: string): Promise<number> =>
  database.transaction(async (sql) => {
    await sql.run(
      'DELETE FROM pieceWords WHERE rowid IN (SELECT number FROM pieces WHERE removedAt < ?)',
      [before],
    )
    return (await sql.run('DELETE FROM pieces WHERE removedAt < ?', [before])).changes
  })

export const noSuchPiece = (id: string): HubError =>
  new HubError('not-found', `there is no piece ${id}`, {
    hint: 'List them with rigsong pieces or GET /api/v1/pieces.',
  })

const move = (database: Database, id: string, removedAt: string | null): Promise<PieceSummary> =>
  database.transaction(async (sql) => {
    const row = await sql.get<Row>(
      `SELECT number, summary FROM pieces
       WHERE id = ? AND removedAt IS ${removedAt === null ? 'NOT NULL' : 'NULL'}`,
      [id],
    )
    if (!row) throw noSuchPiece(id)
    await sql.run('UPDATE pieces SET removedAt = ? WHERE number = ?', [removedAt, row.number])
    return JSON.parse(row.summary) as PieceSummary
  })

async function writeWords(sql: Queries, number: number, summary: PieceSummary): Promise<void> {
  const { title, prompt = '', style, key, tags } = summary
  await sql.run(
    'INSERT INTO pieceWords (rowid, title, prompt, style, key, tags) VALUES (?, ?, ?, ?, ?, ?)',
    [number, title, prompt, style, key, tags.join(' ')],
  )
  for (const tag of tags)
    await sql.run('INSERT INTO pieceTags (tag, number) VALUES (?, ?)', [tag, number])
}

async function eraseWords(sql: Queries, number: number): Promise<void> {
  await sql.run('DELETE FROM pieceWords WHERE rowid = ?', [number])
  await sql.run('DELETE FROM pieceTags WHERE number = ?', [number])
}

function conditionsOf({ text, tag, after, before, cursor }: PieceSearch) {
  const where = ['removedAt IS NULL']
  const values: string[] = []
  const add = (condition: string, ...words: string[]): void => {
    where.push(condition)
    values.push(...words)
  }
  const words = text === undefined ? '' : searchWords(text)
  if (words !== '') add('number IN (SELECT rowid FROM pieceWords WHERE pieceWords MATCH ?)', words)
  if (tag !== undefined) add('number IN (SELECT number FROM pieceTags WHERE tag = ?)', tag)
  if (after !== undefined) add('createdAt >= ?', after)
  if (before !== undefined) add('createdAt < ?', before)
  if (cursor !== undefined) {
    const place = placeOf(cursor)
    add('(createdAt, id) < (?, ?)', place.createdAt, place.id)
  }
  return { where, values }
}

/** Each word quoted, so that no search can be FTS5 syntax, and open at its end: 'rai' finds rain. */
const searchWords = (text: string): string =>
  (text.match(/[\p{L}\p{N}\p{M}#]+/gu) ?? []).map((word) => `"${word}"*`).join(' ')
