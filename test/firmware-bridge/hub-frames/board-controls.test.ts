import assert from 'node:assert/strict'
import type { DescriptionOf } from '#core/rig/description.ts'
import { boardControls } from '#firmware-bridge/hub-frames/board-controls.ts'

const bare: DescriptionOf<'hub-frames'> = {
  id: 'box',
  title: 'Box',
  transport: 'hub-frames',
  match: [],
  controls: [],
  discover: false,
  roles: {},
}
const box: DescriptionOf<'hub-frames'> = {
  ...bare,
  match: [{ usb: { vid: '2341' } }, { 'hub-frames': { name: '^box' } }],
  controls: [
    { id: 'volume', kind: 'continuous', from: { analog: 2 } },
    { id: 'also-volume', kind: 'continuous', from: { analog: 2 } },
    { id: 'pedal', kind: 'state', from: { button: 0 } },
    { id: 'ready', kind: 'output', to: { light: 1 }, safe: 1 },
    { id: 'beat', kind: 'output', to: { light: 3 }, safe: 0.2 },
  ],
}
const hello = {
  ...{ says: 'hello' as const, started: true, name: 'box', firmware: '1' },
  ...{ analogs: 3, buttons: 1, lights: 4 },
}

describe('what is on a board', () => {
  it('has the names of its description, and no others', () => {
    const controls = boardControls(box)

    assert.deepEqual(controls.analog(2), ['volume', 'also-volume'])
    assert.deepEqual(controls.button(0), ['pedal'])
    assert.deepEqual([controls.analog(0), controls.button(2)], [[], []])
    assert.deepEqual([controls.light('beat'), controls.light('light-1')], [3, undefined])
  })

  it('has names by its kind and place where it is discovered', () => {
    const controls = boardControls({ ...box, discover: true })

    assert.deepEqual(controls.analog(0), ['analog-1'])
    assert.deepEqual(controls.analog(2), ['volume', 'also-volume'])
    assert.deepEqual(controls.button(15), ['button-16'])
    assert.deepEqual(['light-1', 'light-16', 'light-17', 'light-0', 'pedal'].map(controls.light), [
      0,
      15,
      undefined,
      undefined,
      undefined,
    ])
  })

  it('leaves the lights on that are safe so', () => {
    assert.deepEqual([boardControls(box).safeLights, boardControls(bare).safeLights], [0b10, 0])
  })

  it('fits a board that has at least what is described, under a name that fits', () => {
    const { misfit } = boardControls(box)

    assert.equal(misfit(hello), undefined)
    assert.equal(misfit({ ...hello, analogs: 16, name: 'box two' }), undefined)
    assert.equal(boardControls(bare).misfit({ ...hello, name: 'anything' }), undefined)
    for (const less of [{ analogs: 2 }, { buttons: 0 }, { lights: 3 }, { name: 'a box' }]) {
      assert.equal(misfit({ ...hello, ...less })?.code, 'device-mismatch', JSON.stringify(less))
    }
  })
})
