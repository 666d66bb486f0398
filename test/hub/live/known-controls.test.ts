import assert from 'node:assert/strict'
import type { DeviceDescription } from '#core/rig/description.ts'
import { midiControls } from '#firmware-bridge/descriptions/midi-controls.ts'
import { knownControls } from '#hub/live/known-controls.ts'

const box: DeviceDescription = {
  ...{ id: 'box', title: 'Box', transport: 'osc', match: [], discover: true, roles: {} },
  controls: [
    { id: 'knob', kind: 'continuous', from: { address: '/knob' } },
    { id: 'lamp', kind: 'output', to: { address: '/lamp' }, safe: 0.5 },
  ],
}
const controlsOf = (description: DeviceDescription) =>
  knownControls(description, midiControls(description))

describe('what a device has', () => {
  it('is what its description says, and what was found since', () => {
    const controls = controlsOf(box)
    const before = controls.all()

    assert.equal(controls.look('fader-1')?.id, 'fader-1')
    assert.equal(controls.all(), before)
    assert.equal(controls.named('fader-1')?.id, 'fader-1')

    assert.deepEqual(
      controls.all().map(({ id }) => id),
      ['knob', 'lamp', 'fader-1'],
    )
    assert.equal(controls.named('fader-1'), controls.all().at(-1))
  })

  it('is nothing else where nothing is to be discovered', () => {
    const controls = controlsOf({ ...box, discover: false })

    assert.equal(controls.named('fader-1'), undefined)
    assert.deepEqual([controls.safe('lamp'), controls.safe('knob')], [0.5, 0])
  })
})
