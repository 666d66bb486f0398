import assert from 'node:assert/strict'
import { atStart, beginRun, isUnsafe } from '#flows/runs.ts'
import { openLog } from '#runtime/log.ts'
import { openTempFolder } from '#test/support/temp.ts'

const log = openLog('test', 'error')

describe('runs of the flows', () => {
  it('are unsafe after three crashes within a minute', () => {
    const crashed = (...crashesAtMs: number[]) => ({ running: true, crashesAtMs })

    assert.equal(isUnsafe(atStart(crashed(1000), 50_000)), false)
    assert.equal(isUnsafe(atStart(crashed(1000, 20_000), 50_000)), true)
    assert.equal(isUnsafe(atStart(crashed(1000, 20_000), 61_001)), false)
    assert.equal(isUnsafe(atStart({ running: false, crashesAtMs: [1000, 2000] }, 3000)), false)
  })

  it('forget crashes that a clock set back would keep for ever', () => {
    const { crashesAtMs } = atStart({ running: false, crashesAtMs: [9e12, 9e12, 9e12] }, 1000)

    assert.deepEqual(crashesAtMs, [])
  })

  it('count a run that did not end in good order, and no other', async () => {
    await using folder = await openTempFolder()
    const begin = (nowMs: number) => beginRun(folder.path, { nowMs, log })

    await (await begin(1000)).ended()
    for (const atMs of [2000, 3000, 4000]) assert.equal((await begin(atMs)).safeMode, false)

    assert.equal((await begin(5000)).safeMode, true)
  })
})
