import assert from 'node:assert/strict'
import type { DeviceEars, MidiOut } from '#firmware-bridge/driver.ts'
import { ownPort } from '#firmware-bridge/drivers/own-port.ts'
import type { SequencerEars } from '#firmware-bridge/transports/alsa.ts'
import type { MidiSystem } from '#firmware-bridge/transports/midi-library.ts'
import { fakePresence } from '#test/support/fake-presence.ts'
import { hearing, worldOf } from './hearing.ts'

const absent: MidiSystem = {
  state: 'absent',
  says: 'there is no ALSA sequencer',
  fix: 'Load it with sudo modprobe snd-seq.',
}
const description = {
  ...{ id: 'generic-usb-midi', title: 'MIDI', transport: 'usb-midi' as const },
  ...{ match: [], controls: [], discover: true, roles: {} },
}
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

function setUp() {
  const presence = fakePresence()
  const machine = { system: { state: 'there' } as MidiSystem, opened: 0, open: 0 }
  const outs: (MidiOut | undefined)[] = []
  const notes: number[][] = []
  const heard = hearing()
  const ears: DeviceEars = {
    ...heard,
    midi: (_message, bytes) => void notes.push([...bytes]),
    opened(out) {
      outs.push(out)
      heard.opened(out)
    },
  }
  let player: SequencerEars | undefined
  const openDriver = ownPort({
    system: async () => machine.system,
    openInput(name, listener) {
      assert.equal(name, 'Rigsong')
      machine.opened += 1
      machine.open += 1
      player = listener
      return {
        async [Symbol.asyncDispose]() {
          machine.open -= 1
        },
      }
    },
  })
  return {
    ...{ presence, machine, outs, notes, heard },
    play: (bytes: readonly number[]) => player?.hear({ type: 'clock' }, Uint8Array.from(bytes), 0),
    open: () =>
      openDriver(
        { id: 'rigsong-port', place: { by: 'alsa', client: 'Rigsong', ordinal: 1 }, description },
        ears,
        worldOf({ presence }),
      ),
  }
}

describe('our own MIDI port', () => {
  it('is heard, and is played as a port that we make', async () => {
    const rig = setUp()
    await using driver = rig.open()
    await settled()

    rig.play([0x90, 60, 100])

    assert.equal(driver.status().status, 'live')
    assert.deepEqual(rig.notes, [[0x90, 60, 100]])
    assert.deepEqual(rig.outs, [{ by: 'sequencer', name: 'Rigsong', at: 'own' }])
  })

  it('is opened once, whatever comes and goes on the machine', async () => {
    const rig = setUp()
    await using _driver = rig.open()
    for (let i = 0; i < 5; i++) {
      rig.presence.stir()
      await settled()
    }

    assert.equal(rig.machine.opened, 1)
  })

  it('says what is missing where there is no MIDI, and opens when there is', async () => {
    const rig = setUp()
    rig.machine.system = absent
    await using driver = rig.open()
    await settled()
    assert.equal(driver.status().status, 'absent')
    assert.match(driver.status().hint ?? '', /modprobe snd-seq/)

    rig.machine.system = { state: 'there' }
    rig.presence.stir()
    await settled()

    assert.deepEqual(driver.status(), { status: 'live' })
    assert.equal(rig.outs.length, 1)
  })

  it('goes on being heard where the clock cannot make its output', async () => {
    const rig = setUp()
    await using driver = rig.open()
    await settled()

    driver.reportLoss('writing failed (no MIDI)')
    await settled()
    rig.play([0xf8])

    assert.deepEqual(rig.outs.slice(1), [undefined])
    assert.deepEqual(rig.notes, [[0xf8]])
    assert.match(driver.status().hint ?? '', /no MIDI/)
  })

  it('lets go, then closes, with its driver', async () => {
    const rig = setUp()
    const driver = rig.open()
    await settled()

    await driver[Symbol.asyncDispose]()

    assert.deepEqual(rig.heard.lives, ['opened', 'closing'])
    assert.equal(rig.machine.open, 0)
  })
})
