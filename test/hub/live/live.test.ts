import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readJournal } from '#core/journal/record.ts'
import { din, liveWith } from '#test/support/live.ts'
import { openPtys } from '#test/support/pty.ts'
import { openTempFolder } from '#test/support/temp.ts'

const noteOn = [0x90, 60, 100]
const noteOff = [0x80, 60, 64]
const ends = (bytes: readonly number[], with_: readonly number[]): boolean =>
  bytes.slice(-with_.length).join() === with_.join()

describe('live', () => {
  it('plays what comes in at one DIN port out at the other, and keeps it in the journal', async () => {
    await using folder = await openTempFolder()
    await using ptys = await openPtys()
    const keys = await ptys.open()
    const synth = await ptys.open()
    {
      await using _live = await liveWith(folder.path, [
        din('keys', keys.path),
        din('synth', synth.path),
      ])
      await synth.hears((bytes) => ends(bytes, [0xbf, 123, 0]))
      await keys.hears((bytes) => ends(bytes, [0xbf, 123, 0]))
      synth.forget()

      await keys.write([...noteOn, ...noteOff])

      await synth.hears((bytes) => ends(bytes, noteOff))
      assert.deepEqual(synth.heard(), [...noteOn, ...noteOff])
    }
    const [segment] = await readdir(join(folder.path, 'live', 'journal'))
    const text = await readFile(join(folder.path, 'live', 'journal', segment!), 'utf8')
    const { records, torn } = readJournal(text)
    assert.equal(torn, 0)
    assert.deepEqual(
      records.flatMap((record) => (record.type === 'midi' ? [record.bytes] : [])),
      [noteOn, noteOff],
    )
    assert.equal(records.at(-1)?.type, 'close')
  })
})
