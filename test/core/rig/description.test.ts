import assert from 'node:assert/strict'
import { jsonSchemaOf } from '#core/json-schema.ts'
import { DeviceDescription } from '#core/rig/description.ts'
import { type Transport, transportNames } from '#core/rig/transports.ts'
import { v } from '#core/schema.ts'

/** A control as each transport reads it, and a light where it has any. */
const examples: Readonly<Record<Transport, { from: object; to?: object }>> = {
  'usb-midi': { from: { cc: 1, ch: 16, bits: 14 }, to: { note: 36, ch: 10, values: [0, 3] } },
  din: { from: { nrpn: 16_383 }, to: { cc: 21, ch: 1 } },
  'hub-frames': { from: { analog: 15 }, to: { light: 15 } },
  firmata: { from: { digital: 2, pullup: true }, to: { servo: 9 } },
  elm327: { from: { pid: '0C' } },
  nmea: { from: { field: 'speed' } },
  mqtt: { from: { topic: 'kitchen/door', on: 'ON' }, to: { topic: 'kitchen/lamp/set' } },
  osc: { from: { address: '/1/fader1', argument: 1 }, to: { address: '/1/led1', port: 9001 } },
}

const described = (transport: Transport, ...controls: readonly object[]) => ({
  ...{ id: 'box', title: 'Box', transport, controls },
})
const isFit = (value: unknown): boolean => v.is(DeviceDescription, value)

describe('a device description', () => {
  for (const transport of transportNames) {
    const { from, to } = examples[transport]

    it(`reads ${transport} by the words of ${transport} alone`, () => {
      const knob = { id: 'knob', kind: 'continuous', from }
      const others = transportNames.filter((one) => !isFit(described(one, knob)))

      assert.ok(isFit(described(transport, knob)))
      // A DIN plug and a USB plug carry the same words; our firmware and Firmata count pins alike.
      assert.ok(others.length >= transportNames.length - 2, `${others}`)
    })

    it(`${to ? 'has' : 'has no'} lights on ${transport}`, () => {
      const light = { id: 'light', kind: 'output', to: to ?? { digital: 13 } }

      assert.equal(isFit(described(transport, light)), to !== undefined)
    })
  }

  it('has nothing but its name where nothing more was said', () => {
    const { controls, match, discover, roles } = v.parse(DeviceDescription, {
      ...{ id: 'box', title: 'Box', transport: 'din' },
    })

    assert.deepEqual(
      { controls, match, discover, roles },
      {
        ...{ controls: [], match: [], discover: false, roles: {} },
      },
    )
  })

  it('is refused with channels, pins and rates that do not exist', () => {
    const wrong = [
      { id: 'a', kind: 'continuous', from: { cc: 1, ch: 0 } },
      { id: 'a', kind: 'continuous', from: { cc: 1, ch: 17 } },
      { id: 'a', kind: 'continuous', from: { cc: 1.5 } },
      { id: 'a', kind: 'continuous', from: { cc: 1 }, rateHz: 0 },
      { id: 'a', kind: 'trigger', from: { note: 128 } },
      { id: 'A Knob', kind: 'continuous', from: { cc: 1 } },
      { id: 'a', kind: 'output', to: { cc: 1 } },
    ]

    for (const control of wrong)
      assert.ok(!isFit(described('usb-midi', control)), JSON.stringify(control))
  })

  it('can be told to programs as a JSON schema', async () => {
    const schema = await jsonSchemaOf(DeviceDescription)

    assert.ok(JSON.stringify(schema).includes('usb-midi'))
  })
})
