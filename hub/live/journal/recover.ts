import { type JournalRecord, journalLine, readJournal } from '#core/journal/record.ts'
import { decodeMidi, encodeMidi, isNoteOff, isNoteOn } from '#core/midi/codec.ts'
import type { JournalDisk } from './disk.ts'

type Midi = Extract<JournalRecord, { type: 'midi' }>

/**
 * Ends what an earlier live left open: a line that the kill tore is cut off, notes that were down are
 * lifted at the last moment known, and the segment is closed. Returns the segments it mended.
 */
export function recoverSegments(disk: JournalDisk): readonly string[] {
  return disk.segments().filter((segment) => {
    const text = disk.read(segment)
    const { records } = readJournal(text)
    if (records.at(-1)?.type === 'close') return false
    const whole = text.slice(0, text.lastIndexOf('\n') + 1)
    disk.mend(segment, Buffer.byteLength(whole), ending(records))
    return true
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
