import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type JournalRecord, journalLine, readJournal } from '#core/journal/record.ts'
import { journalDisk } from '#hub/live/journal/disk.ts'
import { recoverSegments } from '#hub/live/journal/recover.ts'
import { openTempFolder } from '#test/support/temp.ts'

const clock = { now: () => 100_000, date: () => '2026-01-01T00:01:40.000Z' }
const open = (date = '2026-01-01T00:00:10.000Z'): JournalRecord => ({
  type: 'open',
  segment: 'sg_1',
  session: 'ss_1',
  date,
  atMs: 10_000,
  version: 1,
})
const author: JournalRecord = {
  type: 'author',
  n: 1,
  author: { kind: 'human', player: 'ada', device: 'keys' },
}
const midi = (atMs: number, ...bytes: number[]): JournalRecord => ({
  type: 'midi',
  atMs,
  device: 'keys',
  bytes,
  by: 1,
})
const textOf = (records: readonly JournalRecord[]): string => records.map(journalLine).join('')

async function recovered(text: string) {
  await using folder = await openTempFolder()
  await writeFile(join(folder.path, 'sg_1.ndjson'), text)
  const found = recoverSegments(journalDisk(folder.path), clock)
  return { found, text: await readFile(join(folder.path, 'sg_1.ndjson'), 'utf8') }
}

describe('a journal after a crash', () => {
  it('is closed where the last line ends, with the notes lifted that were down', async () => {
    const held = midi(20_000, 0x93, 64, 100)
    const whole = [open(), author, held, midi(21_000, 0x90, 60, 1), midi(22_000, 0x90, 60, 0)]
    const torn = journalLine(midi(23_000, 0x90, 61, 1)).slice(0, -9)

    const { found, text } = await recovered(textOf(whole) + torn)

    const { records, torn: tornLines } = readJournal(text)
    assert.equal(tornLines, 0)
    assert.deepEqual(records, [
      ...whole,
      midi(22_000, 0x83, 64, 64),
      { type: 'close', atMs: 22_000 },
    ])
    assert.deepEqual(found, { mended: ['sg_1'], onsetsMs: [20_000, 21_000] })
  })

  it('is left as it is where it was closed', async () => {
    const text = textOf([
      open(),
      author,
      midi(20_000, 0x90, 60, 1),
      { type: 'close', atMs: 20_500 },
    ])

    const after = await recovered(text)

    assert.equal(after.text, text)
    assert.deepEqual(after.found, { mended: [], onsetsMs: [20_000] })
  })

  it('does not take the times of another boot for those of this one', async () => {
    const text = textOf([open('2025-12-24T00:00:00.000Z'), author, midi(20_000, 0x90, 60, 1)])

    const { found } = await recovered(text)

    assert.deepEqual(found.onsetsMs, [])
  })

  it('survives at every byte that a kill may have reached', async () => {
    const text = textOf([open(), author, midi(20_000, 0x90, 60, 1), midi(21_000, 0x80, 60, 1)])
    for (let bytes = 0; bytes <= text.length; bytes += 7) {
      const { records, torn } = readJournal((await recovered(text.slice(0, bytes))).text)

      assert.equal(torn, 0)
      assert.equal(records.at(-1)?.type, 'close')
    }
  })
})
