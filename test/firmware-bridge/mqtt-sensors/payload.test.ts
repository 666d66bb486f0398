import assert from 'node:assert/strict'
import fc from 'fast-check'
import { announcingFilters, filterFor, fits } from '#firmware-bridge/mqtt-sensors/filters.ts'
import { measureOf } from '#firmware-bridge/mqtt-sensors/measures.ts'
import { type PayloadForm, valueIn } from '#firmware-bridge/mqtt-sensors/payload.ts'
import { pathOf } from '#firmware-bridge/mqtt-sensors/template.ts'

const value = (text: string, form: PayloadForm = {}) => valueIn(Buffer.from(text), form)

describe('the payload of a sensor', () => {
  it('is a number, or on and off', () => {
    assert.equal(value('21.5'), 21.5)
    assert.equal(value(' -3e1 '), -30)
    assert.equal(value('ON'), 1)
    assert.equal(value('false'), 0)
    assert.equal(value('open', { on: 'open', off: 'closed' }), 1)
    assert.equal(value('closed', { on: 'open', off: 'closed' }), 0)
  })

  it('is found at its place in JSON', () => {
    const json = '{"AM2301":{"Temperature":21.3},"list":[{"x":7}],"on":true,"none":null}'

    assert.equal(value(json, { path: 'AM2301.Temperature' }), 21.3)
    assert.equal(value(json, { path: 'list.0.x' }), 7)
    assert.equal(value(json, { path: 'on', on: 'True' }), 1)
    assert.equal(value(json, { path: 'none' }), undefined)
    assert.equal(value(json, { path: 'AM2301.Humidity' }), undefined)
    assert.equal(value(json, { path: 'constructor' }), undefined)
    assert.equal(value(json, { path: 'AM2301' }), 'broken')
  })

  it('says nothing where firmware has no value, or says another word', () => {
    for (const word of ['nan', 'unknown', 'unavailable', ''])
      assert.equal(value(word), undefined, word)
    assert.equal(value('double', { on: 'single' }), undefined)
  })

  it('is broken where it is no value, no JSON, no text, or far too large', () => {
    assert.equal(value('warm'), 'broken')
    assert.equal(value('{"a":', { path: 'a' }), 'broken')
    assert.equal(valueIn(Uint8Array.of(0xff, 0xfe), {}), 'broken')
    assert.equal(value('1'.repeat(100_000)), 'broken')
  })

  it('is read whatever it is, as a number that can be counted with', () => {
    const form = fc.record(
      { path: fc.constantFrom('', 'a', 'a.b', '__proto__', 'length', '0'), on: fc.string() },
      { requiredKeys: [], noNullPrototype: true },
    )
    const payload = fc.oneof(
      fc.uint8Array(),
      fc.json().map((text) => Buffer.from(text)),
      fc.string().map((text) => Buffer.from(text)),
    )
    fc.assert(
      fc.property(payload, form, (bytes, how) => {
        const read = valueIn(bytes, how)
        assert.ok(read === 'broken' || read === undefined || Number.isFinite(read))
      }),
    )
  })
})

describe('a template', () => {
  it('that only takes a value out says where it stands', () => {
    const cases: [template: string | undefined, path: string | undefined][] = [
      [undefined, ''],
      ['{{ value }}', ''],
      ['{{ value | float }}', ''],
      ['{{ value_json.temperature }}', 'temperature'],
      ['{{value_json.POWER1}}', 'POWER1'],
      ["{{ value_json['ENERGY'].Power | round(1) }}", 'ENERGY.Power'],
      ['{{ value_json["a"]["b c"][0] }}', 'a.b c.0'],
      ['{{ value_json.state | default(0) | int }}', 'state'],
      ['{{ value_json.x | is_defined }}', 'x'],
      ['{{ value_json.x / 10 }}', undefined],
      ['{{ value_json.x * 2 | round }}', undefined],
      ["{{ 'ON' if value_json.x else 'OFF' }}", undefined],
      ['{% if value > 3 %}1{% endif %}', undefined],
      ["{{ value_json['a.b'] }}", undefined],
    ]

    for (const [template, path] of cases) assert.equal(pathOf(template), path, template)
  })
})

describe('a measure', () => {
  it('has the range of its class, in its own unit', () => {
    assert.deepEqual(measureOf({ deviceClass: 'humidity', unit: '%' }), {
      unit: '%',
      range: [0, 100],
    })
    assert.deepEqual(measureOf({ deviceClass: 'temperature' }), { unit: '°C', range: [-20, 50] })
    assert.deepEqual(measureOf({ deviceClass: 'temperature', unit: '°F' }).range, [-4, 122])
    assert.deepEqual(measureOf({ deviceClass: 'distance', unit: 'm' }).range, [0, 4])
  })

  it('is guessed by its unit or its name where nobody says more', () => {
    assert.deepEqual(measureOf({ unit: 'lx' }), { unit: 'lx', range: [0, 1000] })
    assert.deepEqual(measureOf({ name: 'Outside Temperature' }), { unit: '°C', range: [-20, 50] })
    assert.deepEqual(measureOf({ name: 'flux' }), { range: [0, 100] })
    assert.deepEqual(measureOf({ unit: 'furlongs' }), { unit: 'furlongs', range: [0, 100] })
  })
})

describe('the filters that devices announce themselves by', () => {
  it('never hear a topic twice', () => {
    const word = fc.constantFrom(
      'homeassistant',
      'sensor',
      'kitchen',
      'tele',
      'stat',
      'status',
      'state',
    )
    const last = fc.constantFrom('config', 'state', 'status', 'SENSOR', 'LWT', 'sensors')
    fc.assert(
      fc.property(fc.array(word, { maxLength: 4 }), last, (words, end) => {
        const topic = [...words, end].join('/')
        assert.ok(announcingFilters.filter((filter) => fits(filter, topic)).length <= 1, topic)
      }),
    )
  })

  it('are heard instead of a topic of their own', () => {
    assert.equal(filterFor('kitchen/sensor/light/state'), '+/sensor/+/state')
    assert.equal(filterFor('zigbee2mqtt/door'), 'zigbee2mqtt/door')
  })
})
