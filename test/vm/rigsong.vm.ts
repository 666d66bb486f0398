import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Payload } from '#core/bus/topics.ts'
import { type Rigsong, startRigsong, until } from '#test/support/rigsong.ts'
import { faderBox, patienceMs } from './rig/house.ts'
import { plugMidi } from './rig/usb.ts'

type Device = Payload<'device'>

/** What the rig's own end of a MIDI cable is called: the guest is host and device at once. */
const ownEnd = 'alsa:f_midi'

describe('a whole Rigsong', function () {
  this.timeout(8 * patienceMs)

  let rigsong: Rigsong
  before(async () => {
    rigsong = await startRigsong({ withinMs: 3 * patienceMs })
  })
  after(() => rigsong?.[Symbol.asyncDispose]())

  /** What was plugged in and found, once it fits. */
  async function found(fits: (box: Device) => boolean): Promise<readonly Device[]> {
    let devices: readonly Device[] = []
    await until(
      async () => {
        await sleep(500)
        const all = await rigsong.call<{ devices: readonly Device[] }>('GET', '/api/v1/devices')
        devices = all.devices.filter(({ port }) => port !== ownEnd && port !== 'alsa:Rigsong')
        return devices.some(fits)
      },
      'the devices to be so',
      patienceMs,
    ).catch((cause: unknown) => {
      throw new Error(`it stands like this: ${JSON.stringify(devices)}\n${rigsong.printed()}`, {
        cause,
      })
    })
    return devices
  }

  it('plays in the real-time class, and leaves the rest of one slow core to the others', async () => {
    type Health = { readonly processes: { readonly live: { readonly notes: readonly string[] } } }

    const { processes } = await rigsong.call<Health>('GET', '/api/v1/health')

    assert.deepEqual(processes.live.notes, [])
  })

  it('takes in a box that it knows once, and knows it in every socket', async () => {
    await using box = await plugMidi({ ...faderBox, serial: 'A1' })
    await found(({ status }) => status === 'live')
    for (const socket of [1, 0]) {
      box.unplug()
      await found(({ status, hint }) => status === 'absent' && hint !== undefined)
      await box.plug(socket)
      await found(({ status }) => status === 'live')
    }

    const devices = await found(({ status }) => status === 'live')

    assert.deepEqual(
      devices.map(({ device, description, port, status }) => [device, description, port, status]),
      [['fader-box', 'fader-box', 'usb:1d6b:0104/serial=A1', 'live']],
    )
  })
})
