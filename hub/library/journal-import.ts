import type { Clock } from '#core/clock.ts'
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
   * nothing. Throws HubError 'bad-request' where nothing in the text is of a journal.
   */
  importSegment(name: string, text: string): Promise<Import>
  /** The segment as it came; undefined where it is not here. */
  text(name: string): Promise<string | undefined>
}

type Segment = Pick<Keep, 'session' | 'bootMs' | 'fromMs' | 'toMs'> & {
  readonly name: string
  readonly previous: string | null
  readonly hash: string
  readonly body: Uint8Array
}
type SegmentRow = Pick<Segment, 'previous' | 'fromMs' | 'body'>

export function journalIn(database: Database, { clock, log }: JournalParts): Journal {
  return {
    async importSegment(name, text) {
      const { keeps, torn, ...span } = spanOf(name, text, clock.date())
      const segment = { ...span, hash: sha256(text), body: await packed(text) }
      if (torn > 0) log.warn('journal segment torn', { segment: name, lines: torn })
      const takes = await database.transaction(async (sql) => {
        const place = await placeFor(sql, { name, text, hash: segment.hash })
        if (place === undefined) return undefined
        await writeSegment(sql, { ...segment, name: place })
        for (const keep of keeps) await writeKeep(sql, keep)
        return settleKeeps(sql, segment)
      })
      if (takes === undefined) return { arrived: false, takes: [] }
      log.info('journal segment kept', { segment: name, takes: takes.length })
      return { arrived: true, takes }
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

export type JournalParts = { readonly clock: Clock; readonly log: Log }

/**
 * Which time a segment spans, and what it asks to keep. Torn lines, even the first, lose no others:
 * live deletes a segment only when we took it, so refusing one would hold up all after it.
 */
function spanOf(name: string, text: string, date: string) {
  const { records, torn } = readJournal(text)
  if (records.length === 0)
    throw new HubError('bad-request', `nothing in ${name} is of a journal`, {
      hint: 'Send the file of the segment as it is.',
    })
  const open = records.find((record) => record.type === 'open')
  // A segment repeats the tempo that held before it, with the time it began to hold.
  const times = records.flatMap((record) =>
    'atMs' in record && record.type !== 'tempo' ? [record.atMs] : [],
  )
  const toMs = times.reduce((last, atMs) => Math.max(last, atMs), 0)
  // A segment is opened a moment after the first message it holds was played.
  const fromMs = times.reduce((first, atMs) => Math.min(first, atMs), toMs)
  const session = open?.session ?? 'unknown'
  // Without its first line it is as if it ended now.
  const bootMs = open ? Date.parse(open.date) - open.atMs : Date.parse(date) - toMs
  const keeps = records.filter(isKeep).map(
    ({ take, title, atMs, fromMs, toMs }): Keep => ({
      take,
      title,
      session,
      createdAt: new Date(bootMs + atMs).toISOString(),
      bootMs,
      fromMs,
      toMs,
    }),
  )
  const previous = open?.previous ?? null
  return { session, previous, bootMs, fromMs, toMs, keeps, torn }
}

type KeepRecord = Extract<JournalRecord, { type: 'keep' }>
const isKeep = (record: JournalRecord): record is KeepRecord => record.type === 'keep'

/**
 * The name to keep a segment under; undefined where all of it is here. The longer form of one that
 * was cut short takes its place, and another of the same name stands beside it.
 */
async function placeFor(
  sql: Queries,
  { name, text, hash }: { name: string; text: string; hash: string },
): Promise<string | undefined> {
  const beside = `${name}~${hash.slice(0, 8)}`
  const known = await sql.all<{ name: string; body: Uint8Array }>(
    'SELECT name, body FROM journalSegments WHERE name IN (?, ?)',
    [name, beside],
  )
  const texts = await Promise.all(known.map(({ body }) => unpacked(body)))
  if (texts.some((kept) => kept.startsWith(text))) return undefined
  return texts.every((kept) => text.startsWith(kept)) ? name : beside
}

const writeSegment = (
  sql: Queries,
  { name, session, previous, bootMs, fromMs, toMs, hash, body }: Segment,
): Promise<unknown> =>
  sql.run(
    `INSERT INTO journalSegments
       (name, session, previous, bootMs, fromMs, toMs, sha256, body)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (name) DO UPDATE
     SET toMs = excluded.toMs, sha256 = excluded.sha256, body = excluded.body`,
    [name, session, previous, bootMs, fromMs, toMs, hash, body],
  )

const writeKeep = (sql: Queries, keep: Keep): Promise<unknown> =>
  sql.run(
    `INSERT OR IGNORE INTO journalKeeps
       (take, session, title, createdAt, bootMs, fromMs, toMs, waiting)
     VALUES (?, ?, ?, ?, ?, ?, ?, 1)`,
    [keep.take, keep.session, keep.title, keep.createdAt, keep.bootMs, keep.fromMs, keep.toMs],
  )

/**
 * The wall clock may be set while the machine runs, so that one boot seems to have several beginnings;
 * within a session there is only one.
 */
const sameTime = '(session = ? OR abs(bootMs - ?) < 60000)'

/** Makes the takes that wait for this segment or reach into it; one that was made before may grow. */
async function settleKeeps(
  sql: Queries,
  { session, bootMs, fromMs, toMs }: Omit<Segment, 'name'>,
): Promise<readonly TakeSummary[]> {
  const keeps = await sql.all<Keep>(
    `SELECT take, session, title, createdAt, bootMs, fromMs, toMs FROM journalKeeps
     WHERE ${sameTime} AND (waiting = 1 OR (fromMs <= ? AND toMs >= ?))`,
    [session, bootMs, toMs, fromMs],
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
  keep: Keep,
  segments: readonly SegmentRow[],
): Promise<TakeSummary> {
  const texts = await Promise.all(segments.map(({ body }) => unpacked(body)))
  const made = await sql.get<{ title: string }>('SELECT title FROM takes WHERE id = ?', [keep.take])
  await sql.run('UPDATE journalKeeps SET waiting = 0 WHERE take = ?', [keep.take])
  return writeTake(sql, takeFrom({ ...keep, title: made?.title ?? keep.title }, texts))
}

/** The segments a keep reaches into, oldest first; undefined while one of them is known to be missing. */
async function segmentsOf(sql: Queries, keep: Keep): Promise<readonly SegmentRow[] | undefined> {
  const segments = await sql.all<SegmentRow>(
    `SELECT previous, fromMs, body FROM journalSegments
     WHERE ${sameTime} AND fromMs <= ? AND toMs >= ? ORDER BY fromMs`,
    [keep.session, keep.bootMs, keep.toMs, keep.fromMs],
  )
  for (const { previous, fromMs } of segments) {
    if (previous === null || fromMs <= keep.fromMs) continue
    const before = await sql.get('SELECT 1 FROM journalSegments WHERE name = ?', [previous])
    if (!before) return undefined
  }
  return segments
}
