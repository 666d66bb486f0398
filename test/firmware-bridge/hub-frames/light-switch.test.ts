import assert from 'node:assert/strict'
import { lightSwitch } from '#firmware-bridge/hub-frames/light-switch.ts'
import { type VirtualTime, virtualTime } from '#test/support/virtual-time.ts'

describe('the lights of a board', () => {
  let time: VirtualTime
  beforeEach(() => {
    time = virtualTime()
  })
  afterEach(() => time[Symbol.dispose]())

  it('are said at once, then no oftener than a hundred times a second, and at last as they are', async () => {
    const said: number[] = []
    const lights = lightSwitch((mask) => said.push(mask))
    lights.repeat()
    await time.pass(25)

    lights.set(0, true)
    assert.deepEqual(said, [0, 1])
    for (let i = 0; i < 1000; i++) lights.set(3, i % 2 === 0)
    lights.set(2, true)
    assert.deepEqual(said, [0, 1])
    await time.pass(100)

    assert.deepEqual(said, [0, 1, 0b101])
    lights.stop()
  })

  it('are not said again while nothing changes', async () => {
    const said: number[] = []
    const lights = lightSwitch((mask) => said.push(mask))
    lights.repeat()
    await time.pass(50)

    lights.set(1, false)
    await time.pass(50)

    assert.deepEqual(said, [0])
  })

  it('are remembered while the board is away, and said when it is back', async () => {
    const said: number[] = []
    const lights = lightSwitch((mask) => said.push(mask))
    lights.set(1, true)
    await time.pass(50)
    assert.deepEqual(said, [])
    lights.repeat()
    lights.stop()
    lights.set(0, true)
    await time.pass(50)
    assert.deepEqual(said, [0b10])

    lights.repeat()

    assert.deepEqual(said, [0b10, 0b11])
    lights.stop()
  })
})
