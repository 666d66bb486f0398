import { simulateBoard } from './avr/board.ts'
import { voltsAt } from './avr/distance.ts'
import { standardFirmataFlash } from './avr/firmware.ts'
import { mpu6050 } from './avr/mpu6050.ts'
import type { PinShows } from './avr/pins.ts'

/**
 * `node simulators/arduino-process.ts [description]`: an Arduino Uno with StandardFirmata. On A0 to A5 there
 * is whatever is turned, on D2 to D13 what is pressed, and an MPU-6050 on its I2C.
 */
const description = process.argv[2] ?? 'arduino-uno'
const motion = mpu6050()
const numbers = (words: readonly string[]) => words.map(Number) as [number, number, number]
/** A hobby servo turns from 600 to 2400 µs. */
const degrees = (pulseUs: number): number => Math.max(0, Math.round((pulseUs - 600) / 10))

function telling(pin: number): (shows: PinShows) => string {
  return (shows) => {
    switch (shows.is) {
      case 'servo':
        return `servo ${pin} at ${degrees(shows.pulseUs)} degrees`
      case 'dimmed':
        return `light ${pin} at ${shows.share.toFixed(2)}`
      case 'on':
      case 'off':
        return `light ${pin} ${shows.is}`
    }
  }
}

await simulateBoard({
  name: 'arduino',
  flash: standardFirmataFlash(),
  i2c: [motion],
  ready: {
    transport: 'firmata',
    description,
    says: 'analog 0 0.5 turns A0 half way; press 2, lift 2; tilt 0.5 0 0.87; distance 30; unplug, plug, quit',
  },
  commands: (twin) => ({
    analog: {
      words: 'analog <0..5> <0..1>',
      do: ([channel, share]) => twin.turn(Number(channel), Number(share)),
    },
    press: { words: 'press <2..19>', do: ([pin]) => twin.press(Number(pin)) },
    lift: { words: 'lift <2..19>', do: ([pin]) => twin.lift(Number(pin)) },
    tilt: {
      words: 'tilt <-2..2> <-2..2> <-2..2>',
      do: (words) => motion.pose({ accel: numbers(words) }),
    },
    spin: {
      words: 'spin <-250..250> <-250..250> <-250..250>',
      do: (words) => motion.pose({ gyro: numbers(words) }),
    },
    // An infrared distance sensor, on A0 unless another channel is named.
    distance: {
      words: 'distance <1..300> [0..5]',
      do: ([cm, channel = '0']) => twin.turn(Number(channel), voltsAt(Number(cm)) / 5),
    },
  }),
  seen: new Map(Array.from({ length: 18 }, (_, i) => [i + 2, telling(i + 2)])),
})
process.exit(0)
