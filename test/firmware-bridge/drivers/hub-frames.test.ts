import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import type { DescriptionOf } from '#core/rig/description.ts'
import { placeOf } from '#core/rig/port-name.ts'
import type { Driver } from '#firmware-bridge/driver.ts'
import { openHubFrames } from '#firmware-bridge/drivers/hub-frames.ts'
import { frameBytes } from '#firmware-bridge/hub-frames/framing.ts'
import { openSerial } from '#firmware-bridge/transports/serial.ts'
import { systemClock } from '#runtime/clock.ts'
import { fakePresence } from '#test/support/fake-presence.ts'
import { until } from '#test/support/rigsong.ts'
import { type Simulator, startSimulator } from '#test/support/simulator.ts'
import { type VirtualTime, virtualTime } from '#test/support/virtual-time.ts'
import { hearing, worldOf } from './hearing.ts'

const eight = [0, 1, 2, 3, 4, 5, 6, 7]
const knobBox: DescriptionOf<'hub-frames'> = {
  id: 'knob-box',
  title: 'Knob box',
  transport: 'hub-frames',
  match: [{ 'hub-frames': { name: '^knob-box$' } }],
  controls: [
    ...eight.slice(0, 6).map((analog) => ({
      ...{ id: `knob-${analog + 1}`, kind: 'continuous' as const, from: { analog } },
    })),
    ...eight.map((button) => ({
      ...{ id: `button-${button + 1}`, kind: 'trigger' as const, from: { button } },
    })),
    ...eight.slice(0, 4).map((light) => ({
      ...{ id: `light-${light + 1}`, kind: 'output' as const, to: { light } },
    })),
  ],
  discover: false,
  roles: {},
}

function plugIn(port: string, description: DescriptionOf<'hub-frames'> = knobBox) {
  const heard = hearing()
  const said: string[] = []
  const log = {
    debug() {},
    info: (_: string, fields = {}) => void said.push(JSON.stringify(fields)),
    warn() {},
    error() {},
  }
  const driver: Driver = openHubFrames(
    { id: 'box', place: placeOf(port)!, description },
    heard,
    worldOf({ log, openSerial }),
  )
  return { driver, heard, said }
}

/** Every press and lift of a button, in order. */
const strikes = ({ moves }: ReturnType<typeof hearing>, button: string): readonly number[] =>
  moves.filter(({ control }) => control === button).map(({ raw }) => raw)

describe('a board with our own firmware', () => {
  let box: Simulator
  beforeEach(async () => {
    box = await startSimulator('hub-frame-box')
  })
  afterEach(() => box[Symbol.asyncDispose]())

  it('is live once it has said who it is, and says at once how everything stands', async () => {
    await box.say('turn knob-2 0.5')
    await box.say('press button-3')
    const { driver, heard } = plugIn(box.ready.port)
    await using _driver = driver

    await until(() => heard.valueOf('button-3') === 1, 'the button that is held')

    assert.equal(driver.status().status, 'live')
    assert.deepEqual(heard.lives, ['opened'])
    assert.equal(heard.valueOf('knob-2'), 512)
    assert.equal(heard.valueOf('knob-6'), 0)
    assert.equal(heard.valueOf('button-1'), undefined)
  })

  it('is heard in order, each move at its own time', async () => {
    const { driver, heard } = plugIn(box.ready.port)
    await using _driver = driver
    await heard.becomes('live')
    await until(() => heard.valueOf('knob-1') === 0, 'how everything stands')

    const begunMs = systemClock.now()
    for (const word of ['press button-1', 'turn knob-1 1', 'press button-8', 'lift button-1']) {
      await box.say(word)
    }
    await until(() => heard.valueOf('button-1') === 0, 'the lift')

    const last = heard.moves.slice(-4)
    assert.deepEqual(
      last.map(({ control, raw }) => `${control} ${raw}`),
      ['button-1 1', 'knob-1 1023', 'button-8 1', 'button-1 0'],
    )
    const times = last.map(({ atMs }) => atMs)
    assert.deepEqual(
      times,
      [...times].sort((a, b) => a - b),
    )
    assert.ok(times[0]! > begunMs - 5 && times[3]! <= systemClock.now())
  })

  it('shows its lights, and turns them off when it is let go of', async () => {
    const { driver, heard } = plugIn(box.ready.port)
    await heard.becomes('live')

    driver.set('light-1', 1)
    driver.set('light-4', 0.6)
    driver.set('light-2', 0.4)
    driver.set('no-such-light', 1)
    await box.hears((says) => says === 'light 4 on')
    await driver[Symbol.asyncDispose]()
    await box.hears((says) => says === 'light 4 off')

    assert.deepEqual([...box.heard()].sort(), [
      'light 1 off',
      'light 1 on',
      'light 4 off',
      'light 4 on',
    ])
  })

  it('lifts what was held when it is unplugged, and has its lights again when it is back', async () => {
    const { driver, heard } = plugIn(box.ready.port)
    await using _driver = driver
    await heard.becomes('live')
    driver.set('light-2', 1)
    await box.say('press button-5')
    await until(() => heard.valueOf('button-5') === 1, 'the press')
    await box.hears((says) => says === 'light 2 on')

    await box.say('unplug')
    await heard.becomes('absent')
    assert.deepEqual(strikes(heard, 'button-5'), [1, 0])
    assert.deepEqual(heard.lives, ['opened', 'closing'])
    await box.say('plug')
    await heard.becomes('live')
    await until(
      () => box.heard().filter((says) => says === 'light 2 on').length === 2,
      'its light again',
    )

    await until(() => strikes(heard, 'button-5').length === 3, 'the button that is still held')
    assert.deepEqual(heard.lives, ['opened', 'closing', 'opened'])
  })

  it('leaves no button held whatever frames are lost on the way', async () => {
    const { driver, heard } = plugIn(box.ready.port)
    await using _driver = driver
    await heard.becomes('live')
    for (const how of ['drops', 'corrupts', 'babbles']) {
      await box.say(`behave ${how}`)
      for (let i = 0; i < 7; i++) {
        await box.say(`press button-${i + 1}`)
        await box.say(`lift button-${i + 1}`)
      }
    }
    await box.say('press button-8')
    await box.say('behave none')

    await until(() => heard.valueOf('button-8') === 1, 'the state of now', 4000)
    for (let i = 1; i <= 7; i++) assert.notEqual(heard.valueOf(`button-${i}`), 1, `button ${i}`)
    assert.ok(heard.faults.includes('a frame was damaged'))
    assert.ok(heard.faults.some((what) => /lost/.test(what)))
    assert.equal(driver.status().status, 'live')
  })

  it('plays on when the board starts anew in the middle of a frame', async () => {
    const { driver, heard } = plugIn(box.ready.port)
    await using _driver = driver
    await heard.becomes('live')
    driver.set('light-3', 1)
    await box.hears((says) => says === 'light 3 on')

    await box.say('behave restarts')
    for (const word of ['press button-1', 'lift button-1', 'press button-1', 'lift button-1']) {
      await box.say(word)
    }
    await box.say('behave none')
    await box.say('turn knob-4 0.25')
    await until(() => heard.valueOf('knob-4') === 256, 'what it says then')

    await until(() => heard.valueOf('button-1') !== 1, 'the lift')
    const lit = (): string | undefined => box.heard().findLast((says) => says.includes('light 3'))
    await until(() => lit() === 'light 3 on', 'its light again')
    assert.deepEqual(heard.lives, ['opened'])
  })

  it('loses no strike and no last value in a flood ten times as wide as the line', async () => {
    const { driver, heard } = plugIn(box.ready.port)
    await using _driver = driver
    await heard.becomes('live')

    await box.say('flood')
    for (let i = 0; i < 20; i++) {
      await box.say('press button-2')
      await box.say('lift button-2')
    }
    await box.say('calm')
    await box.say('turn knob-6 0.125')
    await until(() => heard.valueOf('knob-6') === 128, 'the last value')

    assert.deepEqual(
      strikes(heard, 'button-2'),
      Array.from({ length: 40 }, (_, i) => (i + 1) % 2),
    )
    assert.deepEqual(heard.faults, [])
  })

  it('is refused where it has less than is described, and says what it has', async () => {
    const nine = { id: 'button-9', kind: 'trigger' as const, from: { button: 8 } }
    const { driver, heard } = plugIn(box.ready.port, {
      ...knobBox,
      controls: [...knobBox.controls, nine],
    })
    await using _driver = driver

    await heard.becomes('refused')

    assert.match(driver.status().hint ?? '', /knob-box has 8 buttons and 9 are described/)
    assert.deepEqual(heard.lives, [])
  })

  it('is refused where it calls itself something else', async () => {
    const match = [{ 'hub-frames': { name: '^fader-box$' } }]
    const { driver, heard } = plugIn(box.ready.port, { ...knobBox, title: 'Fader box', match })
    await using _driver = driver

    await heard.becomes('refused')

    assert.match(driver.status().hint ?? '', /no Fader box: the board calls itself knob-box/)
  })

  it('is found out where nothing of it is described', async () => {
    const { driver, heard } = plugIn(box.ready.port, {
      ...knobBox,
      match: [],
      controls: [],
      discover: true,
    })
    await using _driver = driver
    await heard.becomes('live')
    driver.set('light-1', 1)
    await box.hears((says) => says === 'light 1 on')
    await box.say('press button-7')
    await box.say('turn knob-3 1')

    await until(() => heard.valueOf('analog-3') === 1023, 'the knob')
    assert.equal(heard.valueOf('button-7'), 1)
  })

  it('is written to while it is let go of, and plays again afterwards', async () => {
    const { driver, heard } = plugIn(box.ready.port)
    await using _driver = driver
    await heard.becomes('live')

    const path = await driver.lend!(async (lent) => {
      assert.equal(driver.status().status, 'flashing')
      await using _line = await openSerial(lent, 115_200, { hear() {}, lost() {} })
      return lent
    })
    await heard.becomes('live')

    assert.ok(existsSync(path))
    assert.deepEqual(heard.lives, ['opened', 'closing', 'opened'])
  })

  it('says on its own what it wants in the log', async () => {
    const { driver, heard, said } = plugIn(box.ready.port)
    await using _driver = driver
    await heard.becomes('live')

    await box.say('say it is warm in here')
    await until(() => said.length > 0, 'a word')

    assert.deepEqual(said, ['{"device":"box","text":"it is warm in here"}'])
  })
})

describe('a port where no board of ours is', () => {
  let time: VirtualTime
  beforeEach(() => {
    time = virtualTime()
  })
  afterEach(() => time[Symbol.dispose]())

  /** A line on which a test speaks by hand. */
  function setUp() {
    const presence = fakePresence()
    presence.plug('/dev/ttyACM0')
    const heard = hearing()
    const asked: number[] = []
    let speak = (_: Uint8Array): void => {}
    const driver = openHubFrames(
      { id: 'box', place: placeOf('/dev/ttyACM0')!, description: knobBox },
      heard,
      worldOf({
        presence,
        async openSerial(_path, baud, ears) {
          assert.equal(baud, 250_000)
          speak = ears.hear
          return {
            fd: -1,
            write: (bytes) => void asked.push(bytes[1]!),
            async restartBoard() {},
            reportLoss() {},
            async [Symbol.asyncDispose]() {},
          }
        },
      }),
    )
    return { driver, heard, asked, speak: (bytes: Uint8Array) => speak(bytes) }
  }

  it('is suspect, and asked again, where nobody answers', async () => {
    const { driver, asked } = setUp()
    await time.pass(3800)

    assert.equal(driver.status().status, 'suspect')
    assert.match(driver.status().hint ?? '', /Nothing answers/)
    assert.deepEqual(asked.slice(0, 9), Array(9).fill(0x81))
    await time.pass(4000)
    assert.ok(asked.length > 15, `${asked.length} questions`)
    await driver[Symbol.asyncDispose]()
  })

  for (const { what, bytes, hint } of [
    {
      what: 'Firmata speaks',
      bytes: Uint8Array.of(0xf9, 2, 5, 0xf0, 0x79, 2, 5, 0xf7),
      hint: /speaks Firmata: give it a description for Firmata/,
    },
    {
      what: 'something else speaks',
      bytes: Buffer.from('$GPRMC,,V,,,,,,,,,,N*53\r\n'),
      hint: /Something else than our firmware speaks here/,
    },
    {
      what: 'another version of hub frames is spoken',
      bytes: frameBytes({ type: 1, seq: 0, senderMs: 0, payload: Uint8Array.of(2, 1, 1) }),
      hint: /speaks version 2 of hub frames and this hub version 1/,
    },
  ]) {
    it(`is refused with the way out where ${what}`, async () => {
      const { driver, heard, speak } = setUp()
      await time.pass(100)
      speak(bytes)
      await time.pass(4000)

      assert.equal(driver.status().status, 'refused')
      assert.match(driver.status().hint ?? '', hint)
      assert.deepEqual(heard.lives, [])
      await driver[Symbol.asyncDispose]()
    })
  }
})
