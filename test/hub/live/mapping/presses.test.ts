import assert from 'node:assert/strict'
import type { Transport } from '#core/rig/transports.ts'
import type { ControlEvent } from '#core/score/control-event.ts'
import { findPresses } from '#hub/live/mapping/presses.ts'

const moved = (kind: ControlEvent['kind'], value: number): ControlEvent => ({
  ...{ device: 'box', control: 'x', kind, value, raw: value, atMs: 0 },
})

describe('the first word of a control', () => {
  const first = (kind: ControlEvent['kind'], value: number, transport?: Transport) =>
    findPresses().of(moved(kind, value), transport)

  it('is a press of a trigger, whoever says it', () => {
    for (const transport of ['usb-midi', 'hub-frames', 'firmata', 'mqtt', undefined] as const)
      assert.equal(first('trigger', 0.3, transport), 'press')
  })

  it('is a press of a switch, but where it only says how it stands', () => {
    const heard = (['usb-midi', 'din', 'osc', 'hub-frames', 'firmata', 'mqtt'] as const).filter(
      (transport) => first('state', 1, transport) === 'press',
    )

    assert.deepEqual(heard, ['usb-midi', 'din', 'osc'])
  })

  it('is a press of what calls itself a knob and sends nothing but its end', () => {
    assert.equal(first('continuous', 1, 'usb-midi'), 'press')
    assert.equal(first('continuous', 0.99, 'usb-midi'), undefined)
    assert.equal(first('continuous', 1, 'hub-frames'), undefined)
  })
})
