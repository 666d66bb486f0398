import assert from 'node:assert/strict'
import { pinWatch } from '#simulators/avr/pins.ts'

const us = 16

/** A pin that is high for so long in each period, ten times. */
function pulsing(highUs: number, periodUs: number) {
  const pins = pinWatch()
  for (let i = 0; i < 10; i++) {
    pins.level(9, true, i * periodUs * us)
    pins.level(9, false, (i * periodUs + highUs) * us)
  }
  return { pins, endCycle: 10 * periodUs * us }
}

describe('what a person sees on a pin', () => {
  it('is a light that is on or off', () => {
    const pins = pinWatch()

    assert.deepEqual(pins.shows(13, 0), { is: 'off' })
    pins.level(13, true, 100)
    assert.deepEqual(pins.shows(13, 200), { is: 'on' })
    pins.level(13, false, 300)
    assert.deepEqual(pins.shows(13, 400), { is: 'off' })
  })

  it('is a dimmed light where it flickers', () => {
    const { pins, endCycle } = pulsing(500, 2000)

    assert.deepEqual(pins.shows(9, endCycle), { is: 'dimmed', share: 0.25 })
  })

  it('is a servo where a pulse comes every 20 ms', () => {
    const { pins, endCycle } = pulsing(1500, 20_000)

    assert.deepEqual(pins.shows(9, endCycle), { is: 'servo', pulseUs: 1500 })
  })

  it('is a still light again once the flickering has stopped', () => {
    const { pins, endCycle } = pulsing(500, 2000)

    assert.deepEqual(pins.shows(9, endCycle + 40_000 * us), { is: 'off' })
    pins.level(9, true, endCycle + 50_000 * us)
    assert.deepEqual(pins.shows(9, endCycle + 50_100 * us), { is: 'on' })
  })
})
