import assert from 'node:assert/strict'
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sinon from 'sinon'
import { firstAccompaniment } from '#core/score/accompaniment.ts'
import { openUnended, setTempoOf } from '#hub/live/unended.ts'
import { quietLog } from '#test/support/live.ts'
import { until } from '#test/support/rigsong.ts'
import { openTempFolder } from '#test/support/temp.ts'

const state = {
  ...{ playing: false, bpm: 97, meter: { beats: 3, unit: 4 as const } },
  ...{ originMs: 0, originBeat: 0 },
}
const setUp = {
  ...{ player: 'ada', answering: false, because: 'cm_1', bpm: 97 },
  accompaniment: { ...firstAccompaniment, drums: true },
}

const isKept = async (folder: string): Promise<boolean> =>
  (await readdir(join(folder, 'live'))).includes('sitting.json')

describe('a sitting that a crash cuts short', () => {
  it('is gone on with by the next live, as often as that one dies too', async () => {
    await using folder = await openTempFolder()
    const parts = { dataDir: folder.path, log: quietLog }
    const first = await openUnended(parts)
    first.set({ player: 'ada' })
    first.set(setUp)
    await until(() => isKept(folder.path), 'it is written')

    const second = await openUnended(parts)
    const third = await openUnended(parts)

    assert.deepEqual(first.before, {})
    assert.deepEqual(second.before, setUp)
    assert.deepEqual(third.before, setUp)
  })

  it('is over where it came to its end', async () => {
    await using folder = await openTempFolder()
    const parts = { dataDir: folder.path, log: quietLog }
    const ended = await openUnended(parts)
    ended.set(setUp)

    await ended[Symbol.asyncDispose]()

    assert.deepEqual((await openUnended(parts)).before, {})
  })

  it('is gone on with where live ends to begin anew by itself', async () => {
    await using folder = await openTempFolder()
    const parts = { dataDir: folder.path, log: quietLog }
    const ended = await openUnended(parts)
    ended.set(setUp)
    ended.goesOn()

    await ended[Symbol.asyncDispose]()

    assert.deepEqual((await openUnended(parts)).before, setUp)
  })

  it('is kept once the disk takes it, and ends on one that does not', async () => {
    await using folder = await openTempFolder()
    const log = { ...quietLog, error: sinon.spy() }
    const inTheWay = join(folder.path, 'live')
    await writeFile(inTheWay, 'no folder')
    const sitting = await openUnended({ dataDir: folder.path, log })
    sitting.set(setUp)
    await until(() => log.error.called, 'the refusal')

    await rm(inTheWay)
    sitting.set({})
    await until(() => isKept(folder.path), 'it is written')

    assert.deepEqual((await openUnended({ dataDir: folder.path, log })).before, setUp)
  })

  it('begins anew where what was kept of it cannot be read', async () => {
    await using folder = await openTempFolder()
    await mkdir(join(folder.path, 'live'))
    await writeFile(join(folder.path, 'live', 'sitting.json'), '{"player": 3')

    assert.deepEqual((await openUnended({ dataDir: folder.path, log: quietLog })).before, {})
  })

  it('keeps a tempo that was commanded, and none of a hand, a piece or another clock', () => {
    const { meter } = state

    assert.deepEqual(setTempoOf({ ...state, source: 'command' }), { meter, bpm: 97 })
    assert.deepEqual(setTempoOf({ ...state, source: 'player' }), { meter, bpm: undefined })
    assert.deepEqual(setTempoOf({ ...state, source: 'link' }), {})
    assert.deepEqual(setTempoOf({ ...state, source: 'piece', piece: 'pc_1' }), {})
  })
})
