import assert from 'node:assert/strict'
import { inWords } from '#hub/cli/in-words.ts'

describe('an event in words', () => {
  const knob = {
    device: 'box',
    control: 'knob-1',
    kind: 'continuous',
    value: 0.5,
    raw: 512,
    atMs: 1,
  }

  it('says where a control stands, and what the device calls it', () => {
    const told = [
      knob,
      { ...knob, value: 0.2385, raw: 31.000000004, unit: 'km/h' },
      { ...knob, kind: 'trigger', value: 1, raw: 1 },
      { ...knob, kind: 'trigger', value: 0.7874, raw: 100 },
      { ...knob, kind: 'trigger', value: 0, raw: 0 },
      { ...knob, kind: 'state', value: 1, raw: 1 },
      { ...knob, kind: 'state', value: 0, raw: 0 },
    ].map((event) => inWords('control', event))

    assert.deepEqual(told, [
      ...['0.50 (512)', '0.24 (31 km/h)', 'struck', 'struck 0.79 (100)', 'let go', 'on', 'off'],
    ])
  })

  it('says how far firmware is, and why it failed', () => {
    const error = { code: 'flash-failed', message: 'the board went away', hint: 'Plug it in.' }

    assert.equal(inWords('flashed', { device: 'box', done: 0.724 }), '72 %')
    assert.equal(inWords('flashed', { device: 'box', done: 0.5, error }), 'the board went away')
  })

  it('is told as it is where nobody knows what it is', () => {
    assert.equal(inWords(undefined, { steps: 3 }), '{"steps":3}')
  })

  it('says of a state that it was taken back', () => {
    assert.equal(inWords('device', null), 'taken back')
  })
})
