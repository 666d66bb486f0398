import type { EventEmitter } from 'node:events'
import type { Firmata } from 'firmata-io'
import type { Board } from 'johnny-five'
import type { FirmataPins } from '../../firmata/board.ts'
import type { PullUps } from '../../firmata/pull-ups.ts'

export type JohnnyFive = typeof import('johnny-five')

const motionAddress = 0x68
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

/** What can be read and set at the pins of a board. */
export function pinsOf(
  five: JohnnyFive,
  board: Board,
  { io, pulledUp, fault }: Parts,
): FirmataPins {
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
