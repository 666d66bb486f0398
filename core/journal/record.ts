import { Bpm } from '#core/music/tempo.ts'
import { v } from '#core/schema.ts'
import { Author } from '#core/score/author.ts'

const Byte = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(255))

/**
 * One line of the journal. A segment is a text file of lines `{crc32 in 8 hex digits} {json}\n`, the
 * first of them `open`; times are CLOCK_MONOTONIC ms of the live process that wrote it. A kill can
 * tear only the last line, and its checksum shows it.
 */
export const JournalRecord = v.variant('type', [
  v.object({
    type: v.literal('open'),
    segment: v.string(),
    session: v.string(),
    /** The segment before it, so that the importer sees what has not arrived; none for the first. */
    previous: v.exactOptional(v.string()),
    /** The wall clock at `atMs`, so that the importer can date what follows. */
    date: v.string(),
    atMs: v.number(),
    version: v.literal(1),
  }),
  /** From here on `by: n` means this author. Numbers start anew with each segment. */
  v.object({ type: v.literal('author'), n: v.number(), author: Author }),
  v.object({
    type: v.literal('midi'),
    atMs: v.number(),
    device: v.string(),
    bytes: v.array(Byte),
    by: v.number(),
  }),
  /** A knob, pad or sensor that is no MIDI; a knob ten times a second at most, and where it stopped. */
  v.object({
    type: v.literal('control'),
    atMs: v.number(),
    device: v.string(),
    control: v.string(),
    value: v.number(),
    raw: v.number(),
    by: v.number(),
  }),
  v.object({ type: v.literal('tempo'), atMs: v.number(), beat: v.number(), bpm: Bpm }),
  /** "Keep that": everything from `fromMs` to `toMs`, also of earlier segments, is the take. */
  v.object({
    type: v.literal('keep'),
    take: v.string(),
    title: v.string(),
    atMs: v.number(),
    fromMs: v.number(),
    toMs: v.number(),
    because: v.string(),
  }),
  v.object({ type: v.literal('close'), atMs: v.number() }),
])
export type JournalRecord = Readonly<v.InferOutput<typeof JournalRecord>>

const crcTable = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1
  return c >>> 0
})

/** CRC-32 of the text's UTF-8 bytes (ISO 3309, as in zip and PNG), in 8 hex digits. */
function crc32(text: string): string {
  let crc = 0xffffffff
  for (const byte of new TextEncoder().encode(text)) {
    crc = crcTable[(crc ^ byte) & 0xff]! ^ (crc >>> 8)
  }
  return ((crc ^ 0xffffffff) >>> 0).toString(16).padStart(8, '0')
}

/** One line with its checksum and its line end. */
export function journalLine(record: JournalRecord): string {
  const json = JSON.stringify(record)
  return `${crc32(json)} ${json}\n`
}

/** The records of a segment in order; `torn` counts the lines that did not survive. */
export function readJournal(text: string): {
  readonly records: readonly JournalRecord[]
  readonly torn: number
} {
  const records: JournalRecord[] = []
  let torn = 0
  for (const line of text.split('\n')) {
    if (line === '') continue
    const json = line.slice(9)
    const parsed = crc32(json) === line.slice(0, 8) ? tryParse(json) : undefined
    if (parsed) records.push(parsed)
    else torn += 1
  }
  return { records, torn }
}

function tryParse(json: string): JournalRecord | undefined {
  try {
    const found = v.safeParse(JournalRecord, JSON.parse(json))
    return found.success ? found.output : undefined
  } catch {
    return undefined
  }
}
