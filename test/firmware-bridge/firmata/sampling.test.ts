import assert from 'node:assert/strict'
import { samplingMs } from '#firmware-bridge/firmata/sampling.ts'

type Controls = Parameters<typeof samplingMs>[0]

const knob = (analog: number, rateHz?: number): Controls[number] => ({
  id: `knob-${analog}`,
  kind: 'continuous',
  from: { analog },
  ...(rateHz !== undefined && { rateHz }),
})
const axis = (name: 'accel-x' | 'pitch'): Controls[number] => ({
  id: name,
  kind: 'continuous',
  from: { imu: 'mpu6050', axis: name },
})

describe('how often a board reports', () => {
  it('is as often as its fastest control wants, but not more than 100 times a second', () => {
    assert.equal(samplingMs([]), 1000)
    assert.equal(samplingMs([knob(0, 20), knob(1, 50)]), 20)
    assert.equal(samplingMs([knob(0, 20), knob(1)]), 10)
    assert.equal(samplingMs([knob(0, 1000)]), 10)
  })

  it('leaves almost a third of the line free', () => {
    const knobs = [0, 1, 2, 3, 4, 5].map((channel) => knob(channel))

    assert.equal(samplingMs(knobs), 10)
    assert.equal(samplingMs([...knobs, axis('accel-x'), axis('pitch')]), 14)
  })

  it('counts a channel once, and no contacts', () => {
    const button: Controls[number] = { id: 'b', kind: 'trigger', from: { digital: 2 } }
    const twice = [knob(0), knob(0), axis('pitch'), axis('accel-x'), button]

    assert.equal(samplingMs(twice), 10)
    assert.equal(samplingMs([button]), 1000)
  })
})
