import assert from 'node:assert/strict'
import { decodeMidi } from '#core/midi/codec.ts'
import type { DeviceDescription } from '#core/rig/description.ts'
import { until } from '#test/support/rigsong.ts'
import { rigDevice, rigged, rigOf } from './rigged.ts'

const keyboard: DeviceDescription = {
  ...{ id: 'keyboard', title: 'Keyboard', transport: 'din', match: [], controls: [] },
  ...{ discover: false, roles: {} },
}
const simulated = { simulated: true, player: 'ada' } as const

describe('the devices of a rig', () => {
  it('are played as generic ones where their description is missing or is of something else', async () => {
    const { devices, driver } = rigged({ descriptions: [keyboard] })

    await devices.apply(
      rigOf(
        rigDevice('keys', { description: 'keyboard' }),
        rigDevice('lost', { description: 'nowhere' }),
        rigDevice('box', { description: 'keyboard', transport: 'hub-frames' }),
      ),
    )

    const read = ['keys', 'lost', 'box'].map((id) => driver(id).description.id)
    assert.deepEqual(read, ['keyboard', 'generic-din', 'generic-hub-frames'])
    await devices[Symbol.asyncDispose]()
  })

  it('go on when they are called differently, and begin anew when they are moved', async () => {
    const { devices, driver } = rigged()
    await devices.apply(rigOf(rigDevice('keys')))
    const first = driver('keys')

    await devices.apply(rigOf(rigDevice('keys', { name: 'Grand', player: 'eve' })))
    const renamed = driver('keys')
    await devices.apply(rigOf(rigDevice('keys', { port: '/dev/elsewhere' })))

    assert.equal(renamed, first)
    assert.notEqual(driver('keys'), first)
    assert.ok(first.closed)
    await devices[Symbol.asyncDispose]()
  })

  it('change while the firmware of one is written, which follows when that is done', async () => {
    const { devices, driver } = rigged()
    await devices.apply(rigOf(rigDevice('board')))
    const board = driver('board')
    board.become({ status: 'flashing' })

    await devices.apply(rigOf(rigDevice('board', { port: '/dev/elsewhere' }), rigDevice('keys')))
    await devices.apply(rigOf(rigDevice('keys')))
    const whileWritten = [...devices.all().keys()]
    board.become({ status: 'live' })
    await until(() => board.closed, 'the board let go')

    assert.deepEqual(whileWritten, ['board', 'keys'])
    assert.deepEqual([...devices.all().keys()], ['keys'])
    await devices[Symbol.asyncDispose]()
  })

  it('are read anew when their description changes, and hold nothing of before', async () => {
    const descriptions = [keyboard]
    const { devices, driver, heardAt } = rigged({ descriptions })
    const rig = rigOf(rigDevice('keys', { description: 'keyboard' }), rigDevice('synth'))
    await devices.apply(rig)
    for (const [device, fd] of [
      ['keys', 10],
      ['synth', 20],
    ] as const)
      driver(device).opens(fd)
    const first = driver('keys')
    const bytes = Uint8Array.of(0x90, 60, 100)
    first.ears.midi(decodeMidi(bytes)!, bytes, 0)

    await devices.apply(rig)
    const unchanged = driver('keys')
    descriptions[0] = { ...keyboard, title: 'Another' }
    await devices.apply(rig)

    assert.equal(unchanged, first)
    assert.ok(first.closed)
    assert.equal(driver('keys').description.title, 'Another')
    assert.deepEqual(heardAt(20).at(-1), [0x80, 60, 64])
    await devices[Symbol.asyncDispose]()
  })

  it('are told of and forgotten, and their hands with them, only once they are closed', async () => {
    const closing = Promise.withResolvers<void>()
    const { devices, states } = rigged({ closing: () => closing.promise })
    await devices.apply(rigOf(rigDevice('keys', simulated)))

    const applied = devices.apply(rigOf())
    await Promise.resolve()
    const whileClosing = devices.authorOf('keys')
    closing.resolve()
    await applied

    assert.deepEqual(whileClosing, { kind: 'human', device: 'keys', ...simulated })
    assert.equal(devices.authorOf('keys'), undefined)
    assert.deepEqual([...states], [])
    await devices[Symbol.asyncDispose]()
  })

  it('play though one of them cannot be opened, and it says so until it is taken away', async () => {
    const { devices, states } = rigged({
      opening(device) {
        if (device === 'cursed') throw new Error('boo')
      },
    })
    const bad = [rigDevice('cursed'), rigDevice('odd', { name: 'no such driver' })]

    await devices.apply(rigOf(...bad, rigDevice('keys')))
    const told = Object.fromEntries(states)
    await devices.apply(rigOf(rigDevice('keys')))

    assert.deepEqual(told, { cursed: 'refused', odd: 'refused', keys: 'opening' })
    assert.deepEqual([...states.keys()], ['keys'])
    await devices[Symbol.asyncDispose]()
  })

  it('make way for others though one of them does not close well', async () => {
    const { devices, states } = rigged({
      closing() {
        throw new Error('stuck')
      },
    })
    await devices.apply(rigOf(rigDevice('keys')))

    await devices.apply(rigOf(rigDevice('pads')))

    assert.deepEqual([...states.keys()], ['pads'])
    await devices[Symbol.asyncDispose]()
  })

  it('are those of the rig that was applied last, however slowly one closes', async () => {
    const closing = Promise.withResolvers<void>()
    const { devices } = rigged({ closing: () => closing.promise })
    await devices.apply(rigOf(rigDevice('keys')))

    const applied = [
      devices.apply(rigOf(rigDevice('pads'))),
      devices.apply(rigOf(rigDevice('box'))),
    ]
    closing.resolve()
    await Promise.all(applied)

    assert.deepEqual([...devices.all().keys()], ['box'])
    await devices[Symbol.asyncDispose]()
  })

  it('stay closed whatever is applied when the hub has let go of them', async () => {
    const { devices, driver } = rigged()
    await devices.apply(rigOf(rigDevice('keys')))

    await Promise.all([
      devices[Symbol.asyncDispose](),
      devices.apply(rigOf(rigDevice('keys'), rigDevice('pads'))),
    ])

    assert.equal(devices.all().size, 0)
    assert.ok(driver('keys').closed)
    assert.equal(driver('pads'), undefined)
  })

  it('lose the one whose output could not be written', async () => {
    const { devices, driver, states } = rigged()
    await devices.apply(rigOf(rigDevice('keys'), rigDevice('synth')))
    driver('keys').opens(10)
    driver('synth').opens(11)

    devices.writeFailed(devices.find('synth')!.output()!, 'EIO')
    await new Promise(setImmediate)

    assert.deepEqual(Object.fromEntries(states), { keys: 'live', synth: 'absent' })
    await devices[Symbol.asyncDispose]()
  })
})
