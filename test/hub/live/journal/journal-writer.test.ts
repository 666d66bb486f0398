import assert from 'node:assert/strict'
import fc from 'fast-check'
import { readJournal } from '#core/journal/record.ts'
import type { JournalDisk } from '#hub/live/journal/disk.ts'
import { type JournalEntry, journalWriter } from '#hub/live/journal/journal-writer.ts'

/** A disk in memory with so much room; half of what does not fit gets written, as on a real one. */
function smallDisk(room = Number.POSITIVE_INFINITY) {
  const files = new Map<string, Uint8Array>()
  const names: string[] = []
  const disk = { room, syncs: 0 }
  const used = (): number => [...files.values()].reduce((sum, file) => sum + file.length, 0)
  const full = (): never => {
    throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
  }
  const door: JournalDisk = {
    segments: () => [...files.keys()].sort(),
    read: (segment) => Buffer.from(files.get(segment)!).toString(),
    create(segment) {
      if (used() >= disk.room) full()
      files.set(segment, new Uint8Array(0))
      return names.push(segment) - 1
    },
    write(fd, bytes, at) {
      const file = files.get(names[fd]!)!
      if (used() + bytes.length > disk.room) full()
      files.set(names[fd]!, Buffer.concat([file.subarray(0, at), bytes]))
    },
    sync() {
      disk.syncs += 1
    },
    close() {},
    mend() {},
  }
  return { door, disk, records: () => door.segments().map((name) => readJournal(door.read(name))) }
}

function writerOn(door: JournalDisk, parts: { memoryBytes?: number } = {}) {
  let made = 0
  return journalWriter({
    disk: door,
    session: 'ss_1',
    newSegment: () => `sg_${String(made++).padStart(4, '0')}`,
    now: () => 5,
    date: () => '2026-01-01T00:00:00.000Z',
    ...parts,
  })
}

const played = (atMs: number, player = 'ada'): JournalEntry => ({
  type: 'midi',
  atMs,
  device: 'keys',
  bytes: [0x90, 60, 100],
  author: { kind: 'human', player, device: 'keys' },
})

describe('the journal', () => {
  it('opens a segment with its date, names each author once, and closes it', () => {
    const { door, records } = smallDisk()
    const journal = writerOn(door)

    journal.write([played(1), played(2), played(3, 'bob')])
    journal.seal()

    const [segment] = records()
    assert.equal(segment!.torn, 0)
    assert.deepEqual(
      segment!.records.map((record) => ('by' in record ? `by ${record.by}` : record.type)),
      ['open', 'author', 'by 1', 'by 1', 'author', 'by 2', 'close'],
    )
  })

  it('writes no tempo that nobody plays to, and the last one before who does', () => {
    const { door, records } = smallDisk()
    const journal = writerOn(door)

    for (let bpm = 100; bpm < 120; bpm++)
      journal.write([{ type: 'tempo', atMs: bpm, beat: 0, bpm }])
    assert.equal(journal.open(), undefined)
    journal.write([played(200)])
    for (let bpm = 80; bpm < 90; bpm++) journal.write([{ type: 'tempo', atMs: bpm, beat: 0, bpm }])
    journal.write([played(201)])
    journal.seal()

    const said = records()[0]!.records.map((one) => (one.type === 'tempo' ? one.bpm : one.type))
    assert.deepEqual(said, ['open', 119, 'author', 'midi', 89, 'midi', 'close'])
  })

  it('begins each segment with the tempo that holds and with authors anew', () => {
    const { door, records } = smallDisk()
    const journal = writerOn(door)
    journal.write([{ type: 'tempo', atMs: 0, beat: 0, bpm: 99 }, played(1)])
    journal.seal()

    journal.write([played(2)])
    journal.seal()

    assert.deepEqual(
      records()[1]!.records.map(({ type }) => type),
      ['open', 'tempo', 'author', 'midi', 'close'],
    )
  })

  it('ends a segment at a megabyte', () => {
    const { door, records } = smallDisk()
    const journal = writerOn(door)

    for (let i = 0; i < 30; i++)
      journal.write(Array.from({ length: 500 }, (_, j) => played(i * 500 + j)))

    assert.ok(records().length > 1)
    assert.ok(Buffer.byteLength(door.read(door.segments()[0]!)) < 1_100_000)
  })

  it('names the segment before, so that the hub sees what has not arrived', () => {
    const { door, records } = smallDisk()
    const journal = writerOn(door)

    for (const atMs of [10, 20]) {
      journal.write([played(atMs)])
      journal.seal()
    }

    const opens = records().map(({ records: [open] }) => open)
    assert.deepEqual(
      opens.map((open) => open?.type === 'open' && [open.segment, open.previous]),
      [
        ['sg_0000', undefined],
        ['sg_0001', 'sg_0000'],
      ],
    )
  })

  it('makes nothing where nothing is played', () => {
    const { door } = smallDisk()
    const journal = writerOn(door)

    journal.sync()
    journal.seal()

    assert.deepEqual(door.segments(), [])
  })

  it('loses and tears nothing on a disk that fills up and gets room again, whenever it does', () => {
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.constant('play' as const) },
      fc.constantFrom('sync' as const, 'seal' as const),
      fc.record({ room: fc.integer({ min: 0, max: 3000 }) }),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { door, disk, records } = smallDisk(500)
        const journal = writerOn(door)
        let count = 0
        for (const one of steps) {
          if (one === 'play') journal.write([played(++count)])
          else if (one === 'sync') journal.sync()
          else if (one === 'seal') journal.seal()
          else disk.room = one.room
        }
        disk.room = Number.POSITIVE_INFINITY
        assert.ok(journal.sync())
        journal.seal()

        const all = records()
        assert.deepEqual(
          all.flatMap(({ records: lines }) =>
            lines.flatMap((line) => (line.type === 'midi' ? [line.atMs] : [])),
          ),
          Array.from({ length: count }, (_, i) => i + 1),
        )
        assert.ok(
          all.every(({ torn, records: lines }) => torn === 0 && lines.at(-1)?.type === 'close'),
        )
        assert.deepEqual(journal.state(), { waitingBytes: 0, lost: 0 })
      }),
      { numRuns: 300 },
    )
  })

  it('says why it cannot write, and counts what even the memory could not hold', () => {
    const { door } = smallDisk(0)
    const journal = writerOn(door, { memoryBytes: 10_000 })

    journal.write(Array.from({ length: 200 }, (_, i) => played(i)))

    const { fault, waitingBytes, lost } = journal.state()
    assert.equal(fault, 'ENOSPC')
    assert.ok(waitingBytes > 9_000 && waitingBytes <= 10_000, `${waitingBytes}`)
    assert.ok(lost > 0 && lost < 200, `${lost}`)
  })
})
