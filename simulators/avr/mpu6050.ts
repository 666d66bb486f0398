import type { I2cDevice } from './i2c.ts'

/** How an MPU-6050 lies and turns. */
export type Pose = {
  /** g along x, y and z; flat on a table is 0, 0, 1. */
  readonly accel: readonly [x: number, y: number, z: number]
  /** Degrees a second around x, y and z. */
  readonly gyro: readonly [x: number, y: number, z: number]
  readonly celsius: number
}

export type Mpu6050 = I2cDevice & { pose(now: Partial<Pose>): void }

const atRest: Pose = { accel: [0, 0, 1], gyro: [0, 0, 0], celsius: 25 }

const [GYRO_CONFIG, ACCEL_CONFIG, ACCEL_XOUT_H, PWR_MGMT_1, WHO_AM_I] = [
  0x1b, 0x1c, 0x3b, 0x6b, 0x75,
]

/** A motion sensor after its register map (RM-MPU-6000A): it sleeps until it is woken by PWR_MGMT_1. */
export function mpu6050(address = 0x68): Mpu6050 {
  const registers = new Uint8Array(128)
  registers[PWR_MGMT_1] = 0x40
  registers[WHO_AM_I] = 0x68
  let pose = atRest
  let pointer = 0
  let named = false

  const asleep = (): boolean => (registers[PWR_MGMT_1]! & 0x40) !== 0

  /** The registers keep what was measured last; asleep nothing is measured. */
  function measure(): void {
    if (asleep()) return
    const accelPerG = 16_384 >> ((registers[ACCEL_CONFIG]! >> 3) & 3)
    const gyroPerDegree = 131 / (1 << ((registers[GYRO_CONFIG]! >> 3) & 3))
    const words = [
      ...pose.accel.map((g) => g * accelPerG),
      (pose.celsius - 36.53) * 340,
      ...pose.gyro.map((degrees) => degrees * gyroPerDegree),
    ]
    const view = new DataView(registers.buffer, ACCEL_XOUT_H)
    for (const [i, word] of words.entries())
      view.setInt16(i * 2, Math.max(-32_768, Math.min(32_767, Math.round(word))))
  }

  return {
    address,
    pose(now) {
      pose = { ...pose, ...now }
    },
    begin(direction) {
      named = false
      // One measurement is read as a whole, however long the reading takes.
      if (direction === 'read') measure()
    },
    write(byte) {
      if (named) {
        if (pointer !== WHO_AM_I) registers[pointer & 0x7f] = byte
        pointer += 1
      } else {
        pointer = byte
        named = true
      }
      return true
    },
    read() {
      const byte = registers[pointer & 0x7f]!
      pointer += 1
      return byte
    },
  }
}
