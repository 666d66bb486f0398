import { type JournalRecord, readJournal } from '#core/journal/record.ts'
import type { Author } from '#core/score/author.ts'
import type { Take, TakeEvent, TempoMark } from '#core/score/take.ts'

/** A "keep that" of the journal, dated. */
export type Keep = Pick<Take, 'session' | 'title' | 'createdAt'> & {
  readonly take: string
  /** When the machine booted, by its wall clock, ms: tells its times from those of another day. */
  readonly bootMs: number
  /** CLOCK_MONOTONIC of the live process, ms. */
  readonly fromMs: number
  readonly toMs: number
}

type MidiRecord = Extract<JournalRecord, { type: 'midi' }>
type TempoRecord = Extract<JournalRecord, { type: 'tempo' }>

/**
 * The take a keep asked for, out of the texts of the segments it reaches into, oldest first. Notes
 * that began before it are left out, and those still held at its end are released there.
 */
export function takeFrom(keep: Keep, segments: readonly string[]): Take {
  const journals = segments.map((text) => readJournal(text).records)
  const lengthMs = keep.toMs - keep.fromMs
  return {
    id: keep.take,
    session: keep.session,
    title: keep.title,
    createdAt: keep.createdAt,
    lengthMs,
    tempo: tempoFrom(journals.flat().filter(isTempo), keep),
    events: wholeNotes(
      journals.flatMap((records) => eventsIn(records, keep)),
      lengthMs,
    ),
  }
}

const isTempo = (record: JournalRecord): record is TempoRecord => record.type === 'tempo'

function eventsIn(records: readonly JournalRecord[], { fromMs, toMs }: Keep): TakeEvent[] {
  const authors = new Map<number, Author>()
  const events: TakeEvent[] = []
  for (const record of records) {
    if (record.type === 'author') authors.set(record.n, record.author)
    if (record.type !== 'midi' || record.atMs < fromMs || record.atMs > toMs) continue
    const author = authors.get(record.by)
    // Clock bytes are time, which the tempo marks tell.
    if (author && !isRealTime(record))
      events.push({
        atMs: record.atMs - fromMs,
        device: record.device,
        bytes: record.bytes,
        author,
      })
  }
  return events
}

const isRealTime = ({ bytes }: MidiRecord): boolean => (bytes[0] ?? 0xff) >= 0xf8

function wholeNotes(events: readonly TakeEvent[], lengthMs: number): TakeEvent[] {
  const held = new Map<string, TakeEvent>()
  const kept: TakeEvent[] = []
  for (const event of events) {
    const note = noteOf(event)
    if (note === undefined) kept.push(event)
    else if (note.on) {
      held.set(note.key, event)
      kept.push(event)
    } else if (held.delete(note.key)) kept.push(event)
  }
  return [...kept, ...[...held.values()].map((event) => releaseOf(event, lengthMs))]
}

function noteOf({ device, bytes }: TakeEvent): { on: boolean; key: string } | undefined {
  const [status = 0, pitch, velocity = 0] = bytes
  const kind = status & 0xf0
  if (kind !== 0x80 && kind !== 0x90) return undefined
  return { on: kind === 0x90 && velocity > 0, key: `${device} ${status & 0x0f} ${pitch}` }
}

const releaseOf = (event: TakeEvent, atMs: number): TakeEvent => ({
  ...event,
  atMs,
  bytes: [0x80 | (event.bytes[0]! & 0x0f), event.bytes[1]!, 0],
})

/** Marks on the time of the take. Whole beats before it are cut off, so that the bar stays where it was. */
function tempoFrom(said: readonly TempoRecord[], { fromMs, toMs }: Keep): TempoMark[] {
  // Every segment repeats the tempo that holds when it begins.
  const records = [...new Map(said.map((record) => [record.atMs, record])).values()]
  const before = records.filter(({ atMs }) => atMs <= fromMs).at(-1)
  const start = before
    ? {
        atMs: 0,
        beat: before.beat + ((fromMs - before.atMs) * before.bpm) / 60_000,
        bpm: before.bpm,
      }
    : undefined
  const marks = records
    .filter(({ atMs }) => atMs > fromMs && atMs < toMs)
    .map(({ atMs, beat, bpm }) => ({ atMs: atMs - fromMs, beat, bpm }))
  const all = start ? [start, ...marks] : marks
  const first = all[0]
  if (!first) return [{ atMs: 0, beat: 0, bpm: 120 }]
  const cut = Math.floor(first.beat - (first.atMs * first.bpm) / 60_000)
  return all.map((mark) => ({ ...mark, beat: mark.beat - cut }))
}
