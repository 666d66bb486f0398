import assert from 'node:assert/strict'
import { setImmediate } from 'node:timers/promises'
import { decodeMidi } from '#core/midi/codec.ts'
import type { DeviceDescription } from '#core/rig/description.ts'
import { rigDevice, rigged, rigOf } from './rigged.ts'

const grid: DeviceDescription = {
  ...{ id: 'grid', title: 'Grid', transport: 'din', match: [], discover: false, roles: {} },
  controls: [
    { id: 'pad', kind: 'trigger', from: { note: 36 } },
    { id: 'knob', kind: 'continuous', from: { cc: 7 } },
    { id: 'push', kind: 'trigger', from: { bend: true } },
    { id: 'light', kind: 'output', to: { note: 36, ch: 1, values: [12, 60] }, echo: 'pad' },
    { id: 'warning', kind: 'output', to: { cc: 9, ch: 1 }, safe: 1 },
    { id: 'untouched', kind: 'output', to: { cc: 10, ch: 1 } },
  ],
}

async function playing() {
  const rig = rigged({ descriptions: [grid] })
  const keys = rigDevice('keys', { description: 'grid' })
  await rig.devices.apply(rigOf(keys, rigDevice('synth')))
  rig.driver('keys').opens(10)
  rig.driver('synth').opens(20)
  rig.sent.length = 0
  const say = (...bytes: number[]): void =>
    rig.driver('keys').ears.midi(decodeMidi(Uint8Array.from(bytes))!, Uint8Array.from(bytes), 0)
  return { ...rig, say }
}

/** Sustain off and all notes off, as it is said on the last channel. */
const silenced = (bytes: readonly (readonly number[])[]): boolean =>
  bytes.some((one) => one.join() === [0xbf, 123, 0].join())

describe('a device of the rig', () => {
  it('plays on everything else, all of a burst, before its controls are read by its description', async () => {
    const { devices, said, heardAt, say } = await playing()

    say(0x90, 36, 127)
    say(0x80, 36, 0)

    assert.deepEqual(said, [])
    assert.deepEqual(heardAt(20), [
      [0x90, 36, 127],
      [0x80, 36, 0],
    ])
    await setImmediate()
    assert.deepEqual(said, ['keys pad 1', 'keys pad 0'])
    await devices[Symbol.asyncDispose]()
  })

  it('that is gone holds no pad and no note, and where its knob stopped is said before', async () => {
    const { devices, said, heardAt, say } = await playing()
    say(0x90, 36, 127)
    say(0xb0, 7, 0)
    say(0xb0, 7, 127)
    say(0xe0, 0, 127)

    devices.find('keys')!.reportLoss('pulled out')

    assert.deepEqual(said.slice(-4), [
      'keys knob 1',
      'keys pad 0 lost',
      'keys push 0 lost',
      'keys lost',
    ])
    assert.deepEqual(heardAt(20).at(-1), [0x80, 36, 64])
    await devices[Symbol.asyncDispose]()
  })

  it('that never said it was open holds nothing either when it is taken out of the rig', async () => {
    const { devices, driver, said } = await playing()
    await devices.apply(rigOf(rigDevice('box', { transport: 'hub-frames' })))
    driver('box').ears.moved('button-1', 1, 0)

    said.length = 0
    await devices.apply(rigOf())

    assert.deepEqual(said, ['box button-1 0 lost', 'box lost'])
    await devices[Symbol.asyncDispose]()
  })

  it('has its lights again when it is back, and leaves those that were set where they are safe', async () => {
    const { devices, feedback, driver, heardAt, sent } = await playing()
    feedback.set('keys', 'light', 1)
    feedback.set('keys', 'warning', 0)
    const set = heardAt(10)

    sent.length = 0
    devices.find('keys')!.reportLoss('pulled out')
    const left = heardAt(10)
    driver('keys').opens(11)

    assert.deepEqual(set, [
      [0x90, 36, 60],
      [0xb0, 9, 0],
    ])
    assert.deepEqual(left.slice(-2), [
      [0x90, 36, 12],
      [0xb0, 9, 127],
    ])
    assert.deepEqual(heardAt(11).slice(-2), [
      [0x90, 36, 60],
      [0xb0, 9, 0],
    ])
    await devices[Symbol.asyncDispose]()
  })

  it('is left silent, whoever still holds a note on it', async () => {
    const { devices, heardAt, say } = await playing()
    say(0x90, 60, 100)

    await devices.apply(rigOf(rigDevice('keys', { description: 'grid' })))

    assert.ok(silenced(heardAt(20)))
    await devices[Symbol.asyncDispose]()
  })
})
