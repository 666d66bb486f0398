import assert from 'node:assert/strict'
import { crc32 } from 'node:zlib'
import fc from 'fast-check'
import { type JournalRecord, journalLine, readJournal } from '#core/journal/record.ts'
import { encodeMidi } from '#core/midi/codec.ts'
import { anyAuthor, midiMessage } from '#test/support/arbitraries.ts'

const plain = { noNullPrototype: true } as const
const time = fc.integer({ min: 0, max: 1e9 }).map((micros) => micros / 1000)
const name = fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' })

const record: fc.Arbitrary<JournalRecord> = fc.oneof(
  fc.record(
    {
      type: fc.constant('midi' as const),
      atMs: time,
      device: name,
      bytes: midiMessage().map((message) => [...encodeMidi(message)]),
      by: fc.nat(9),
    },
    plain,
  ),
  fc.record({ type: fc.constant('author' as const), n: fc.nat(9), author: anyAuthor() }, plain),
  fc.record(
    {
      type: fc.constant('tempo' as const),
      atMs: time,
      beat: fc.nat(9999),
      bpm: fc.integer({ min: 20, max: 300 }),
    },
    plain,
  ),
  fc.record(
    {
      type: fc.constant('keep' as const),
      take: name,
      title: name,
      atMs: time,
      fromMs: time,
      toMs: time,
      because: name,
    },
    plain,
  ),
  fc.record({ type: fc.constant('close' as const), atMs: time }, plain),
)

const segment = fc.array(record, { maxLength: 8 })
const textOf = (records: readonly JournalRecord[]): string => records.map(journalLine).join('')

describe('journal', () => {
  it('gives back every record it wrote', () => {
    fc.assert(
      fc.property(segment, (records) => {
        assert.deepEqual(readJournal(textOf(records)), { records, torn: 0 })
      }),
    )
  })

  it('seals each line with the CRC-32 that zlib finds', () => {
    fc.assert(
      fc.property(record, (written) => {
        const json = JSON.stringify(written)
        const sum = crc32(json).toString(16).padStart(8, '0')

        assert.equal(journalLine(written), `${sum} ${json}\n`)
      }),
    )
  })

  it('loses at most the last line to a kill, wherever it strikes', () => {
    fc.assert(
      fc.property(segment, fc.nat(), (records, where) => {
        const text = textOf(records)
        const cut = text.slice(0, where % (text.length + 1))
        const whole = cut.split('\n').length - 1

        const { records: kept, torn } = readJournal(cut)

        // A line without its line end may still be whole.
        assert.deepEqual(kept, records.slice(0, kept.length))
        assert.ok(kept.length >= whole && torn <= 1)
      }),
    )
  })

  it('drops and counts a line that was changed', () => {
    const lines: readonly JournalRecord[] = [
      { type: 'tempo', atMs: 1, beat: 0, bpm: 80 },
      { type: 'close', atMs: 2 },
    ]
    const text = textOf(lines).replace('"bpm":80', '"bpm":81')

    assert.deepEqual(readJournal(text), { records: [lines[1]], torn: 1 })
  })
})
