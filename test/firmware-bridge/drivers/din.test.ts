import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describeMidi } from '#core/midi/codec.ts'
import { type DescriptionOf, DeviceDescription } from '#core/rig/description.ts'
import { placeOf } from '#core/rig/port-name.ts'
import { v } from '#core/schema.ts'
import type { MidiOut } from '#firmware-bridge/driver.ts'
import { openDin } from '#firmware-bridge/drivers/din.ts'
import { openPresence, type Presence } from '#firmware-bridge/presence.ts'
import type { openSerial, SerialEars } from '#firmware-bridge/transports/serial.ts'
import { dinKeyboard } from '#simulators/din-keyboard.ts'
import { silentLog } from '#test/support/database.ts'
import { fakeMachine } from '#test/support/fake-machine.ts'
import { type FakePresence, fakePresence } from '#test/support/fake-presence.ts'
import { openPtys, type PtyKit } from '#test/support/pty.ts'
import { until } from '#test/support/rigsong.ts'
import { openTempFolder } from '#test/support/temp.ts'
import { type VirtualTime, virtualTime } from '#test/support/virtual-time.ts'
import { hearing, worldOf } from './hearing.ts'

const path = '/dev/ttyUSB0'

const description = (words: object = {}) =>
  v.parse(DeviceDescription, {
    ...{ id: 'generic-din', title: 'A DIN port', transport: 'din' },
    ...words,
  }) as DescriptionOf<'din'>

/** Ears for MIDI. */
function ears() {
  const heard: string[] = []
  const times: number[] = []
  const outs: (MidiOut | undefined)[] = []
  return {
    ...hearing(),
    heard,
    times,
    outs,
    midi(message: Parameters<typeof describeMidi>[0], _bytes: Uint8Array, atMs: number) {
      heard.push(describeMidi(message))
      times.push(atMs)
    },
    opened: (out?: MidiOut) => void outs.push(out),
  }
}

describe('the DIN driver', () => {
  let time: VirtualTime
  let presence: FakePresence
  beforeEach(() => {
    time = virtualTime()
    presence = fakePresence()
  })
  afterEach(() => time[Symbol.dispose]())

  /** A driver whose line a test speaks into. */
  function plugged(words: object = {}) {
    let line: SerialEars | undefined
    const bauds: number[] = []
    const open: typeof openSerial = async (_path, baud, listening) => {
      line = listening
      bauds.push(baud)
      return {
        ...{ fd: 99, write() {}, restartBoard: async () => {}, reportLoss() {} },
        [Symbol.asyncDispose]: async () => {},
      }
    }
    const listening = ears()
    const clock = { nowMs: 5, now: () => clock.nowMs, date: () => '' }
    presence.plug(path)
    const driver = openDin(
      { id: 'keys', place: placeOf(path)!, description: description(words) },
      listening,
      worldOf({ presence, openSerial: open, clock }),
    )
    return {
      ...listening,
      driver,
      bauds,
      clock,
      say: (...bytes: readonly number[]) => line!.hear(Uint8Array.from(bytes)),
    }
  }

  it('hands out its descriptor at the pace of the wire', async () => {
    const { driver, outs, bauds } = plugged()
    await using _driver = driver
    await time.pass(0)

    assert.deepEqual(bauds, [31_250])
    assert.deepEqual(outs, [{ by: 'descriptor', fd: 99, byteMs: 0.32 }])
  })

  it('is as fast as its description says', async () => {
    const { driver, outs, bauds } = plugged({ baud: 115_200 })
    await using _driver = driver
    await time.pass(0)

    assert.deepEqual(bauds, [115_200])
    const [out] = outs
    assert.ok(out?.by === 'descriptor' && Math.abs(out.byteMs - 0.0868) < 0.001)
  })

  it('hears messages at the time they came, and says what was no MIDI', async () => {
    const { driver, heard, times, faults, clock, say } = plugged()
    await using _driver = driver
    await time.pass(0)

    say(0x90, 60)
    clock.nowMs = 7
    say(100, 64, 90, 0xf4)

    assert.deepEqual(heard, ['note-on C4 100 ch 1', 'note-on E4 90 ch 1'])
    assert.deepEqual(times, [7, 7])
    assert.deepEqual(faults, ['undefined-status f4'])
  })

  it('forgets half a message that the unplugging cut off', async () => {
    const { driver, heard, say } = plugged()
    await using _driver = driver
    await time.pass(0)
    say(0x90, 61)

    presence.unplug(path)
    presence.plug(path)
    await time.pass(500)
    say(99, 0x90, 62, 98)

    assert.deepEqual(heard, ['note-on D4 98 ch 1'])
  })

  it('may be silent as long as it likes where it never sensed', async () => {
    const { driver, say } = plugged()
    await using _driver = driver
    await time.pass(0)
    say(0x90, 60, 100)

    await time.pass(60_000)

    assert.equal(driver.status().status, 'live')
  })

  it('is suspect and stays open when it stops sensing, until it speaks again', async () => {
    const { driver, statuses, outs, lives, say } = plugged()
    await using _driver = driver
    await time.pass(0)
    for (let i = 0; i < 10; i++) {
      say(0xfe)
      await time.pass(300)
    }
    assert.equal(driver.status().status, 'live')

    await time.pass(125)
    assert.equal(driver.status().status, 'suspect')
    say(0x90, 60, 100)

    assert.deepEqual(
      statuses.map(({ status }) => status),
      ['live', 'suspect', 'live'],
    )
    assert.deepEqual([outs.length, lives], [1, []])
  })

  it('is not expected to sense by whoever is plugged in after it', async () => {
    const { driver, say } = plugged()
    await using _driver = driver
    await time.pass(0)
    say(0xfe)
    await time.pass(500)

    say(0x90, 60, 100)
    await time.pass(60_000)

    assert.equal(driver.status().status, 'live')
  })

  it('is as patient as its description says', async () => {
    const { driver } = plugged({ silentMs: 5000 })
    await using _driver = driver
    await time.pass(4900)
    assert.equal(driver.status().status, 'live')

    await time.pass(200)

    assert.equal(driver.status().status, 'suspect')
  })
})

describe('the DIN driver on a real line', () => {
  let ptys: PtyKit
  before(async () => {
    ptys = await openPtys()
  })
  after(() => ptys[Symbol.asyncDispose]())

  function drive(place: string, presence: Presence = fakePresence()) {
    const listening = ears()
    const driver = openDin(
      { id: 'keys', place: placeOf(place)!, description: description() },
      listening,
      worldOf({ presence }),
    )
    return {
      ...listening,
      driver,
      becomes: (status: string) => until(() => driver.status().status === status, status),
      hears: (count: number) => until(() => listening.heard.length >= count, `${count} messages`),
    }
  }

  it('hears the same messages at every split of the bytes', async () => {
    const bytes: number[] = []
    const keys = dinKeyboard((more) => void bytes.push(...more), { runningStatus: true })
    for (const pitch of [60, 64, 67]) {
      void keys.press(pitch, 100)
      void keys.tick()
      void keys.lift(pitch)
    }
    const pty = await ptys.open()
    const { driver, heard, becomes, hears } = drive(pty.path)
    await using _driver = driver
    await becomes('live')

    await pty.write(bytes)
    await hears(9)
    const whole = heard.splice(0)
    for (const split of [1, 2, 5]) {
      await pty.write(bytes, { split })
      await hears(9)

      assert.deepEqual(heard.splice(0), whole)
    }
  })

  it('hears nothing that is not there in a line full of noise, and goes on', async () => {
    const pty = await ptys.open()
    const { driver, heard, faults, becomes } = drive(pty.path)
    await using _driver = driver
    await becomes('live')

    await pty.write(
      Array.from({ length: 300 }, (_, i) => (i * 89) % 256),
      { corruptOneIn: 7 },
    )
    await pty.write([0xf7, 0x90, 71, 99])
    await until(() => heard.at(-1) === 'note-on B4 99 ch 1', 'the last note')

    assert.ok(faults.length > 0)
  })

  it('is lost with a hint when it is unplugged, and plays again when it is plugged back in', async () => {
    await using folder = await openTempFolder()
    const pty = await ptys.open(join(folder.path, 'keys'))
    const { driver, heard, outs, becomes, hears } = drive(pty.path)
    await using _driver = driver
    await becomes('live')

    await pty.unplug()
    await becomes('absent')
    assert.ok(driver.status().hint)
    await pty.replug()
    await becomes('live')
    await pty.write([0x90, 60, 100])
    await hears(1)

    assert.equal(outs.length, 2)
    assert.deepEqual(heard, ['note-on C4 100 ch 1'])
  })

  it('follows an interface that comes back as ttyACM1 though its old line never hung up', async () => {
    const [first, second] = [await ptys.open(), await ptys.open()]
    await using machine = await fakeMachine()
    machine.usb('1-1', { serial: 'A1' })
    machine.tty('ttyACM0', '1-1', { to: first.path })
    const { dev, sys, proc } = machine
    await using presence = await openPresence({ dev, sys, proc, log: silentLog })
    const { driver, heard, becomes, hears } = drive('usb:2341:0043/serial=A1', presence)
    await using _driver = driver
    await becomes('live')

    machine.unplug('1-1')
    await becomes('absent')
    machine.usb('1-1', { serial: 'A1' })
    machine.tty('ttyACM1', '1-1', { to: second.path })
    await becomes('live')
    await first.write([0x90, 60, 100])
    await second.write([0x90, 62, 100])
    await hears(1)

    assert.deepEqual(heard, ['note-on D4 100 ch 1'])
  })
})
