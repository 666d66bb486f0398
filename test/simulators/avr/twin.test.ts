import assert from 'node:assert/strict'
import { knobBoxFlash, standardFirmataFlash } from '#simulators/avr/firmware.ts'
import { mpu6050 } from '#simulators/avr/mpu6050.ts'
import { cyclesPerMs, openTwin, type Twin } from '#simulators/avr/twin.ts'
import { unoFlashBytes } from '#simulators/avr/uno.ts'

const [pinMode, analog, startSysex, endSysex] = [0xf4, 0xe0, 0xf0, 0xf7]
const bytesOf = (twin: Twin): readonly number[] => twin.sent().map(({ byte }) => byte)

/** Flash with these words of program at its start. */
function program(...words: readonly number[]): Uint8Array {
  const flash = new Uint8Array(unoFlashBytes).fill(0xff)
  new Uint16Array(flash.buffer).set(words)
  return flash
}
// The few instructions that the programs below are made of.
const ldi = (register: number, value: number) =>
  0xe000 | ((value & 0xf0) << 4) | ((register - 16) << 4) | (value & 0x0f)
const sts = (address: number, register: number) => [0x9200 | (register << 4), address] as const
const rjmp = (by: number) => 0xc000 | (by & 0xfff)
const set = (address: number, value: number) => [ldi(16, value), ...sts(address, 16)] as const
const [UCSR0A, UCSR0B, UBRR0L, UDR0, SMCR] = [0xc0, 0xc1, 0xc4, 0xc6, 0x53]

describe('the Arduino twin', () => {
  it('runs the knob box, which says hello within 2 ms', () => {
    const twin = openTwin(knobBoxFlash())

    twin.run(2)

    assert.match(String.fromCharCode(...bytesOf(twin)), /knob-box/)
  })

  it('does the same to the cycle on every run', () => {
    const run = () => {
      const twin = openTwin(knobBoxFlash())
      for (let i = 0; i < 20; i++) {
        twin.turn(0, i / 20)
        if (i % 2 === 0) twin.press(2)
        else twin.lift(2)
        twin.run(17.3)
      }
      return twin.sent()
    }

    const first = run()
    assert.ok(first.length > 400)
    assert.deepEqual(run(), first)
  })

  it('sends bytes without a gap, each as long as its baud makes it', () => {
    // U2X and UBRR 16: 8 * 17 cycles a bit, ten bits a byte.
    const send = [...set(UCSR0A, 2), ...set(UBRR0L, 16), ...set(UCSR0B, 0x08)]
    const twin = openTwin(program(...send, ...set(UDR0, 0x55), ...sts(UDR0, 16), rjmp(-1)))

    twin.run(1)

    const [one, two, ...more] = twin.sent()
    assert.equal(two!.atCycle - one!.atCycle, 1360)
    assert.deepEqual([one!.byte, two!.byte, more], [0x55, 0x55, []])
  })

  it('keeps two bytes that nobody reads, and loses those after them', () => {
    // Both last longer than four bytes at 160 cycles each.
    const wait = [ldi(17, 0), 0x951a, 0xf7f1]
    const echo = [0x9100, UDR0, ...sts(UDR0, 16)]
    const listen = [...set(UCSR0B, 0x18), ...wait, ...wait, ...echo, ...echo]
    const twin = openTwin(program(...listen, ...wait, ...echo, rjmp(-1)))
    twin.run(0.01)

    twin.receive([1, 2, 3, 4])
    twin.run(1)

    assert.equal(twin.waiting(), 0)
    assert.deepEqual(bytesOf(twin), [1, 2, 0])
  })

  it('leaps through a sleep to the interrupt that ends it', () => {
    // Timer 0 counts to 249 in steps of 64 cycles; its interrupt at 0x1c toggles pin 13 and returns.
    const vector = [0x9a1d, 0x9518]
    const setUp = [
      ...[...set(0x24, 0x20), ...set(0x47, 249), ...set(0x44, 2), ...set(0x45, 3)],
      ...[...set(0x6e, 2), ...set(SMCR, 1), 0x9478],
    ]
    const main = [...setUp, 0x9588, rjmp(-2)]
    const words = Array.from({ length: 0x40 + main.length }, () => 0)
    words.splice(0, 1, rjmp(0x3f))
    words.splice(0x1c, 2, ...vector)
    words.splice(0x40, main.length, ...main)
    const twin = openTwin(program(...words))

    twin.run(1.5)
    assert.deepEqual(twin.shows(13), { is: 'on' })
    twin.run(2)
    assert.deepEqual(twin.shows(13), { is: 'dimmed', share: 0.5 })
  })

  it('pulls its inputs up where the firmware wants it, and lets a button pull them down', () => {
    const twin = openTwin(knobBoxFlash())
    twin.run(5)
    twin.sent()

    twin.press(2)
    twin.run(5)
    const pressed = bytesOf(twin)
    twin.lift(2)
    twin.run(20)

    assert.notEqual(pressed.length, 0)
    assert.notEqual(bytesOf(twin).length, 0)
  })

  describe('with StandardFirmata', () => {
    const motion = mpu6050()
    let twin: Twin
    // It shows its version for almost 2 s, so one boot serves all.
    before(() => {
      twin = openTwin(standardFirmataFlash(), { i2c: [motion] })
      twin.run(1870)
    })
    beforeEach(() => void twin.sent())

    it('says its version after showing it', () => {
      twin.run(30)

      assert.deepEqual(bytesOf(twin).slice(0, 5), [0xf9, 2, 4, startSysex, 0x79])
    })

    it('moves a servo by pulses of 600 to 2400 µs', () => {
      twin.receive([pinMode, 9, 4])
      for (const us of [600, 1500, 2400]) {
        twin.receive([analog | 9, us & 0x7f, us >> 7])
        twin.run(100)
        const shows = twin.shows(9)

        // The interrupt that ends a pulse comes up to half a µs early.
        assert.ok(shows.is === 'servo' && shows.pulseUs <= us && shows.pulseUs > us - 0.5)
      }
    })

    it('dims a light', () => {
      twin.receive([pinMode, 5, 3, analog | 5, 64, 0])
      twin.run(30)

      assert.deepEqual(twin.shows(5), { is: 'dimmed', share: 0.25 })
    })

    it('measures what lies on an analog channel', () => {
      twin.turn(3, 0.5)

      twin.receive([0xc3, 1])
      twin.run(40)

      assert.deepEqual(bytesOf(twin).slice(-3), [analog | 3, 0, 4])
      twin.receive([0xc3, 0])
    })

    it('reads a motion sensor over I2C, at the pace of its wires', () => {
      motion.pose({ accel: [0.5, 0, 0.866] })
      const i2c = (...bytes: readonly number[]) => [startSysex, ...bytes, endSysex]

      twin.receive([...i2c(0x78, 0, 0), ...i2c(0x76, 0x68, 0, 0x6b, 0, 0, 0)])
      twin.receive(i2c(0x76, 0x68, 8, 0x3b, 0, 6, 0))
      twin.run(30)

      const reply = bytesOf(twin).slice(-19)
      assert.deepEqual(reply.slice(0, 2), [startSysex, 0x77])
      // Address and register, then six bytes in halves: 8192, 0 and 14,189.
      const halves = [0x68, 0, 0x3b, 0, 32, 0, 0, 0, 0, 0, 0, 0, 0x37, 0, 0x6d, 0]
      assert.deepEqual(reply.slice(2, -1), halves)
    })

    it('starts anew when it is reset, while time and its knobs go on', () => {
      const cycles = twin.cycles()
      twin.turn(0, 1)

      twin.reset()
      twin.run(1900)

      assert.equal(twin.sent().length, 46)
      assert.ok(twin.cycles() >= cycles + 1900 * cyclesPerMs)
      twin.receive([0xc0, 1])
      twin.run(40)
      assert.deepEqual(bytesOf(twin).slice(0, 3), [analog, 127, 7])
    })
  })
})
