import assert from 'node:assert/strict'
import fc from 'fast-check'
import sinon from 'sinon'
import type { Control } from '#core/rig/description.ts'
import { openLanes, type Reading } from '#firmware-bridge/lanes.ts'

const pad: Control = { id: 'pad', kind: 'trigger', from: { note: 36 } }
const pedal: Control = { id: 'pedal', kind: 'state', from: { cc: 64 } }
const knob: Control = { id: 'knob', kind: 'continuous', from: { analog: 0 } }
const slow: Control = {
  ...{ id: 'slow', kind: 'continuous', from: { pid: '05' } },
  ...{ range: [0, 100], unit: '°C', rateHz: 2, deadband: 0.1 },
}
const wheel: Control = {
  ...{ id: 'wheel', kind: 'continuous', from: { cc: 16, relative: 'sign-bit' } },
}
const detents: Control = { ...wheel, id: 'detents', deadband: 0.015 }
const light: Control = { id: 'light', kind: 'output', to: { light: 0 } }

/** Lanes in a time that is turned by hand. */
function lanesInTime() {
  const time = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const heard: (Reading & { readonly saidMs: number })[] = []
  const controls = new Map(
    [pad, pedal, knob, slow, wheel, detents, light].map((one) => [one.id, one]),
  )
  const clock = { now: () => time.now, date: () => '' }
  const lanes = openLanes({
    controls: (id) => controls.get(id),
    clock,
    deliver: (reading) => heard.push({ ...reading, saidMs: time.now }),
  })
  return {
    heard,
    raws: (control = 'knob') =>
      heard.filter((reading) => reading.control === control).map(({ raw }) => raw),
    move: (control: string, raw: number) => lanes.moved(control, raw, time.now),
    wait: (ms: number) => time.tick(ms),
    flush: () => lanes.flush(),
    close: () => lanes.close(),
    [Symbol.dispose]: () => time.restore(),
  }
}

/** Moves of a knob and strikes of a pad, with pauses between. */
const anyPlaying = fc.array(
  fc.record(
    {
      control: fc.constantFrom('knob', 'pad', 'pedal'),
      raw: fc.integer({ min: 0, max: 127 }),
      thenMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 40 })),
    },
    { noNullPrototype: true },
  ),
  { maxLength: 60 },
)

describe('the lanes of a device', () => {
  it('pass every trigger on at once and in order, numbered, whatever the knobs do', () => {
    fc.assert(
      fc.property(anyPlaying, (playing) => {
        using rig = lanesInTime()
        const struck: number[] = []

        for (const { control, raw, thenMs } of playing) {
          rig.move(control, raw)
          if (control === 'pad') {
            struck.push(raw)
            assert.deepEqual(rig.raws('pad'), struck)
          }
          rig.wait(thenMs)
        }

        const numbered = rig.heard.filter(({ kind }) => kind !== 'continuous')
        assert.deepEqual(
          numbered.map(({ seq }) => seq),
          numbered.map((_, i) => i + 1),
        )
      }),
    )
  })

  it('say where a knob stopped, always, and 20 ms after it moved at the latest', () => {
    fc.assert(
      fc.property(anyPlaying, fc.integer({ min: 0, max: 1023 }), (playing, last) => {
        using rig = lanesInTime()
        for (const { control, raw, thenMs } of playing) {
          rig.move(control, raw * 8)
          rig.wait(thenMs)
        }
        // A movement that counts, and one that is less than the deadband after it.
        rig.move('knob', last < 512 ? last + 100 : last - 100)
        rig.wait(3)
        rig.move('knob', last)
        rig.wait(3)
        const beside = last < 512 ? last + 1 : last - 1

        rig.move('knob', beside)
        rig.wait(20)

        assert.equal(rig.raws().at(-1), beside)
      }),
    )
  })

  it('say the smallest touch of a knob at rest when it is over', () => {
    using rig = lanesInTime()
    rig.move('knob', 500)
    rig.wait(1000)

    rig.move('knob', 502)
    rig.wait(20)
    const soon = rig.raws()
    rig.wait(200)

    assert.deepEqual(soon, [500])
    assert.deepEqual(rig.raws(), [500, 502])
  })

  it('never say more of a knob than its rate, however it is flooded', () => {
    using rig = lanesInTime()

    for (let ms = 0; ms < 1000; ms++) {
      rig.move('knob', (ms * 337) % 1024)
      rig.wait(1)
    }
    rig.wait(20)

    assert.ok(rig.raws().length <= 102, `${rig.raws().length} in a second`)
    assert.ok(rig.raws().length >= 90)
    assert.equal(rig.raws().at(-1), (999 * 337) % 1024)
  })

  it('say nothing of the noise of a sensor at rest', () => {
    using rig = lanesInTime()
    rig.move('knob', 500)
    rig.wait(1000)

    for (let ms = 0; ms < 2000; ms += 19) {
      rig.move('knob', 500 + ((ms / 19) % 3))
      rig.wait(19)
    }

    assert.deepEqual(rig.raws(), [500])
  })

  it('say a movement at once that comes while a smaller one waits', () => {
    using rig = lanesInTime()
    rig.move('knob', 500)
    rig.wait(1000)
    rig.move('knob', 502)
    rig.wait(20)

    rig.move('knob', 600)
    const atOnce = rig.raws()
    rig.wait(2)
    rig.move('knob', 700)
    rig.wait(10)

    assert.deepEqual(atOnce, [500, 600])
    assert.deepEqual(rig.raws(), [500, 600, 700])
  })

  it('keep to the rate and deadband of a description, and say its unit', () => {
    using rig = lanesInTime()
    rig.move('slow', 20)
    rig.wait(100)
    rig.move('slow', 50)
    rig.wait(100)
    rig.move('slow', 60)
    rig.wait(1000)

    const said = rig.heard.map(({ value, unit, saidMs, atMs }) => [value, unit, atMs, saidMs])
    assert.deepEqual(said, [
      [0.2, '°C', 0, 0],
      [0.6, '°C', 200, 500],
    ])
  })

  it('turn an endless encoder on from where it is, and back at once from an end', () => {
    using rig = lanesInTime()

    for (const steps of [0, 127, 254, 253]) {
      rig.move('wheel', steps)
      rig.wait(1000)
    }

    assert.deepEqual(
      rig.heard.map(({ value }) => value),
      [0.5, 1, 1, 1 - 1 / 127],
    )
    assert.deepEqual(rig.raws('wheel'), [0, 127, 254, 253])
  })

  it('judge an endless encoder by its steps, also beyond the end of its value', () => {
    using rig = lanesInTime()
    rig.move('detents', 0)
    rig.wait(1000)
    rig.move('detents', 500)
    rig.wait(1000)

    rig.move('detents', 501)
    rig.wait(20)
    const oneStep = rig.raws('detents')
    rig.wait(1000)
    rig.move('detents', 503)

    assert.deepEqual(oneStep, [0, 500])
    assert.deepEqual(rig.raws('detents'), [0, 500, 501, 503])
    assert.equal(rig.heard.at(-1)?.value, 1)
  })

  it('take a state that is said again for no change', () => {
    using rig = lanesInTime()

    for (const raw of [0, 0, 127, 127, 100, 0]) rig.move('pedal', raw)

    assert.deepEqual(
      rig.heard.map(({ value, seq }) => [value, seq]),
      [
        [0, 1],
        [1, 2],
        [0, 3],
      ],
    )
  })

  it('pass over what is no control of the device, no number, or an output', () => {
    using rig = lanesInTime()

    rig.move('nobody', 1)
    rig.move('knob', Number.NaN)
    rig.move('light', 1)

    assert.deepEqual(rig.heard, [])
  })

  it('deliver what waits when they are told to, and go on', () => {
    using rig = lanesInTime()
    rig.move('knob', 100)
    rig.move('knob', 900)

    rig.flush()
    const flushed = rig.raws()
    rig.wait(1000)
    rig.move('knob', 200)

    assert.deepEqual(flushed, [100, 900])
    assert.deepEqual(rig.raws(), [100, 900, 200])
  })

  it('deliver what waits when they close, and nothing afterwards', () => {
    using rig = lanesInTime()
    rig.move('knob', 100)
    rig.move('knob', 900)

    rig.close()
    rig.move('knob', 100)
    rig.move('pad', 100)
    rig.wait(1000)

    assert.deepEqual(rig.raws(), [100, 900])
    assert.deepEqual(rig.raws('pad'), [])
  })
})
