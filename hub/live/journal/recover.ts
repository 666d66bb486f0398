import type { Clock } from '#core/clock.ts'
import { type JournalRecord, journalLine, readJournal } from '#core/journal/record.ts'
import { decodeMidi, encodeMidi, isNoteOff, isNoteOn } from '#core/midi/codec.ts'
import type { JournalDisk } from './disk.ts'

type Midi = Extract<JournalRecord, { type: 'midi' }>

/** What an earlier live left behind. */
export type Recovered = {
  /** Segments that it did not end, ended now. */
  readonly mended: readonly string[]
  /** When notes sounded in what the hub has not got yet, for whoever keeps it after a crash. */
  readonly onsetsMs: readonly number[]
}

/**
 * Ends what an earlier live left open: a line that the kill tore is cut off, notes that were down are
 * lifted at the last moment known, and the segment is closed.
 */
export function recoverSegments(disk: JournalDisk, clock: Clock): Recovered {
  const mended: string[] = []
  const onsetsMs: number[] = []
  for (const segment of disk.segments()) {
    const text = disk.read(segment)
    const { records } = readJournal(text)
    if (isOfThisBoot(records, clock)) onsetsMs.push(...onsetsIn(records))
    if (records.at(-1)?.type === 'close') continue
    const whole = text.slice(0, text.lastIndexOf('\n') + 1)
    disk.mend(segment, Buffer.byteLength(whole), ending(records))
    mended.push(segment)
  }
  return { mended, onsetsMs: onsetsMs.sort((a, b) => a - b) }
}

const sameBootMs = 60_000

/** CLOCK_MONOTONIC starts anew with each boot: its distance from the wall clock tells boots apart. */
function isOfThisBoot(records: readonly JournalRecord[], clock: Clock): boolean {
  const open = records[0]
  if (open?.type !== 'open') return false
  const bootThen = Date.parse(open.date) - open.atMs
  const bootNow = Date.parse(clock.date()) - clock.now()
  return Math.abs(bootThen - bootNow) < sameBootMs
}

function onsetsIn(records: readonly JournalRecord[]): readonly number[] {
  return records.flatMap((record) => {
    if (record.type !== 'midi') return []
    const message = decodeMidi(record.bytes)
    return message && isNoteOn(message) ? [record.atMs] : []
  })
}

function ending(records: readonly JournalRecord[]): string {
  const atMs = records.reduce((last, record) => Math.max(last, timeOf(record)), 0)
  const lifted = stillDown(records).map(
    (note): JournalRecord => ({ ...note, atMs, bytes: liftOf(note.bytes) }),
  )
  return [...lifted, { type: 'close', atMs } as const].map(journalLine).join('')
}

const timeOf = (record: JournalRecord): number => ('atMs' in record ? record.atMs : 0)

function liftOf(bytes: readonly number[]): number[] {
  return [
    ...encodeMidi({ type: 'note-off', channel: bytes[0]! & 15, pitch: bytes[1]!, velocity: 64 }),
  ]
}

/** The note-ons that no note-off followed. */
function stillDown(records: readonly JournalRecord[]): readonly Midi[] {
  const down = new Map<string, Midi>()
  for (const record of records) {
    if (record.type !== 'midi') continue
    const message = decodeMidi(record.bytes)
    if (!message || !('pitch' in message)) continue
    const key = `${record.device} ${message.channel} ${message.pitch}`
    if (isNoteOn(message)) down.set(key, record)
    else if (isNoteOff(message)) down.delete(key)
  }
  return [...down.values()]
}
