import { type JournalRecord, journalLine } from '#core/journal/record.ts'
import type { Author } from '#core/score/author.ts'
import type { JournalDisk } from './disk.ts'

/** What comes into the journal: what was played, turned or sounded, a tempo, a "keep that". */
export type JournalEntry =
  | {
      readonly type: 'midi'
      readonly atMs: number
      readonly device: string
      readonly bytes: readonly number[]
      readonly author: Author
    }
  | {
      readonly type: 'control'
      readonly atMs: number
      readonly device: string
      readonly control: string
      readonly value: number
      readonly raw: number
      readonly author: Author
    }
  | Extract<JournalRecord, { type: 'tempo' | 'keep' }>

/** How the journal is doing; `fault` is why nothing can be written just now. */
export type JournalState = {
  readonly fault?: string
  readonly waitingBytes: number
  /** Records that found the memory full as well, and are gone. */
  readonly lost: number
}

export type JournalWriter = {
  /** A tempo is written with what is played to it. */
  write(entries: readonly JournalEntry[]): void
  /** Writes what waits and makes it outlive a power cut. False where the disk does not take it. */
  sync(): boolean
  /** Ends the segment, so that it can be pushed; nothing where none is open. */
  seal(): void
  /** The segment that is still written to. */
  open(): string | undefined
  state(): JournalState
}

const segmentBytes = 1_000_000

type Parts = {
  readonly disk: JournalDisk
  readonly session: string
  readonly newSegment: () => string
  readonly now: () => number
  readonly date: () => string
  /** What is kept in memory while the disk takes nothing; 8 MB is some 100,000 messages. */
  readonly memoryBytes?: number
}

/** The append-only journal: lines into segments, and into memory while the disk is full. */
export function journalWriter({
  disk,
  session,
  newSegment,
  now,
  date,
  memoryBytes = 8_000_000,
}: Parts): JournalWriter {
  const encoder = new TextEncoder()
  let segment: { readonly name: string; fd?: number; writtenBytes: number } | undefined
  let waiting: Uint8Array[] = []
  let waitingBytes = 0
  let unsynced = false
  let sealWanted = false
  let lost = 0
  let fault: string | undefined
  let tempo: Extract<JournalRecord, { type: 'tempo' }> | undefined
  /** A clock that leads says another tempo four times a second, also where nobody plays to it all day. */
  let tempoWritten = true
  /** The segment before, by which the hub sees what has not arrived. */
  let previous: string | undefined
  const authors = new Map<string, number>()

  function put(record: JournalRecord): boolean {
    const line = encoder.encode(journalLine(record))
    if (waitingBytes + line.length > memoryBytes) return false
    waiting.push(line)
    waitingBytes += line.length
    return true
  }

  function begin(): void {
    segment = { name: newSegment(), writtenBytes: 0 }
    authors.clear()
    put({
      type: 'open',
      segment: segment.name,
      session,
      ...(previous !== undefined && { previous }),
      date: date(),
      atMs: now(),
      version: 1,
    })
    tempoWritten = false
  }

  function numberOf(author: Author): number | undefined {
    const key = JSON.stringify(author)
    const known = authors.get(key)
    if (known !== undefined) return known
    const n = authors.size + 1
    if (!put({ type: 'author', n, author })) return undefined
    authors.set(key, n)
    return n
  }

  function enter(entry: Exclude<JournalEntry, { type: 'tempo' }>): boolean {
    if (!segment) begin()
    if (tempo && !tempoWritten) tempoWritten = put(tempo)
    if (entry.type === 'keep') return put(entry)
    const { author, ...words } = entry
    const by = numberOf(author)
    if (by === undefined) return false
    return put(words.type === 'midi' ? { ...words, bytes: [...words.bytes], by } : { ...words, by })
  }

  function flush(): boolean {
    if (!segment || waiting.length === 0) return true
    const bytes = Buffer.concat(waiting)
    try {
      segment.fd ??= disk.create(segment.name)
      disk.write(segment.fd, bytes, segment.writtenBytes)
    } catch (error) {
      fault = (error as NodeJS.ErrnoException).code ?? String(error)
      return false
    }
    fault = undefined
    segment.writtenBytes += bytes.length
    waiting = []
    waitingBytes = 0
    unsynced = true
    return true
  }

  function sync(): boolean {
    if (!flush()) return false
    if (!unsynced || segment?.fd === undefined) {
      if (sealWanted) seal()
      return true
    }
    try {
      disk.sync(segment.fd)
    } catch (error) {
      fault = (error as NodeJS.ErrnoException).code ?? String(error)
      return false
    }
    unsynced = false
    if (sealWanted) seal()
    return true
  }

  function seal(): void {
    if (!segment) return
    // A full disk cannot begin another segment either: this one ends when there is room again.
    sealWanted = !flush()
    if (sealWanted) return
    put({ type: 'close', atMs: now() })
    sealWanted = !flush()
    if (sealWanted) {
      waiting = []
      waitingBytes = 0
      return
    }
    if (segment.fd !== undefined) {
      try {
        disk.sync(segment.fd)
      } catch (error) {
        // It is written; more than to say that the disk is failing cannot be done.
        fault = (error as NodeJS.ErrnoException).code ?? String(error)
      }
      disk.close(segment.fd)
    }
    unsynced = false
    previous = segment.name
    segment = undefined
  }

  return {
    write(entries) {
      for (const entry of entries) {
        if (entry.type === 'tempo') {
          tempo = entry
          tempoWritten = false
        } else if (!enter(entry)) lost += 1
      }
      flush()
      if (segment && segment.writtenBytes >= segmentBytes) seal()
    },
    sync,
    seal,
    open: () => segment?.name,
    state: () => ({ ...(fault && { fault }), waitingBytes, lost }),
  }
}
