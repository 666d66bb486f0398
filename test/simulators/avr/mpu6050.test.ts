import assert from 'node:assert/strict'
import { mpu6050 } from '#simulators/avr/mpu6050.ts'

type Sensor = ReturnType<typeof mpu6050>

function write(sensor: Sensor, ...bytes: readonly number[]): void {
  sensor.begin('write')
  for (const byte of bytes) sensor.write(byte)
}

/** Words from this register on, as a master reads them. */
function words(sensor: Sensor, register: number, count: number): readonly number[] {
  write(sensor, register)
  sensor.begin('read')
  const bytes = Uint8Array.from({ length: count * 2 }, () => sensor.read())
  return Array.from({ length: count }, (_, i) => new DataView(bytes.buffer).getInt16(i * 2))
}

describe('the MPU-6050', () => {
  it('says who it is', () => {
    const sensor = mpu6050()
    write(sensor, 0x75)
    sensor.begin('read')

    assert.equal(sensor.read(), 0x68)
  })

  it('measures nothing until it is woken', () => {
    const sensor = mpu6050()

    assert.deepEqual(words(sensor, 0x3b, 3), [0, 0, 0])
    write(sensor, 0x6b, 0)
    assert.deepEqual(words(sensor, 0x3b, 3), [0, 0, 16_384])
  })

  it('measures how it lies, how warm it is and how it turns', () => {
    const sensor = mpu6050()
    write(sensor, 0x6b, 0)

    sensor.pose({ accel: [0.5, -0.25, 0.866], gyro: [10, 0, -20], celsius: 36.53 })

    assert.deepEqual(words(sensor, 0x3b, 7), [8192, -4096, 14_189, 0, 1310, 0, -2620])
  })

  it('measures more coarsely in a wider range, and no further than it goes', () => {
    const sensor = mpu6050()
    write(sensor, 0x6b, 0)
    sensor.pose({ accel: [3, 0, 1] })

    assert.deepEqual(words(sensor, 0x3b, 3), [32_767, 0, 16_384])
    write(sensor, 0x1c, 0x08)
    assert.deepEqual(words(sensor, 0x3b, 3), [24_576, 0, 8192])
  })
})
