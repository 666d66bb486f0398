import { EventEmitter, once } from 'node:events'
import type { Firmata } from 'firmata-io'
import type { Board } from 'johnny-five'
import { HubError } from '#core/errors.ts'
import {
  type FirmataBoard,
  type FirmataEars,
  type FirmataPins,
  notFirmata,
  protocol,
  silent,
} from '../firmata/board.ts'
import { firmataParser } from '../firmata/messages.ts'
import { type PullUps, pullUps } from '../firmata/pull-ups.ts'
import { openSerial, type SerialLine } from './serial.ts'

type JohnnyFive = typeof import('johnny-five')
type Modules = {
  readonly five: JohnnyFive
  readonly Firmata: typeof import('firmata-io').default.Firmata
}

/** What johnny-five 2.1.0 does not declare. */
type HiddenBoard = {
  readonly timer: NodeJS.Timeout | null
  readonly register: readonly object[]
}

const versionQuery = 0xf9
/** An Uno shows its version on a light for 2 s after a restart, and may hear nothing before. */
const askEveryMs = 500
/** A little less than anybody waits for it, so that there is time to say what came instead. */
const patienceMs = 3800
const motionAddress = 0x68

/**
 * Opens a board with StandardFirmata. johnny-five is handed its line: it opens no port, looks for none
 * and prints nothing. Throws as `openSerial` does.
 * @param baud bits a second; 57,600 for StandardFirmata
 */
export async function openBoard(
  path: string,
  baud: number,
  ears: FirmataEars,
  { open = openSerial }: { open?: typeof openSerial } = {},
): Promise<FirmataBoard> {
  // Loaded with the first board: a rig without one does without.
  const [{ default: five }, { default: firmata }] = await Promise.all([
    import('johnny-five'),
    import('firmata-io'),
  ])
  const modules: Modules = { five, Firmata: firmata.Firmata }
  let life: Life | undefined
  /** Bytes since it was asked what it is: those that were Firmata, and those that were not. */
  let [understood, noise] = [0, 0]

  const parser = firmataParser({
    message(bytes) {
      understood += bytes.length
      ears.heard()
      life?.hear(bytes)
    },
    noise(count) {
      noise += count
      // Before it is known what it is, half a message or the noise of its start is nothing special.
      if (life?.isReady()) ears.fault(`${count} bytes were no Firmata`)
    },
  })
  const line = await open(path, baud, {
    hear: parser.push,
    lost: ears.lost,
  })

  return {
    async identify(signal) {
      life?.end()
      understood = 0
      noise = 0
      const mine = beginLife(modules, { path, line, ears })
      life = mine
      const late = new AbortController()
      const timer = setTimeout(() => late.abort(), patienceMs)
      try {
        return await mine.shakeHands(AbortSignal.any([signal, late.signal]))
      } catch (cause) {
        if (cause instanceof HubError) throw cause
        signal.throwIfAborted()
        throw noise > understood ? notFirmata(path, cause) : silent(path, cause)
      } finally {
        clearTimeout(timer)
      }
    },
    ask: async () => life?.ask(),
    async [Symbol.asyncDispose]() {
      life?.end()
      life = undefined
      await line[Symbol.asyncDispose]()
    },
  }
}

/** From one start of the firmware to the next. */
type Life = {
  hear(message: Uint8Array): void
  shakeHands(signal: AbortSignal): Promise<FirmataPins>
  ask(): Promise<void>
  isReady(): boolean
  end(): void
}

function beginLife(
  { five, Firmata }: Modules,
  { path, line, ears }: { path: string; line: SerialLine; ears: FirmataEars },
): Life {
  const pulledUp = pullUps()
  const wire = Object.assign(new EventEmitter(), {
    write(bytes: Uint8Array, written?: () => void) {
      if (state !== 'over') line.write(pulledUp.kept(bytes))
      written?.()
    },
  })
  const io = new Firmata(wire, { reportVersionTimeout: patienceMs })
  // It would ask only once, and late.
  clearTimeout(io.reportVersionTimeoutId)
  let state: 'begun' | 'ready' | 'over' = 'begun'
  let board: Board | undefined
  /** For two ticks johnny-five reaches for what it was given. */
  let making = false
  let asked = false
  let answer = Promise.withResolvers<void>()

  function restarted(): void {
    end()
    ears.restarted()
  }

  io.on('reportversion', () => {
    answer.resolve()
    answer = Promise.withResolvers()
    if (state === 'ready' && !asked) return restarted()
    asked = false
  })
  // It says its name when it starts, and we never ask for it later.
  io.on('queryfirmware', () => {
    if (state === 'ready') restarted()
  })
  io.on('string', (says: string) => ears.fault(`the board says: ${says}`))

  function askVersion(): void {
    asked = true
    wire.write(Uint8Array.of(versionQuery))
  }

  async function shakeHands(signal: AbortSignal): Promise<FirmataPins> {
    // A life before this one may have left it reporting.
    io.reset()
    askVersion()
    const asking = setInterval(askVersion, askEveryMs)
    try {
      await once(io, 'reportversion', { signal })
    } finally {
      clearInterval(asking)
    }
    goOn(signal)
    if (io.version.major !== protocol) throw notFirmata(path)
    if (io.firmware.name === undefined) io.queryFirmware(() => {})
    if (!io.isReady) await once(io, 'ready', { signal })
    goOn(signal)
    board = await madeBoard()
    if (state === 'over') letGo()
    goOn(signal)
    asked = false
    state = 'ready'
    return pinsOf(five, board, { io, pulledUp, fault: ears.fault })
  }

  function goOn(signal: AbortSignal): void {
    signal.throwIfAborted()
    if (state === 'over') throw new Error('this life of the board is over')
  }

  async function madeBoard(): Promise<Board> {
    const made = new five.Board({ io, repl: false, debug: false, sigint: false } as object)
    making = true
    made.on('error', ({ message }) => ears.fault(message))
    await new Promise<void>((resolve) => made.on('ready', resolve))
    making = false
    return made
  }

  function end(): void {
    if (state === 'over') return
    state = 'over'
    answer.resolve()
    if (!making) letGo()
  }

  function letGo(): void {
    io.removeAllListeners()
    wire.removeAllListeners()
    if (board) bury(five, board)
    hollow(io)
  }

  return {
    hear(message) {
      try {
        wire.emit('data', message)
      } catch (error) {
        // What it does not expect makes the library throw.
        ears.fault(error instanceof Error ? error.message : String(error))
      }
    },
    shakeHands,
    ask() {
      if (state !== 'ready') return Promise.resolve()
      askVersion()
      return answer.promise
    },
    isReady: () => state === 'ready',
    end,
  }
}

/**
 * johnny-five and firmata-io keep every board and component for ever, in lists of their own: what they
 * keep is made to hold nothing.
 */
function bury(five: JohnnyFive, board: Board): void {
  const { cache } = five.Board as unknown as { readonly cache: Board[] }
  const at = cache.indexOf(board)
  if (at !== -1) cache.splice(at, 1)
  const { timer, register } = board as unknown as HiddenBoard
  if (timer) clearTimeout(timer)
  for (const component of register) hollow(component)
  hollow(board)
}

function hollow(kept: object): void {
  for (const key of Object.keys(kept)) Reflect.deleteProperty(kept, key)
}

const uses = {
  INPUT: 'be read',
  OUTPUT: 'be set',
  PWM: 'dim a light',
  SERVO: 'move a servo',
} as const

type Parts = {
  readonly io: Firmata
  readonly pulledUp: PullUps
  fault(what: string): void
}

function pinsOf(five: JohnnyFive, board: Board, { io, pulledUp, fault }: Parts): FirmataPins {
  const can = (pin: number, mode: keyof Firmata['MODES']): boolean =>
    io.pins[pin]?.supportedModes.includes(io.MODES[mode]) ?? false
  function must(pin: number, mode: keyof typeof uses): void {
    if (!can(pin, mode)) throw new Error(`pin ${pin} of this board cannot ${uses[mode]}`)
  }
  function analogRead(channel: number, hear: (value: number) => void): void {
    if (io.analogPins[channel] === undefined) throw new Error(`this board has no A${channel}`)
    io.pinMode(channel, io.MODES.ANALOG)
    io.analogRead(channel, hear)
  }

  return {
    sampleEvery: (ms) => io.setSamplingInterval(ms),
    analog: analogRead,
    digital(pin, pullup, hear) {
      must(pin, 'INPUT')
      const byMode = pullup && can(pin, 'PULLUP')
      io.pinMode(pin, byMode ? io.MODES.PULLUP : io.MODES.INPUT)
      if (pullup && !byMode) {
        pulledUp.add(pin)
        io.digitalWrite(pin, 1)
      }
      io.digitalRead(pin, (level) => hear(level === 1))
    },
    distance(model, channel, hear) {
      if (io.analogPins[channel] === undefined) throw new Error(`this board has no A${channel}`)
      const sensor = withoutIntervals(
        () => new five.Proximity({ controller: model, pin: `A${channel}`, board }),
      ) as unknown as { readonly cm: number }
      io.on(`analog-read-${channel}`, () => hear(sensor.cm))
    },
    motion(hear) {
      const imu = withoutIntervals(() => new five.IMU({ controller: 'MPU6050', board } as object))
      const { accelerometer: at, gyro } = imu as unknown as { accelerometer: Accel; gyro: Gyro }
      let silenced = false
      at.on('data', () => {
        if (silenced) return
        for (const axis of ['x', 'y', 'z'] as const) hear(`accel-${axis}`, at[axis])
        for (const angle of ['pitch', 'roll'] as const) hear(angle, at[angle])
      })
      gyro.on('data', () => {
        if (silenced) return
        for (const axis of ['x', 'y', 'z'] as const) hear(`gyro-${axis}`, gyro.rate[axis])
      })
      io.on('string', (says: string) => {
        // Without a sensor the board complains a hundred times a second, and sends what it has not read.
        if (silenced || !says.startsWith('I2C: Too few')) return
        silenced = true
        io.i2cStop(motionAddress)
        fault('the MPU-6050 does not answer; check its wires and plug the board in again')
      })
    },
    light(pin) {
      must(pin, 'OUTPUT')
      const led = new five.Led({ pin, board })
      return (on) => void (on ? led.on() : led.off())
    },
    dimmer(pin) {
      must(pin, 'PWM')
      const led = new five.Led({ pin, board })
      return (share) => void led.brightness(Math.round(share * 255))
    },
    servo(pin) {
      must(pin, 'SERVO')
      const servo = new five.Servo({ pin, board })
      return (degrees) => void servo.to(degrees)
    },
  }
}

type Accel = EventEmitter & Readonly<Record<'x' | 'y' | 'z' | 'pitch' | 'roll', number>>
type Gyro = EventEmitter & { readonly rate: Readonly<Record<'x' | 'y' | 'z', number>> }

/**
 * Some components of johnny-five start intervals that nobody can stop, only to say again what was
 * measured; we listen to the measuring itself. Nothing else runs while one is made.
 */
function withoutIntervals<T>(make: () => T): T {
  const { setInterval } = globalThis
  globalThis.setInterval = (() => undefined) as unknown as typeof setInterval
  try {
    return make()
  } finally {
    globalThis.setInterval = setInterval
  }
}
