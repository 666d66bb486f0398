import assert from 'node:assert/strict'
import fc from 'fast-check'
import { Slug } from '#core/rig/slug.ts'
import { v } from '#core/schema.ts'
import { discoverControls } from '#firmware-bridge/osc/discovered.ts'

describe('controls that nobody described', () => {
  it('are named after their addresses, and keep their names', () => {
    const found = discoverControls(new Set(['1-fader1']))

    assert.deepEqual(found.heard('/1/fader1', 0, 0.5), { control: '1-fader1-2', value: 0.5 })
    assert.deepEqual(found.heard('/1/xy', 1, 0.25), { control: '1-xy-2', value: 0.25 })
    assert.deepEqual(found.heard('/1/fader1', 0, 1), { control: '1-fader1-2', value: 1 })
  })

  it('count up to what surfaces count up to', () => {
    const found = discoverControls(new Set())

    assert.equal(found.heard('/cc', 0, 127)!.value, 1)
    assert.equal(found.heard('/cc', 0, 64)!.value, 64 / 127)
    assert.equal(found.heard('/tilt', 0, -1)!.value, 0)
    assert.equal(found.heard('/tilt', 0, 0)!.value, 0.5)
  })

  it('are no more than 64, with names of their own, from 0 to 1', () => {
    const any = fc.tuple(fc.string(), fc.double({ noNaN: true, noDefaultInfinity: true }))
    fc.assert(
      fc.property(fc.array(any, { maxLength: 100 }), (all) => {
        const found = discoverControls(new Set())
        const names = new Map<string, string>()
        for (const [address, value] of all) {
          const one = found.heard(address, 0, value)
          if (!one) continue
          assert.ok(v.is(Slug, one.control), one.control)
          assert.ok(one.value >= 0 && one.value <= 1)
          names.set(one.control, address)
        }
        assert.equal(names.size, Math.min(64, new Set(all.map(([address]) => address)).size))
      }),
    )
  })
})
