import assert from 'node:assert/strict'
import sinon from 'sinon'
import { outlet } from '#firmware-bridge/firmata/outlet.ts'

describe('the outlet to a board', () => {
  let clock: sinon.SinonFakeTimers
  let written: [string, number][]
  const open = () => outlet(performance, (output, value) => void written.push([output, value]))
  beforeEach(() => {
    clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    written = []
  })
  afterEach(() => clock.restore())

  it('sends at once while there is room', () => {
    const out = open()

    out.set('light-1', 1)
    out.set('light-1', 0)

    assert.deepEqual(written, [
      ['light-1', 1],
      ['light-1', 0],
    ])
  })

  it('sends no more than 70 % of the line, however much it is given', () => {
    const out = open()
    for (let ms = 0; ms < 1000; ms++) {
      for (const output of ['a', 'b', 'c', 'd', 'e']) out.set(output, ms)
      clock.tick(1)
    }

    const bytes = written.length * 3
    assert.ok(bytes <= 0.7 * 5760 * 1.05 + 3 && bytes > 0.68 * 5760, `${bytes} bytes`)
  })

  it('skips what is outdated, forgets no output and ends with the latest of each', () => {
    const out = open()
    for (let ms = 0; ms < 1000; ms++) {
      for (const output of ['a', 'b', 'c', 'd', 'e']) out.set(output, ms)
      clock.tick(1)
    }
    clock.runAll()

    const counts = ['a', 'b', 'c', 'd', 'e'].map(
      (output) => written.filter(([one]) => one === output).length,
    )
    assert.ok(Math.min(...counts) > 0.75 * Math.max(...counts), counts.join())
    assert.deepEqual(new Map(written), new Map(['a', 'b', 'c', 'd', 'e'].map((one) => [one, 999])))
  })

  it('sends nothing of what it was told to forget', () => {
    const out = open()
    for (let i = 0; i < 100; i++) out.set(`light-${i}`, 1)
    const sent = written.length

    out.clear()
    clock.runAll()

    assert.ok(sent < 100)
    assert.equal(written.length, sent)
  })
})
