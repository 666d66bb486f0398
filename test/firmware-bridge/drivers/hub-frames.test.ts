import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import type { DescriptionOf } from '#core/rig/description.ts'
import { placeOf } from '#core/rig/port-name.ts'
import { openHubFrames } from '#firmware-bridge/drivers/hub-frames.ts'
import { frameBytes } from '#firmware-bridge/hub-frames/framing.ts'
import { openSerial } from '#firmware-bridge/transports/serial.ts'
import {
  type BoardParts,
  behaviours,
  knobBox as knobBoxParts,
  simulatedBoard,
} from '#simulators/hub-frames/device.ts'
import { fakePresence } from '#test/support/fake-presence.ts'
import { until } from '#test/support/rigsong.ts'
import { startSimulator } from '#test/support/simulator.ts'
import { type VirtualTime, virtualTime } from '#test/support/virtual-time.ts'
import { type Hearing, hearing, worldOf } from './hearing.ts'

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

/** Every press and lift of a button, in order. */
const strikes = ({ moves }: Hearing, button: string): readonly number[] =>
  moves.filter(({ control }) => control === button).map(({ raw }) => raw)

describe('a board with our own firmware', () => {
  let time: VirtualTime
  beforeEach(() => {
    time = virtualTime()
  })
  afterEach(() => time[Symbol.dispose]())

  /** A simulated board on a lead without a kernel between; `speak` says anything on it. */
  function plugIn(description = knobBox, parts: BoardParts | 'nobody' = knobBoxParts) {
    const presence = fakePresence()
    presence.plug('/dev/ttyACM0')
    const heard = hearing()
    const logged: unknown[] = []
    const asked: number[] = []
    const lit = new Map<number, boolean>()
    let nowMs = 70_000
    let speak = (_: Uint8Array): void => {}
    const board = simulatedBoard(parts === 'nobody' ? knobBoxParts : parts, {
      say: (bytes) => queueMicrotask(() => speak(Uint8Array.from(bytes))),
      nowMs: () => nowMs,
      light: (light, on) => lit.set(light + 1, on),
    })
    const silent = (): void => {}
    const driver = openHubFrames(
      { id: 'box', place: placeOf('/dev/ttyACM0')!, description },
      heard,
      worldOf({
        presence,
        clock: { now: () => nowMs, date: () => '' },
        log: {
          ...{ debug: silent, warn: silent, error: silent },
          info: (event, fields) => logged.push([event, fields]),
        },
        async openSerial(_path, baud, ears) {
          assert.equal(baud, 250_000)
          speak = ears.hear
          return {
            fd: -1,
            write(bytes) {
              asked.push(bytes[1]!)
              if (parts !== 'nobody') board.hear(bytes)
            },
            async restartBoard() {},
            reportLoss: (why) => void ears.lost(why),
            async [Symbol.asyncDispose]() {},
          }
        },
      }),
    )
    return {
      ...{ driver, heard, board, asked, logged, lit },
      speak: (bytes: Uint8Array) => speak(bytes),
      now: () => nowMs,
      async pass(ms: number) {
        for (let leftMs = ms; leftMs > 0; leftMs -= 25) {
          nowMs += Math.min(25, leftMs)
          await time.pass(Math.min(25, leftMs))
        }
      },
    }
  }

  it('is live once it has said who it is, and says at once how everything stands', async () => {
    const { driver, heard, board, pass } = plugIn()
    board.turn(1, 512)
    board.press(2)

    await pass(100)

    assert.equal(driver.status().status, 'live')
    assert.deepEqual(heard.lives, ['opened'])
    assert.deepEqual(
      heard.moves.map(({ control, raw }) => `${control} ${raw}`),
      ['knob-1 0', 'knob-2 512', 'knob-3 0', 'knob-4 0', 'knob-5 0', 'knob-6 0'],
    )
    await driver[Symbol.asyncDispose]()
  })

  it('strikes nothing that is held while it opens, and says how its switches stand', async () => {
    const controls: typeof knobBox.controls = [
      { id: 'pad', kind: 'trigger', from: { button: 0 } },
      { id: 'on', kind: 'state', from: { button: 0 } },
      { id: 'off', kind: 'state', from: { button: 1 } },
    ]
    const { driver, heard, board, pass } = plugIn({ ...knobBox, controls })
    board.press(0)
    await pass(100)
    const found = heard.moves.map(({ control, raw }) => `${control} ${raw}`)

    board.lift(0)
    board.press(0)
    await pass(50)

    assert.deepEqual(found, ['on 1', 'off 0'])
    assert.deepEqual(strikes(heard, 'pad'), [0, 1])
    await driver[Symbol.asyncDispose]()
  })

  it('is heard in order, each move at the time the board gives it', async () => {
    const { driver, heard, board, now, pass } = plugIn()
    await pass(2000)
    const before = heard.moves.length

    const times: number[] = []
    for (const move of [
      () => board.press(0),
      () => board.turn(0, 1023),
      () => board.lift(0),
      () => board.press(7),
    ]) {
      times.push(now())
      move()
      await pass(50)
    }

    const moves = heard.moves.slice(before)
    assert.deepEqual(
      moves.map(({ control, raw }) => `${control} ${raw}`),
      ['button-1 1', 'knob-1 1023', 'button-1 0', 'button-8 1'],
    )
    assert.deepEqual(
      moves.map(({ atMs }) => atMs),
      times,
    )
    await driver[Symbol.asyncDispose]()
  })

  it('shows its lights as they were set last', async () => {
    const { driver, lit, pass } = plugIn()
    await pass(100)

    driver.set('light-1', 1)
    driver.set('light-4', 0.6)
    driver.set('light-2', 0.4)
    driver.set('no-such-light', 1)
    await pass(50)

    assert.deepEqual([...lit].sort(), [
      [1, true],
      [4, true],
    ])
    await driver[Symbol.asyncDispose]()
  })

  it('leaves no button held whatever frames are lost on the way', async () => {
    const { driver, heard, board, speak, pass } = plugIn()
    await pass(100)
    for (const how of ['drops', 'corrupts', 'babbles'] as const) {
      board.behave(behaviours[how])
      for (let button = 0; button < 7; button++) {
        board.press(button)
        await pass(25)
        board.lift(button)
        await pass(25)
      }
    }
    speak(Uint8Array.of(1, 2, 3, 0))
    board.behave(behaviours.none)
    await pass(2500)

    for (let i = 1; i <= 8; i++) assert.notEqual(heard.valueOf(`button-${i}`), 1, `button ${i}`)
    assert.ok(heard.faults.includes('a frame was damaged'))
    assert.ok(heard.faults.some((what) => /lost/.test(what)))
    assert.equal(driver.status().status, 'live')
    await driver[Symbol.asyncDispose]()
  })

  it('hears of a lift that was lost though nobody touches the board any more', async () => {
    const { driver, heard, board, pass } = plugIn()
    await pass(100)
    board.press(0)
    await pass(50)

    board.behave(behaviours.mutes)
    board.lift(0)
    board.behave(behaviours.none)
    await pass(50)
    assert.deepEqual(strikes(heard, 'button-1'), [1])
    await pass(1500)

    assert.deepEqual(strikes(heard, 'button-1'), [1, 0])
    await driver[Symbol.asyncDispose]()
  })

  it('hears of a lift that was lost when the board starts anew, and gives its lights back', async () => {
    const { driver, heard, board, lit, pass } = plugIn()
    await pass(500)
    driver.set('light-3', 1)
    board.press(0)
    await pass(500)

    board.behave(behaviours.mutes)
    board.lift(0)
    board.behave(behaviours.none)
    board.start()
    assert.equal(lit.get(3), false)
    await pass(50)

    assert.deepEqual(strikes(heard, 'button-1'), [1, 0])
    assert.equal(lit.get(3), true)
    assert.deepEqual([heard.lives, heard.faults], [['opened'], []])
    await driver[Symbol.asyncDispose]()
  })

  it('plays on when the board starts anew in the middle of a frame, again and again', async () => {
    const { driver, heard, board, pass } = plugIn()
    await pass(100)

    board.behave(behaviours.restarts)
    for (let i = 0; i < 6; i++) {
      board.press(1)
      await pass(50)
      board.lift(1)
      await pass(50)
    }
    board.behave(behaviours.none)
    await pass(1500)
    board.turn(3, 256)
    await pass(50)

    assert.equal(heard.valueOf('knob-4'), 256)
    assert.notEqual(heard.valueOf('button-2'), 1)
    assert.deepEqual(heard.lives, ['opened'])
    await driver[Symbol.asyncDispose]()
  })

  it('asks after damage, and not so often that the line is full of questions', async () => {
    const { driver, asked, speak, pass } = plugIn()
    await pass(1100)
    const before = asked.filter((type) => type === 0x81).length

    for (let i = 0; i < 40; i++) {
      speak(Uint8Array.of(1, 2, 3, 0))
      await pass(25)
    }

    const questions = asked.filter((type) => type === 0x81).length - before
    assert.ok(questions >= 1 && questions <= 5, `${questions} questions`)
    await driver[Symbol.asyncDispose]()
  })

  it('is found out where nothing of it is described', async () => {
    const { driver, heard, board, lit, pass } = plugIn({
      ...{ ...knobBox, match: [], controls: [], discover: true },
    })
    await pass(100)

    driver.set('light-1', 1)
    board.press(6)
    board.turn(2, 1023)
    await pass(50)

    assert.deepEqual([heard.valueOf('button-7'), heard.valueOf('analog-3')], [1, 1023])
    assert.equal(lit.get(1), true)
    await driver[Symbol.asyncDispose]()
  })

  it('says on its own what it wants in the log', async () => {
    const { driver, board, logged, pass } = plugIn()
    await pass(100)

    board.log('it is warm in here')
    await pass(25)

    assert.deepEqual(logged, [['board says', { device: 'box', text: 'it is warm in here' }]])
    await driver[Symbol.asyncDispose]()
  })

  it('is suspect, and asked again, where nobody answers', async () => {
    const { driver, asked, pass } = plugIn(knobBox, 'nobody')

    await pass(3800)

    assert.equal(driver.status().status, 'suspect')
    assert.match(driver.status().hint ?? '', /Nothing answers/)
    assert.deepEqual(asked.slice(0, 9), Array(9).fill(0x81))
    await pass(4000)
    assert.ok(asked.length > 15, `${asked.length} questions`)
    await driver[Symbol.asyncDispose]()
  })

  for (const { what, parts, hint } of [
    {
      what: 'has less than is described',
      parts: { ...knobBoxParts, buttons: 7 },
      hint: /knob-box has 7 buttons and 8 are described/,
    },
    {
      what: 'calls itself something else',
      parts: { ...knobBoxParts, name: 'fader-box' },
      hint: /no Knob box: the board calls itself fader-box/,
    },
  ]) {
    it(`is refused where it ${what}, at first and later`, async () => {
      const { driver, heard, pass } = plugIn(knobBox, parts)
      const later = plugIn()
      await later.pass(100)
      const another = simulatedBoard(parts, {
        say: (bytes) => later.speak(Uint8Array.from(bytes)),
        nowMs: () => 0,
      })

      await pass(100)
      another.start()
      await later.pass(100)

      assert.equal(driver.status().status, 'refused')
      assert.match(driver.status().hint ?? '', hint)
      assert.deepEqual(heard.lives, [])
      assert.deepEqual(later.heard.lives, ['opened', 'closing'])
      await driver[Symbol.asyncDispose]()
      await later.driver[Symbol.asyncDispose]()
    })
  }

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
      const { driver, heard, speak, pass } = plugIn(knobBox, 'nobody')
      await pass(100)

      speak(bytes)
      await pass(4000)

      assert.equal(driver.status().status, 'refused')
      assert.match(driver.status().hint ?? '', hint)
      assert.deepEqual(heard.lives, [])
      await driver[Symbol.asyncDispose]()
    })
  }
})

describe('a board with our own firmware on a real port', () => {
  function plugIn(port: string) {
    const heard = hearing()
    const device = { id: 'box', place: placeOf(port)!, description: knobBox }
    return { heard, driver: openHubFrames(device, heard, worldOf()) }
  }

  it('loses no strike and no last value in a flood ten times as wide as the line', async () => {
    await using box = await startSimulator('hub-frame-box')
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

  it('strikes nothing again that is still held when it is back, and has its lights again', async () => {
    await using box = await startSimulator('hub-frame-box')
    const { driver, heard } = plugIn(box.ready.port)
    await using _driver = driver
    await heard.becomes('live')
    driver.set('light-2', 1)
    await box.say('press button-5')
    await until(() => heard.valueOf('button-5') === 1, 'the press')
    await box.hears((says) => says === 'light 2 on')

    await box.say('unplug')
    await heard.becomes('absent')
    assert.deepEqual(heard.lives, ['opened', 'closing'])
    await box.say('plug')
    await heard.becomes('live')
    await until(
      () => box.heard().filter((says) => says === 'light 2 on').length === 2,
      'its light again',
    )

    await box.say('lift button-5')
    await until(() => heard.valueOf('button-5') === 0, 'its lift')
    assert.deepEqual(strikes(heard, 'button-5'), [1, 0])
    assert.deepEqual(heard.lives, ['opened', 'closing', 'opened'])
  })

  it('is let go of dark, while its firmware is written and for good, and plays again between', async () => {
    await using box = await startSimulator('hub-frame-box')
    const { driver, heard } = plugIn(box.ready.port)
    await heard.becomes('live')
    driver.set('light-1', 1)
    await box.hears((says) => says === 'light 1 on')

    await driver.lend!(async (path) => {
      assert.ok(existsSync(path))
      assert.equal(driver.status().status, 'flashing')
      await using _line = await openSerial(path, 115_200, { hear() {}, lost() {} })
      await box.hears((says) => says === 'light 1 off')
    })
    await heard.becomes('live')
    const dark = (): number => box.heard().filter((says) => says === 'light 1 off').length
    await until(() => box.heard().at(-1) === 'light 1 on', 'its light again')
    await driver[Symbol.asyncDispose]()
    await until(() => dark() === 2, 'the dark')

    assert.deepEqual(heard.lives, ['opened', 'closing', 'opened', 'closing'])
  })
})
