import assert from 'node:assert/strict'
import { EventEmitter, once } from 'node:events'
import { join } from 'node:path'
import { HubError } from '#core/errors.ts'
import { describeMidi } from '#core/midi/codec.ts'
import { type DinStatus, keepDinPort } from '#firmware-bridge/din-midi.ts'
import { dinKeyboard } from '#simulators/din-keyboard.ts'
import { openPtys, type PtyKit } from '#test/support/pty.ts'
import { openTempFolder } from '#test/support/temp.ts'

/** Everything a port said, and a way to wait for it. */
function listen() {
  const events = new EventEmitter()
  const statuses: DinStatus[] = []
  const heard: string[] = []
  let open = 0
  return {
    statuses,
    heard,
    open: () => open,
    ears: {
      hear(message: Parameters<typeof describeMidi>[0]) {
        heard.push(describeMidi(message))
        events.emit('change')
      },
      changed(status: DinStatus) {
        statuses.push(status)
        events.emit('change')
      },
      opened() {
        open += 1
      },
      closing() {
        open -= 1
      },
    },
    async until(fits: () => boolean) {
      while (!fits()) await once(events, 'change')
    },
    status: () => statuses.at(-1)?.status,
  }
}

describe('a DIN MIDI port', () => {
  let ptys: PtyKit
  before(async () => {
    ptys = await openPtys()
  })
  after(() => ptys[Symbol.asyncDispose]())

  it('hears the same messages at every split of the bytes', async () => {
    const bytes: number[] = []
    const keys = dinKeyboard((more) => void bytes.push(...more), { runningStatus: true })
    for (const pitch of [60, 64, 67]) {
      void keys.press(pitch, 100)
      void keys.tick()
      void keys.lift(pitch)
    }
    const pty = await ptys.open()
    const port = listen()
    await using _port = keepDinPort(pty.path, port.ears)
    await port.until(() => port.status() === 'live')

    await pty.write(bytes)
    await port.until(() => port.heard.length >= 9)
    const whole = port.heard.splice(0)
    for (const split of [1, 2, 3, 4, 5]) {
      await pty.write(bytes, { split })
      await port.until(() => port.heard.length >= 9)

      assert.deepEqual(port.heard.splice(0), whole)
    }
  })

  it('hears nothing that is not there in a line full of noise, and goes on', async () => {
    const pty = await ptys.open()
    const port = listen()
    await using _port = keepDinPort(pty.path, port.ears)
    await port.until(() => port.status() === 'live')

    await pty.write(
      Array.from({ length: 300 }, (_, i) => (i * 89) % 256),
      { corruptOneIn: 7 },
    )
    await pty.write([0xf7, 0x90, 71, 99])

    await port.until(() => port.heard.at(-1) === 'note-on B4 99 ch 1')
  })

  it('is lost with a hint when it is unplugged, and plays again when it is plugged back in', async () => {
    await using folder = await openTempFolder()
    const pty = await ptys.open(join(folder.path, 'keys'))
    const port = listen()
    await using _port = keepDinPort(pty.path, port.ears)
    await port.until(() => port.status() === 'live')

    await pty.unplug()
    await port.until(() => port.status() === 'absent')
    assert.equal(port.open(), 0)
    await pty.replug()
    await port.until(() => port.status() === 'live')
    await pty.write([0x90, 60, 100])
    await port.until(() => port.heard.length === 1)

    assert.equal(port.open(), 1)
    assert.deepEqual(
      port.statuses.map(({ status }) => status).filter((status, i, all) => status !== all[i - 1]),
      ['live', 'absent', 'live'],
    )
    assert.deepEqual(port.heard, ['note-on C4 100 ch 1'])
  })

  it('forgets half a message that the unplugging cut off', async () => {
    await using folder = await openTempFolder()
    const pty = await ptys.open(join(folder.path, 'keys'))
    const port = listen()
    await using _port = keepDinPort(pty.path, port.ears)
    await port.until(() => port.status() === 'live')

    await pty.write([0x90, 60, 100, 0x90, 61])
    await port.until(() => port.heard.length === 1)
    await pty.unplug()
    await port.until(() => port.status() === 'absent')
    await pty.replug()
    await port.until(() => port.status() === 'live')
    await pty.write([99, 0x90, 62, 98])
    await port.until(() => port.heard.length === 2)

    assert.deepEqual(port.heard, ['note-on C4 100 ch 1', 'note-on D4 98 ch 1'])
  })

  it('waits for a port that is not there yet', async () => {
    const port = listen()
    await using _port = keepDinPort('/dev/rigsong-none', port.ears)

    await port.until(() => port.statuses.length > 0)

    assert.equal(port.status(), 'absent')
  })

  it('says what to do where the system refuses the port, once', async () => {
    const port = listen()
    let tries = 0
    const tried = Promise.withResolvers<void>()
    const refuse = async (): Promise<never> => {
      tries += 1
      if (tries === 3) tried.resolve()
      throw new HubError('port-refused', 'no', { hint: 'Join the group dialout.' })
    }
    await using _port = keepDinPort('/dev/ttyS0', port.ears, { open: refuse })

    await tried.promise

    assert.deepEqual(port.statuses, [{ status: 'refused', hint: 'Join the group dialout.' }])
  })
})
