import assert from 'node:assert/strict'
import fc from 'fast-check'
import sinon from 'sinon'
import type { FirmataPins } from '#firmware-bridge/firmata/board.ts'
import { openBoard } from '#firmware-bridge/transports/johnny-five/open-board.ts'
import type { openSerial, SerialEars } from '#firmware-bridge/transports/serial.ts'
import { voltsAt } from '#simulators/avr/distance.ts'
import { standardFirmataFlash } from '#simulators/avr/firmware.ts'
import { type Mpu6050, mpu6050 } from '#simulators/avr/mpu6050.ts'
import { openTwin, type Twin } from '#simulators/avr/twin.ts'
import { loops } from '#test/support/loops.ts'
import { virtualTime } from '#test/support/virtual-time.ts'

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
const never = new AbortController().signal

/** A line in memory, and what came of it. */
async function lineTo(write: (bytes: Uint8Array) => void) {
  const faults: string[] = []
  let restarts = 0
  let serial: SerialEars | undefined
  const open: typeof openSerial = async (_path, _baud, ears) => {
    serial = ears
    return {
      ...{ fd: -1, write, restartBoard: async () => {}, reportLoss() {} },
      async [Symbol.asyncDispose]() {},
    }
  }
  const ears = {
    heard() {},
    lost() {},
    restarted() {
      restarts += 1
    },
    fault: (what: string) => void faults.push(what),
  }
  const board = await openBoard('/dev/ttyACM0', 57_600, ears, { open })
  return {
    ...{ board, faults, restarts: () => restarts },
    hear: (bytes: Iterable<number>) => serial!.hear(Uint8Array.from(bytes)),
  }
}

/** A board on a twin in emulated time: nothing happens on it but in `pass`. */
async function boardOn(twin: Twin) {
  const line = await lineTo((bytes) => twin.receive(bytes))
  async function pass(ms: number, sliceMs = 5): Promise<void> {
    for (let leftMs = ms; leftMs > 0; leftMs -= sliceMs) {
      twin.run(Math.min(leftMs, sliceMs))
      line.hear(twin.sent().map(({ byte }) => byte))
      await settled()
    }
  }
  async function identify(): Promise<FirmataPins> {
    let pins: FirmataPins | undefined
    const identified = line.board.identify(never).then((mine) => {
      pins = mine
    })
    while (!pins) await Promise.race([pass(5), identified])
    pins.sampleEvery(10)
    return pins
  }
  return {
    ...{ ...line, pass, identify },
    [Symbol.asyncDispose]: () => line.board[Symbol.asyncDispose](),
  }
}

describe('a board behind johnny-five', function () {
  this.timeout(loops(20_000, 120_000))
  let motion: Mpu6050
  let twin: Twin
  // It shows its version for almost 2 s: one boot serves all, and each begins a new life of it.
  before(() => {
    motion = mpu6050()
    twin = openTwin(standardFirmataFlash(), { i2c: [motion] })
    twin.run(1900)
  })
  beforeEach(() => void twin.sent())

  it('reads what turns, and nothing before it was measured', async () => {
    await using on = await boardOn(twin)
    const pins = await on.identify()
    const heard: number[] = []
    twin.turn(2, 0.5)

    pins.analog(2, (value) => void heard.push(value))
    assert.deepEqual(heard, [])
    await on.pass(100)
    twin.turn(2, 1)
    await on.pass(30)

    assert.equal(heard[0], 512)
    assert.equal(heard.at(-1), 1023)
    assert.ok(heard.length >= 10 && heard.length <= 13, `${heard.length}`)
  })

  it('reads contacts with and without a resistor of their own', async () => {
    await using on = await boardOn(twin)
    const pins = await on.identify()
    const changes: string[] = []
    const now = new Map<number, boolean>()
    const hear = (pin: number) => (high: boolean) => {
      if (now.get(pin) !== high) changes.push(`${pin} ${high ? 'high' : 'low'}`)
      now.set(pin, high)
    }
    pins.digital(2, true, hear(2))
    pins.digital(3, false, hear(3))
    await on.pass(20)
    changes.length = 0

    for (const pin of [2, 3]) {
      twin.press(pin)
      await on.pass(10)
      twin.lift(pin)
      await on.pass(10)
    }

    assert.deepEqual(changes, ['2 low', '2 high', '3 high', '3 low'])
  })

  it('keeps a button pulled up though a light beside it is set while it is held', async () => {
    await using on = await boardOn(twin)
    const pins = await on.identify()
    let high: boolean | undefined
    pins.digital(8, true, (is) => {
      high = is
    })
    const light = pins.light(13)
    await on.pass(20)
    twin.press(8)
    await on.pass(20)
    assert.equal(high, false)

    light(true)
    await on.pass(20)
    twin.lift(8)
    await on.pass(20)

    assert.equal(high, true)
    assert.deepEqual(twin.shows(13), { is: 'on' })
  })

  it('reads how a motion sensor lies, and how it turns once it has found its rest', async () => {
    motion.pose({ accel: [0.5, 0, 0.87], gyro: [0, 0, 0] })
    await using on = await boardOn(twin)
    const pins = await on.identify()
    const axes = new Map<string, number>()

    pins.motion((axis, value) => void axes.set(axis, value))
    await on.pass(300)
    assert.deepEqual(axes.get('accel-x'), 0.5)
    assert.equal(axes.has('gyro-x'), false)
    await on.pass(1100)
    motion.pose({ gyro: [90, 0, -45] })
    await on.pass(200)

    assert.deepEqual([...axes.values()].slice(0, 3), [0.5, 0, 0.87])
    assert.ok(Math.abs(axes.get('pitch')! - 29.9) < 0.1)
    assert.ok(Math.abs(axes.get('gyro-x')! - 90) < 0.1)
    assert.ok(Math.abs(axes.get('gyro-z')! + 45) < 0.1)
  })

  it('says once that a motion sensor is not there, and hears nothing of it', async () => {
    const bare = openTwin(standardFirmataFlash())
    bare.run(1900)
    bare.sent()
    await using on = await boardOn(bare)
    const pins = await on.identify()
    let heard = 0

    pins.motion(() => {
      heard += 1
    })
    await on.pass(200)

    assert.equal(heard, 0)
    assert.equal(on.faults.filter((what) => what.includes('does not answer')).length, 1)
    assert.ok(on.faults.length < 10, on.faults.join())
  })

  it('reads a distance in cm, and none while there is nothing measured', async () => {
    await using on = await boardOn(twin)
    const pins = await on.identify()
    const heard: number[] = []
    pins.distance('GP2Y0A21YK', 3, (cm) => void heard.push(cm))

    for (const cm of [10, 30, 60]) {
      twin.turn(3, voltsAt(cm) / 5)
      await on.pass(40)
      assert.ok(Math.abs(heard.at(-1)! / cm - 1) < 0.08, `${heard.at(-1)} for ${cm} cm`)
    }
  })

  it('lights, dims and moves what it is told to', async () => {
    await using on = await boardOn(twin)
    const pins = await on.identify()
    const [light, dim, servo] = [pins.light(12), pins.dimmer(5), pins.servo(9)]

    light(true)
    dim(0.25)
    for (const [degrees, us] of [
      [0, 600],
      [90, 1500],
      [180, 2400],
    ] as const) {
      servo(degrees)
      await on.pass(100)
      const shows = twin.shows(9)
      assert.ok(shows.is === 'servo' && Math.abs(shows.pulseUs - us) < 1)
    }

    assert.deepEqual(twin.shows(12), { is: 'on' })
    const dimmed = twin.shows(5)
    assert.ok(dimmed.is === 'dimmed' && Math.abs(dimmed.share - 0.25) < 0.01)
  })

  it('says what a pin cannot do', async () => {
    await using on = await boardOn(twin)
    const pins = await on.identify()

    assert.throws(() => pins.dimmer(2), /pin 2 of this board cannot dim a light/)
    assert.throws(() => pins.servo(0), /pin 0 of this board cannot move a servo/)
    assert.throws(() => pins.digital(70, true, () => {}), /pin 70 of this board cannot be read/)
    assert.throws(() => pins.analog(9, () => {}), /no A9/)
  })

  it('answers that it is alive, and does not take the answer for a restart', async () => {
    await using on = await boardOn(twin)
    await on.identify()

    for (let i = 0; i < 3; i++) {
      const answered = on.board.ask()
      await on.pass(10)
      await answered
    }

    assert.equal(on.restarts(), 0)
  })

  it('is noticed when it starts anew, wherever that cuts what it says, and plays again', async () => {
    await using on = await boardOn(twin)
    for (let i = 0; i < loops(2, 20); i++) {
      const pins = await on.identify()
      for (let channel = 0; channel < 6; channel++) pins.analog(channel, () => {})
      await on.pass(20)
      await on.pass(11 + i * 0.17, 0.17)
      if (i % 2 === 1) void on.board.ask()

      twin.reset()
      await on.pass(1950)

      assert.equal(on.restarts(), i + 1)
    }
    let heard = 0
    const pins = await on.identify()
    pins.analog(0, () => {
      heard += 1
    })
    await on.pass(50)

    assert.ok(heard > 0)
  })

  it('survives every byte that a line can bring', async () => {
    await using on = await boardOn(twin)
    const pins = await on.identify()
    pins.analog(0, () => {})
    const byte = fc.oneof(
      fc.integer({ min: 0, max: 255 }),
      fc.constantFrom(0xf0, 0xf7, 0xe0, 0x90, 0x6a, 0x6c, 0x6e, 0x77, 0x71, 0x62),
    )

    fc.assert(fc.property(fc.array(byte, { maxLength: 60 }), (bytes) => on.hear(bytes)))
  })

  it('prints nothing and leaves nothing behind, wherever in the handshake it is closed', async () => {
    const printed = sinon.spy(console, 'log')
    const listeners = process.listenerCount('SIGINT')
    const timers = () => process.getActiveResourcesInfo().filter((one) => one === 'Timeout').length
    // Mocha starts its own once the test has begun to wait.
    await settled()
    const before = timers()
    for (const ms of [0, 1, 2, 5, 9, 20, 40, 50, 60, 80]) {
      const on = await boardOn(twin)
      const stopping = new AbortController()
      const identified = on.board.identify(stopping.signal).then(
        (pins) => void pins.motion(() => {}),
        () => {},
      )
      await on.pass(ms, 1)

      stopping.abort()
      await on.board[Symbol.asyncDispose]()
      await identified
    }

    printed.restore()
    assert.equal(printed.callCount, 0)
    assert.equal(process.listenerCount('SIGINT'), listeners)
    assert.ok(timers() <= before, `${timers()} timers of ${before}`)
  })

  it('is refused where it speaks another protocol, or something that is none', async () => {
    using time = virtualTime()
    for (const says of [
      [0xf9, 1, 0],
      [36, 71, 80, 82, 77, 67, 13, 10],
    ]) {
      const line = await lineTo(() => line.hear(says))
      let code: string | undefined
      line.board.identify(never).catch((error) => {
        code = error.code
      })

      await time.passUntil(() => code !== undefined, 4000)

      assert.equal(code, 'device-mismatch')
      await line.board[Symbol.asyncDispose]()
    }
  })

  it('is silent where nothing answers, after it was asked again and again', async () => {
    using time = virtualTime()
    let asked = 0
    const line = await lineTo(([first]) => {
      if (first === 0xf9) asked += 1
    })
    let code: string | undefined
    line.board.identify(never).catch((error) => {
      code = error.code
    })

    await time.passUntil(() => code !== undefined, 4000)

    assert.equal(code, 'device-silent')
    assert.ok(asked >= 7, `asked ${asked} times`)
    await line.board[Symbol.asyncDispose]()
  })
})
