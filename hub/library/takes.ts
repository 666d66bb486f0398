import type { Clock } from '#core/clock.ts'
import { HubError } from '#core/errors.ts'
import { v } from '#core/schema.ts'
import type { Take, TakeEvent } from '#core/score/take.ts'
import type { Database, Queries } from '#runtime/database.ts'
import { packed, unpacked } from './packed.ts'
import { type Page, pageOf, placeOf } from './page-of.ts'

/** What a list shows of a take. */
export const TakeSummary = v.object({
  id: v.string(),
  session: v.string(),
  title: v.string(),
  createdAt: v.string(),
  lengthMs: v.number(),
  notes: v.number(),
})
export type TakeSummary = Readonly<v.InferOutput<typeof TakeSummary>>

export type TakeSearch = {
  readonly text?: string | undefined
  readonly after?: string | undefined
  readonly before?: string | undefined
  readonly limit?: number | undefined
  readonly cursor?: string | undefined
}

export type Takes = {
  /** Keeps a take, or the longer form of one that was kept before. */
  add(take: Take): Promise<TakeSummary>
  get(id: string): Promise<Take | undefined>
  /** Newest first, 50 a page. */
  list(search?: TakeSearch): Promise<Page<TakeSummary>>
  /** Throws HubError 'not-found'. */
  change(id: string, change: { readonly title: string }): Promise<TakeSummary>
  /** To the bin, where it stays 30 days. Throws HubError 'not-found'. */
  remove(id: string): Promise<void>
  count(): Promise<number>
}

export function takesIn(database: Database, clock: Clock): Takes {
  return {
    add: (take) => database.transaction((sql) => writeTake(sql, take)),

    async get(id) {
      const row = await database.get<{ body: Uint8Array }>('SELECT body FROM takes WHERE id = ?', [
        id,
      ])
      return row && (JSON.parse(await unpacked(row.body)) as Take)
    },

    async list(search = {}) {
      const limit = search.limit ?? 50
      const { where, values } = conditionsOf(search)
      const rows = await database.all<{ summary: string }>(
        `SELECT summary FROM takes WHERE ${where.join(' AND ')}
         ORDER BY createdAt DESC, id DESC LIMIT ?`,
        [...values, limit + 1],
      )
      return pageOf(
        rows.map((row) => JSON.parse(row.summary) as TakeSummary),
        limit,
      )
    },

    change: (id, { title }) =>
      database.transaction(async (sql) => {
        const row = await sql.get<{ body: Uint8Array }>(
          'SELECT body FROM takes WHERE id = ? AND removedAt IS NULL',
          [id],
        )
        if (!row) throw noSuchTake(id)
        const take = JSON.parse(await unpacked(row.body)) as Take
        return writeTake(sql, { ...take, title })
      }),

    async remove(id) {
      const { changes } = await database.run(
        'UPDATE takes SET removedAt = ? WHERE id = ? AND removedAt IS NULL',
        [clock.date(), id],
      )
      if (changes === 0) throw noSuchTake(id)
    },

    async count() {
      const row = await database.get<{ n: number }>(
        'SELECT count(*) AS n FROM takes WHERE removedAt IS NULL',
      )
      return Number(row?.n ?? 0)
    },
  }
}

export async function writeTake(sql: Queries, take: Take): Promise<TakeSummary> {
  const { id, session, title, createdAt, lengthMs } = take
  const notes = take.events.filter(startsNote).length
  const summary = { id, session, title, createdAt, lengthMs, notes }
  await sql.run(
    `INSERT INTO takes (id, createdAt, title, summary, body) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE
     SET title = excluded.title, summary = excluded.summary, body = excluded.body`,
    [id, createdAt, title, JSON.stringify(summary), await packed(JSON.stringify(take))],
  )
  return summary
}

const startsNote = ({ bytes }: TakeEvent): boolean =>
  (bytes[0]! & 0xf0) === 0x90 && (bytes[2] ?? 0) > 0

export const emptyTakeBin = async (database: Database, before: string): Promise<number> =>
  (await database.run('DELETE FROM takes WHERE removedAt < ?', [before])).changes

export const noSuchTake = (id: string): HubError =>
  new HubError('not-found', `there is no take ${id}`, {
    hint: 'A take just kept arrives within seconds; list them with GET /api/v1/takes.',
  })

function conditionsOf({ text, after, before, cursor }: TakeSearch) {
  const where = ['removedAt IS NULL']
  const values: string[] = []
  if (text !== undefined) {
    where.push("title LIKE ? ESCAPE '\\'")
    values.push(`%${text.replace(/[\\%_]/g, '\\$&')}%`)
  }
  if (after !== undefined) {
    where.push('createdAt >= ?')
    values.push(after)
  }
  if (before !== undefined) {
    where.push('createdAt < ?')
    values.push(before)
  }
  if (cursor !== undefined) {
    const place = placeOf(cursor)
    where.push('(createdAt, id) < (?, ?)')
    values.push(place.createdAt, place.id)
  }
  return { where, values }
}
