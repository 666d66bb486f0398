import { HubError } from '#core/errors.ts'
import { type JournalRecord, readJournal } from '#core/journal/record.ts'
import type { Database, Queries } from '#runtime/database.ts'
import type { Log } from '#runtime/log.ts'
import { packed, sha256, unpacked } from './packed.ts'
import { type Keep, takeFrom } from './take-from-journal.ts'
import { type TakeSummary, writeTake } from './takes.ts'

/** What an arriving segment changed: nothing, where it was here already. */
export type Import = { readonly arrived: boolean; readonly takes: readonly TakeSummary[] }

export type Journal = {
  /**
   * Keeps a sealed segment and makes the takes it completes; a segment that arrives again changes
   * nothing. Throws HubError 'bad-request' where the text is no segment of this name.
   */
  importSegment(name: string, text: string): Promise<Import>
  /** The segment as it came; undefined where it is not here. */
  text(name: string): Promise<string | undefined>
}

type Segment = {
  readonly name: string
  readonly previous: string | null
  readonly fromMs: number
  readonly body: Uint8Array
}
type KeepRow = Keep & { readonly waiting: number }

export function journalIn(database: Database, log: Log): Journal {
  return {
    async importSegment(name, text) {
      const hash = sha256(text)
      const body = await packed(text)
      const segment = segmentFrom(name, text)
      if (segment.torn > 0) log.warn('journal segment torn', { segment: name, lines: segment.torn })
      const found = await database.transaction(async (sql) => {
        if (await isHere(sql, { name, hash, text })) return { arrived: false, takes: [] }
        await writeSegment(sql, { ...segment, name, hash, body })
        for (const keep of segment.keeps) await writeKeep(sql, name, keep)
        return { arrived: true, takes: await settleKeeps(sql, segment) }
      })
      if (found.arrived)
        log.info('journal segment kept', { segment: name, takes: found.takes.length })
      return found
    },

    async text(name) {
      const row = await database.get<Pick<Segment, 'body'>>(
        'SELECT body FROM journalSegments WHERE name = ?',
        [name],
      )
      return row && unpacked(row.body)
    },
  }
}

function segmentFrom(name: string, text: string) {
  const { records, torn } = readJournal(text)
  const open = records[0]
  if (open?.type !== 'open' || open.segment !== name)
    throw new HubError('bad-request', `this is no journal segment ${name}`, {
      hint: 'Send the file as it is; its first line opens the segment of that name.',
    })
  const times = records.flatMap((record) => ('atMs' in record ? [record.atMs] : []))
  const dateAt = (atMs: number): string =>
    new Date(Date.parse(open.date) + atMs - open.atMs).toISOString()
  const keeps = records.filter(isKeep).map(
    ({ take, title, atMs, fromMs, toMs }): Keep => ({
      take,
      title,
      session: open.session,
      createdAt: dateAt(atMs),
      fromMs,
      toMs,
    }),
  )
  const toMs = times.reduce((latest, atMs) => Math.max(latest, atMs), open.atMs)
  const { session, previous, atMs: fromMs } = open
  return { session, previous: previous ?? null, fromMs, toMs, keeps, torn }
}

const isKeep = (record: JournalRecord): record is Extract<JournalRecord, { type: 'keep' }> =>
  record.type === 'keep'

/** True for a segment that is here; a longer form of one that was cut short makes room for itself. */
async function isHere(
  sql: Queries,
  { name, hash, text }: { name: string; hash: string; text: string },
): Promise<boolean> {
  const known = await sql.get<{ sha256: string; body: Uint8Array }>(
    'SELECT sha256, body FROM journalSegments WHERE name = ?',
    [name],
  )
  if (!known) return false
  if (known.sha256 === hash) return true
  const before = await unpacked(known.body)
  if (before.startsWith(text)) return true
  if (text.startsWith(before)) return false
  throw new HubError('bad-request', `another segment named ${name} is here`, {
    hint: 'Keep the file: names of segments must not repeat, and nothing of it was taken over.',
  })
}

type Written = ReturnType<typeof segmentFrom> & { name: string; hash: string; body: Uint8Array }

const writeSegment = (
  sql: Queries,
  { name, session, previous, fromMs, toMs, hash, body }: Written,
): Promise<unknown> =>
  sql.run(
    `INSERT INTO journalSegments (name, session, previous, fromMs, toMs, sha256, body)
     VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (name) DO UPDATE
     SET toMs = excluded.toMs, sha256 = excluded.sha256, body = excluded.body`,
    [name, session, previous, fromMs, toMs, hash, body],
  )

const writeKeep = (sql: Queries, segment: string, keep: Keep): Promise<unknown> =>
  sql.run(
    `INSERT OR IGNORE INTO journalKeeps
       (take, segment, session, title, createdAt, fromMs, toMs, waiting)
     VALUES (?, ?, ?, ?, ?, ?, ?, 1)`,
    [keep.take, segment, keep.session, keep.title, keep.createdAt, keep.fromMs, keep.toMs],
  )

/** Makes the takes that wait for this segment or reach into it; one that was made before may grow. */
async function settleKeeps(
  sql: Queries,
  { session, fromMs, toMs }: { session: string; fromMs: number; toMs: number },
): Promise<readonly TakeSummary[]> {
  const keeps = await sql.all<KeepRow>(
    `SELECT take, session, title, createdAt, fromMs, toMs, waiting FROM journalKeeps
     WHERE session = ? AND (waiting = 1 OR (fromMs <= ? AND toMs >= ?))`,
    [session, toMs, fromMs],
  )
  const takes: TakeSummary[] = []
  for (const keep of keeps) {
    const segments = await segmentsOf(sql, keep)
    if (segments) takes.push(await settle(sql, keep, segments))
  }
  return takes
}

async function settle(
  sql: Queries,
  keep: KeepRow,
  segments: readonly Segment[],
): Promise<TakeSummary> {
  const texts = await Promise.all(segments.map(({ body }) => unpacked(body)))
  const made = await sql.get<{ title: string }>('SELECT title FROM takes WHERE id = ?', [keep.take])
  await sql.run('UPDATE journalKeeps SET waiting = 0 WHERE take = ?', [keep.take])
  return writeTake(sql, takeFrom({ ...keep, title: made?.title ?? keep.title }, texts))
}

/** The segments a keep reaches into, oldest first; undefined while one of them is not here. */
async function segmentsOf(sql: Queries, keep: Keep): Promise<readonly Segment[] | undefined> {
  const segments = await sql.all<Segment>(
    `SELECT name, previous, fromMs, body FROM journalSegments
     WHERE session = ? AND fromMs <= ? AND toMs >= ? ORDER BY fromMs`,
    [keep.session, keep.toMs, keep.fromMs],
  )
  for (const { previous, fromMs } of segments) {
    if (previous === null || fromMs <= keep.fromMs) continue
    const before = await sql.get('SELECT 1 FROM journalSegments WHERE name = ?', [previous])
    if (!before) return undefined
  }
  return segments
}
