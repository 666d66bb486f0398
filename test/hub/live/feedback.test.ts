import assert from 'node:assert/strict'
import sinon from 'sinon'
import type { Control } from '#core/rig/description.ts'
import type { ControlEvent } from '#core/score/control-event.ts'
import type { Device } from '#hub/live/device.ts'
import { beatLight, openFeedback } from '#hub/live/feedback.ts'

const light = (id: string, words: object): Control => ({
  ...{ id, kind: 'output', to: { light: 0 } },
  ...words,
})

/** A box with three lights that remembers what it was told. */
function box() {
  const told: [string, number][] = []
  const controls = [
    light('light-1', { echo: 'button-1' }),
    light('light-2', { shows: 'playing' }),
    light('light-3', {}),
  ]
  const device: Pick<Device, 'controls' | 'set'> = {
    controls: () => controls,
    set: (output, value) => void told.push([output, value]),
  }
  const boxes = new Map([['box', device as Device]])
  const feedback = openFeedback({ find: (name) => boxes.get(name), all: () => boxes })
  return { feedback, told }
}

const pressed = (value: number): ControlEvent => ({
  ...{ device: 'box', control: 'button-1', kind: 'trigger', value, raw: value, atMs: 0 },
})

describe('lights', () => {
  it('follow the control they echo, and say nothing twice', () => {
    const { feedback, told } = box()

    feedback.moved(pressed(1))
    feedback.moved(pressed(1))
    feedback.moved(pressed(0))

    assert.deepEqual(told, [
      ['light-1', 1],
      ['light-1', 0],
    ])
  })

  it('show what the hub does', () => {
    const { feedback, told } = box()

    feedback.show('playing', 1)
    feedback.show('learning', 1)

    assert.deepEqual(told, [['light-2', 1]])
  })

  it('are all set again when their device comes back', () => {
    const { feedback, told } = box()
    feedback.moved(pressed(1))
    feedback.show('playing', 1)
    feedback.set('box', 'light-3', 0.5)
    told.length = 0

    feedback.opened('box')

    assert.deepEqual(told, [
      ['light-1', 1],
      ['light-2', 1],
      ['light-3', 0.5],
    ])
  })

  it('of a device that comes only now show what holds', () => {
    const { feedback, told } = box()
    feedback.forget('box')
    feedback.show('playing', 1)
    told.length = 0

    feedback.opened('box')

    assert.deepEqual(told, [['light-2', 1]])
  })
})

describe('the light of the beat', () => {
  let timers: sinon.SinonFakeTimers
  beforeEach(() => {
    timers = sinon.useFakeTimers()
  })
  afterEach(() => timers.restore())

  const clock = { now: () => Date.now(), date: () => '' }
  const transport = {
    ...{ playing: true, bpm: 120, meter: { beats: 4, unit: 4 } as const },
    ...{ originMs: 100, originBeat: 0, source: 'piece' as const },
  }

  it('flashes on every beat while something plays, and rests when it ends', () => {
    const onsMs: number[] = []
    const beat = beatLight(clock, (value) => value === 1 && onsMs.push(Date.now()))

    beat.follow(transport)
    timers.tick(1700)
    beat.follow({ ...transport, playing: false })
    timers.tick(5000)
    beat.stop()

    assert.deepEqual(onsMs, [100, 600, 1100, 1600])
  })
})
