import assert from 'node:assert/strict'
import sinon from 'sinon'
import { HubError } from '#core/errors.ts'
import { flash } from '#firmware-bridge/flash/flash.ts'
import { type BoardImage, shippedFirmware } from '#firmware-bridge/flash/shipped.ts'
import type { openSerial, SerialEars } from '#firmware-bridge/transports/serial.ts'
import { type Failing, optiboot } from '#simulators/stk500/bootloader.ts'

/** An Uno on a lead without a computer between: only its bootloader, at its own speed. */
function uno({
  baud = 115_200,
  fails = 'none' as Failing,
  noise = [] as readonly number[],
  /** How late it answers to the first word. */
  lateMs = 0,
} = {}) {
  const memory = new Uint8Array(32_768).fill(0xff)
  const calls: string[] = []
  let ears: SerialEars | undefined
  let speed = 0
  const board = optiboot(memory, {
    say: (bytes) => queueMicrotask(() => ears?.hear(Uint8Array.from(bytes))),
    heard() {},
    left: () => calls.push('left'),
    unplug: () => queueMicrotask(() => void ears?.lost('it was unplugged')),
  })
  board.fail(fails)
  const open: typeof openSerial = async (_path, at, listening) => {
    calls.push(`open ${at}`)
    ears = listening
    speed = at
    return {
      fd: -1,
      write(bytes) {
        if (speed !== baud) return
        setTimeout(board.hear, lateMs || 1, bytes)
        lateMs = 0
      },
      restartBoard: async () => {
        calls.push('restart')
        listening.hear(Uint8Array.from(noise))
      },
      reportLoss() {},
      [Symbol.asyncDispose]: async () => {
        calls.push('closed')
      },
    }
  }
  return { open, memory, calls, fail: board.fail }
}

const image: BoardImage = {
  chip: { name: 'ATmega328P', signature: [0x1e, 0x95, 0x0f], pageBytes: 128, flashBytes: 32_256 },
  bytes: Uint8Array.from({ length: 1000 }, (_, i) => (i * 7) & 0xff),
}

/** What it failed with; fails the test where it did not. */
async function failure(work: Promise<void>): Promise<HubError> {
  const error = await work.then(
    () => undefined,
    (cause: unknown) => cause,
  )
  assert.ok(error instanceof HubError, 'it did not fail')
  assert.equal(error.code, 'flash-failed')
  assert.ok(error.hint.length > 10)
  return error
}

describe('writing a program to a board', () => {
  let clock: sinon.SinonFakeTimers
  beforeEach(() => {
    clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  })
  afterEach(() => clock.restore())

  /** Lets the time pass that the work needs. */
  async function passing<T>(work: Promise<T>): Promise<T> {
    let over = false
    const done = work.finally(() => {
      over = true
    })
    done.catch(() => {})
    while (!over) await clock.tickAsync(10)
    return done
  }

  it('puts every byte of it into the flash, starts it, and lets go of the port', async () => {
    const { open, memory, calls } = uno()

    await passing(flash('/dev/x', image, { open }))

    assert.deepEqual(memory.subarray(0, 1000), image.bytes)
    assert.ok(memory.subarray(1000).every((byte) => byte === 0xff))
    assert.deepEqual(calls, ['open 115200', 'restart', 'left', 'closed'])
  })

  it('says how far it is, up to 1 when all is checked', async () => {
    const { open } = uno()
    const told: number[] = []

    await passing(flash('/dev/x', image, { open, progress: (done) => told.push(done) }))

    assert.equal(told.length, 16)
    assert.deepEqual(
      told,
      [...told].sort((a, b) => a - b),
    )
    assert.equal(told.at(-1), 1)
  })

  it('hears the bootloader through what the old program was still saying', async () => {
    const { open, memory } = uno({ noise: [0x14, 2, 3, 0x10, 0x14] })

    await passing(flash('/dev/x', image, { open }))

    assert.deepEqual(memory.subarray(0, 1000), image.bytes)
  })

  it('takes no late answer for that of the next question', async () => {
    for (const lateMs of [151, 160, 169]) {
      const { open, memory } = uno({ lateMs })

      await passing(flash('/dev/x', image, { open }))

      assert.deepEqual(memory.subarray(0, 1000), image.bytes)
    }
  })

  it('finds the bootloader of older boards at its own speed', async () => {
    const { open, memory, calls } = uno({ baud: 57_600 })

    await passing(flash('/dev/x', image, { open }))

    assert.deepEqual(memory.subarray(0, 1000), image.bytes)
    assert.deepEqual(
      calls.filter((call) => call.startsWith('open')),
      ['open 115200', 'open 57600'],
    )
  })

  it('gives up where no bootloader answers, and has changed nothing', async () => {
    const { open, memory, calls } = uno({ fails: 'silent' })

    const error = await failure(passing(flash('/dev/x', image, { open })))

    assert.match(error.message, /no bootloader answers; nothing was written/)
    assert.match(error.hint, /reset/)
    assert.ok(memory.every((byte) => byte === 0xff))
    assert.equal(calls.filter((call) => call === 'closed').length, 2)
  })

  it('refuses another chip, and has changed nothing', async () => {
    const { open, memory } = uno({ fails: 'another-chip' })

    const error = await failure(passing(flash('/dev/x', image, { open })))

    assert.match(error.message, /another chip \(1e9406\); nothing was written/)
    assert.match(error.hint, /ATmega328P/)
    assert.ok(memory.every((byte) => byte === 0xff))
  })

  it('notices what the board did not keep', async () => {
    const { open } = uno({ fails: 'drops-page' })

    const error = await failure(passing(flash('/dev/x', image, { open })))

    assert.match(error.message, /did not keep .* 256; the program on the board is incomplete/)
    assert.match(error.hint, /Writing again mends it/)
  })

  for (const fails of ['unplugs-itself', 'stops'] as const) {
    it(`says that the program is incomplete where the board ${fails}, and mends it`, async () => {
      const { open, memory, fail } = uno({ fails })

      const error = await failure(passing(flash('/dev/x', image, { open })))
      assert.match(error.message, /incomplete/)
      assert.match(error.hint, /Writing again mends it/)
      assert.notDeepEqual(memory.subarray(0, 1000), image.bytes)
      fail('none')
      await passing(flash('/dev/x', image, { open }))

      assert.deepEqual(memory.subarray(0, 1000), image.bytes)
    })
  }

  it('stops when it is told to, and says what that left', async () => {
    const { open } = uno()
    const stop = new AbortController()
    const progress = (done: number): void => {
      if (done >= 0.25) stop.abort()
    }

    const error = await failure(
      passing(flash('/dev/x', image, { open, progress, signal: stop.signal })),
    )

    assert.match(error.message, /stopped; the program on the board is incomplete/)
  })

  it('does not begin where it was stopped before', async () => {
    const { open, calls } = uno()

    await failure(passing(flash('/dev/x', image, { open, signal: AbortSignal.abort() })))

    assert.deepEqual(calls, [])
  })

  it('passes on why a port does not open', async () => {
    const cause = new HubError('port-busy', 'another program holds it', {
      hint: 'Close the other.',
    })
    const open = sinon.stub().rejects(cause)

    const error = await failure(passing(flash('/dev/x', image, { open })))

    assert.match(error.message, /another program holds it; nothing was written/)
    assert.equal(error.hint, 'Close the other.')
    assert.equal(error.cause, cause)
  })

  it('refuses a program that is too big before it touches the board', async () => {
    const { open, calls } = uno()
    const big = { ...image, bytes: new Uint8Array(32_257) }

    assert.match(
      (await failure(flash('/dev/x', big, { open }))).message,
      /too big for an ATmega328P/,
    )
    assert.deepEqual(calls, [])
  })

  it('writes what comes with the hub', async () => {
    const { open, memory } = uno()
    const knobBox = await shippedFirmware('knob-box')

    await passing(flash('/dev/x', knobBox, { open }))

    assert.deepEqual(memory.subarray(0, knobBox.bytes.length), knobBox.bytes)
  })
})
