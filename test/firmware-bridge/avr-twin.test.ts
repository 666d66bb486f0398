import assert from 'node:assert/strict'
import { type DescriptionOf, DeviceDescription } from '#core/rig/description.ts'
import { v } from '#core/schema.ts'
import { openFirmata } from '#firmware-bridge/drivers/firmata.ts'
import { openHubFrames } from '#firmware-bridge/drivers/hub-frames.ts'
import { until } from '#test/support/rigsong.ts'
import { type Simulator, startSimulator } from '#test/support/simulator.ts'
import { type Hearing, hearing, worldOf } from './drivers/hearing.ts'

const box = v.parse(DeviceDescription, {
  ...{ id: 'test-box', title: 'Knob box', transport: 'hub-frames' },
  controls: [
    ...[1, 2, 3, 4, 5, 6].map((n) => ({
      ...{ id: `knob-${n}`, kind: 'continuous', from: { analog: n - 1 } },
    })),
    ...[1, 2, 3].map((n) => ({ id: `button-${n}`, kind: 'trigger', from: { button: n - 1 } })),
    { id: 'light-1', kind: 'output', to: { light: 0 } },
  ],
}) as DescriptionOf<'hub-frames'>

const arduino = v.parse(DeviceDescription, {
  ...{ id: 'test-arduino', title: 'Arduino', transport: 'firmata' },
  controls: [
    { id: 'knob-1', kind: 'continuous', from: { analog: 0 } },
    { id: 'light-1', kind: 'output', to: { digital: 13 } },
  ],
}) as DescriptionOf<'firmata'>

/** Boards are slow to boot, and the machine may be busy. */
const patienceMs = 25_000
const live = (heard: Hearing) =>
  until(() => heard.statuses.at(-1)?.status === 'live', 'live', patienceMs)
const hears = (heard: Hearing, control: string, fits: (raw: number) => boolean) =>
  until(() => fits(heard.valueOf(control) ?? Number.NaN), control, patienceMs)

describe('a board whose firmware really runs', function () {
  this.timeout(4 * patienceMs)
  let knobBox: Simulator
  let second: Simulator
  // An Arduino boots for 2 s, while the knob box plays.
  before(async () => {
    ;[knobBox, second] = await Promise.all([startSimulator('knob-box'), startSimulator('arduino')])
  })
  after(async () => {
    await Promise.all([knobBox[Symbol.asyncDispose](), second[Symbol.asyncDispose]()])
  })

  const openBox = (heard: Hearing) => {
    const place = { by: 'path', path: knobBox.ready.port } as const
    return openHubFrames({ id: 'box', place, description: box }, heard, worldOf())
  }

  it('is a knob box: each knob where it is left, each strike once and in order', async () => {
    const heard = hearing()
    await using driver = openBox(heard)
    await live(heard)

    for (let knob = 1; knob <= 6; knob++) {
      await knobBox.say(`turn knob-${knob} ${knob / 8}`)
      await hears(heard, `knob-${knob}`, (raw) => Math.abs(raw - knob * 128) <= 1)
    }
    const strikes = [1, 2, 3, 2, 1, 3]
    for (const button of strikes) {
      await knobBox.say(`press button-${button}`)
      await hears(heard, `button-${button}`, (raw) => raw === 1)
      await knobBox.say(`lift button-${button}`)
      await hears(heard, `button-${button}`, (raw) => raw === 0)
    }
    driver.set('light-1', 1)
    await knobBox.hears((says) => says === 'light 1 on')

    const struck = heard.moves.filter((move) => move.control.startsWith('button') && move.raw === 1)
    assert.deepEqual(
      struck.map(({ control }) => control),
      strikes.map((button) => `button-${button}`),
    )
    assert.deepEqual(heard.faults, [])
  })

  it('moves by itself where nobody does', async () => {
    const heard = hearing()
    await using _driver = openBox(heard)
    await live(heard)

    await knobBox.say('play')
    await until(
      () => new Set(heard.moves.map(({ control }) => control)).size >= 3,
      'it',
      patienceMs,
    )
    await knobBox.say('rest')
  })

  it('is a knob box and an Arduino side by side, each under its own name', async () => {
    const [boxHeard, arduinoHeard] = [hearing(), hearing()]
    await using _box = openBox(boxHeard)
    const place = { by: 'path', path: second.ready.port } as const
    await using driver = openFirmata(
      { id: 'arduino', place, description: arduino },
      arduinoHeard,
      worldOf(),
    )
    await Promise.all([live(boxHeard), live(arduinoHeard)])

    await second.say('analog 0 0.25')
    await knobBox.say('turn knob-1 0.75')
    driver.set('light-1', 1)

    await hears(arduinoHeard, 'knob-1', (raw) => raw === 256)
    await hears(boxHeard, 'knob-1', (raw) => Math.abs(raw - 768) <= 1)
    await second.hears((says) => says === 'light 13 on')
  })
})
