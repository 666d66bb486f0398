import assert from 'node:assert/strict'
import fc from 'fast-check'
import { type Place, PortName, placeOf, portName } from '#core/rig/port-name.ts'
import { v } from '#core/schema.ts'

const plain = { noNullPrototype: true } as const
const hex4 = fc.stringMatching(/^[0-9a-f]{4}$/)
/** What people call things: signs, spaces, hash signs and other alphabets, but no line break. */
const name = (most: number) =>
  fc
    .oneof(fc.string({ unit: 'grapheme', maxLength: 20 }), fc.stringMatching(/^\w{1,8}#\d{1,3}$/))
    .filter((text) => /^[^\n\r\u2028\u2029]+$/.test(text) && text.length <= most)
const host = fc.oneof(
  fc.domain(),
  fc.ipV4(),
  fc.ipV6().filter((ip) => /^[0-9a-f:]+$/i.test(ip)),
)

const anyPlace = (): fc.Arbitrary<Place> =>
  fc.oneof(
    fc.record(
      { by: fc.constant('path' as const), path: fc.stringMatching(/^(\/\S{1,60}|COM\d{1,3})$/) },
      plain,
    ),
    fc.record({ by: fc.constant('usb' as const), vendor: hex4, product: hex4 }, plain),
    fc.record(
      { by: fc.constant('usb' as const), vendor: hex4, product: hex4, serial: name(100) },
      plain,
    ),
    fc.record(
      {
        by: fc.constant('usb' as const),
        vendor: hex4,
        product: hex4,
        path: fc.stringMatching(/^[1-9]-[1-9](\.[1-9]){0,3}$/),
      },
      plain,
    ),
    fc.record(
      {
        by: fc.constant('alsa' as const),
        client: name(64),
        ordinal: fc.integer({ min: 1, max: 99 }),
      },
      plain,
    ),
    fc.record(
      {
        by: fc.constantFrom('tcp' as const, 'udp' as const),
        host,
        port: fc.integer({ min: 1, max: 65_535 }),
      },
      plain,
    ),
    fc.record(
      { by: fc.constant('mqtt' as const), topic: fc.stringMatching(/^[^+#\s]{1,80}$/) },
      plain,
    ),
  )

describe('a port name', () => {
  it('means the place that it was made from', () => {
    fc.assert(
      fc.property(anyPlace(), (place) => {
        assert.deepEqual(placeOf(portName(place)), place)
      }),
    )
  })

  it('of a place can stand in a rig', () => {
    fc.assert(
      fc.property(anyPlace(), (place) => {
        assert.ok(v.is(PortName, portName(place)))
      }),
    )
  })

  it('is what a person types', () => {
    assert.deepEqual(placeOf('/dev/ttyAMA0'), { by: 'path', path: '/dev/ttyAMA0' })
    assert.deepEqual(placeOf('usb:1D6B:0104/serial=A1'), {
      by: 'usb',
      vendor: '1d6b',
      product: '0104',
      serial: 'A1',
    })
    assert.deepEqual(placeOf('alsa:FLUID Synth#2'), {
      by: 'alsa',
      client: 'FLUID Synth',
      ordinal: 2,
    })
    assert.deepEqual(placeOf('tcp://[fe80::1]:35000'), { by: 'tcp', host: 'fe80::1', port: 35_000 })
  })

  it('is said with its number where a program calls itself by one', () => {
    assert.equal(portName({ by: 'alsa', client: 'Synth#2', ordinal: 1 }), 'alsa:Synth#2#1')
  })

  it('is none where nothing of the kind was said', () => {
    for (const text of [
      '',
      'ttyUSB0',
      'usb:2341',
      'usb:2341:004',
      'tcp://x:0',
      'udp://x:65536',
      'mqtt:a/#',
      '/dev/tty USB0',
    ])
      assert.equal(placeOf(text), undefined, text)
  })
})
