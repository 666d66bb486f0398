import assert from 'node:assert/strict'
import type { watch } from 'node:fs'
import { chmodSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { placeOf } from '#core/rig/port-name.ts'
import type { PresentPort } from '#core/rig/present-port.ts'
import { type Found, openPresence, type Presence } from '#firmware-bridge/presence.ts'
import { silentLog } from '#test/support/database.ts'
import { type FakeMachine, fakeMachine } from '#test/support/fake-machine.ts'

/** Presence of a fake machine, and a way to wait for what it sees. */
async function see(machine: FakeMachine, more: Partial<Parameters<typeof openPresence>[0]> = {}) {
  const { dev, sys, proc } = machine
  const presence = await openPresence({ dev, sys, proc, log: silentLog, ...more })
  return {
    ...presence,
    names: () => presence.ports().map(({ name }) => name),
    at: (name: string, kind?: PresentPort['kind']) => at(presence, name, kind),
    /** Changes the machine and waits until it shows. */
    async after(change: () => void, fits: () => boolean): Promise<void> {
      const seen = Promise.withResolvers<void>()
      using _watching = presence.watch(() => {
        if (fits()) seen.resolve()
      })
      change()
      await seen.promise
    },
  }
}

function at(presence: Presence, name: string, kind?: PresentPort['kind']): Found {
  return presence.find(placeOf(name)!, kind)
}

const pathOf = (found: Found): string | undefined =>
  found.found === 'here' ? found.port.path : found.found

const faderBox = { vendor: '1209', product: '0001', serial: 'FB1', productName: 'Fader Box' }

describe('presence', () => {
  let machine: FakeMachine
  beforeEach(async () => {
    machine = await fakeMachine()
  })
  afterEach(() => machine[Symbol.asyncDispose]())

  it('knows a serial port by what its USB plug says', async () => {
    const { dev } = machine
    machine.usb('1-1.2', { serial: 'A1', productName: 'Arduino Uno', manufacturer: 'Arduino' })
    machine.tty('ttyACM0', '1-1.2')
    await using presence = await see(machine)

    assert.deepEqual(presence.ports(), [
      {
        name: 'usb:2341:0043/serial=A1',
        kind: 'serial',
        title: 'Arduino Uno',
        path: join(dev, 'ttyACM0'),
        usb: {
          vendor: '2341',
          product: '0043',
          path: '1-1.2',
          serial: 'A1',
          productName: 'Arduino Uno',
          manufacturer: 'Arduino',
        },
      },
    ])
  })

  it('knows a converter, one folder deeper, and names it by its socket where it has no serial number', async () => {
    machine.usb('2-1', { vendor: '1A86', product: '7523' })
    machine.tty('ttyUSB0', '2-1', { below: 'ttyUSB0' })
    await using presence = await see(machine)

    assert.deepEqual(presence.names(), ['usb:1a86:7523/path=2-1'])
  })

  it('names a UART by its path, and knows no consoles and no UARTs that are not there', async () => {
    const { dev } = machine
    machine.uart('ttyAMA0')
    machine.uart('ttyS3', 0)
    machine.consoles('console', 'tty', 'tty1', 'ptmx', 'ttyp0')
    await using presence = await see(machine)

    assert.deepEqual(presence.names(), [join(dev, 'ttyAMA0')])
  })

  it('says which port the kernel has and the container has not', async () => {
    machine.usb('1-1')
    machine.tty('ttyACM0', '1-1')
    rmSync(join(machine.dev, 'ttyACM0'))
    await using presence = await see(machine)

    assert.deepEqual(presence.ports(), [])
    assert.match(presence.notes().join(), /ttyACM0.*--device/)
  })

  it('finds a board that comes back as ttyACM1', async () => {
    const { dev } = machine
    machine.usb('1-1', { serial: 'A1' })
    machine.tty('ttyACM0', '1-1')
    await using presence = await see(machine)
    const before = presence.at('usb:2341:0043/serial=A1')

    await presence.after(
      () => {
        machine.unplug('1-1')
        machine.usb('1-1', { serial: 'A1' })
        machine.tty('ttyACM1', '1-1')
      },
      () => presence.ports().some(({ path }) => path?.endsWith('ttyACM1')),
    )

    const after = presence.at('usb:2341:0043/serial=A1')
    assert.equal(pathOf(after), join(dev, 'ttyACM1'))
    assert.notEqual(plugOf(after), plugOf(before))
  })

  it('tells a replug from staying in, though everything is called as before', async () => {
    machine.usb('1-1', { serial: 'A1' })
    machine.tty('ttyACM0', '1-1')
    await using presence = await see(machine)
    const before = presence.at('usb:2341:0043')

    await presence.after(
      () => {
        machine.unplug('1-1')
        machine.usb('1-1', { serial: 'A1' })
        machine.tty('ttyACM0', '1-1')
      },
      () => plugOf(presence.at('usb:2341:0043')) !== plugOf(before),
    )

    assert.equal(presence.at('usb:2341:0043').found, 'here')
  })

  it('gives no other name to a device that is being pulled, whatever of it can still be read', async () => {
    for (const gone of ['idVendor', 'idProduct', 'devnum']) {
      machine.usb('1-1', { serial: 'A1' })
      machine.tty('ttyACM0', '1-1')
      machine.card(0, '1-1')
      rmSync(join(machine.sys, 'devices/pci0000:00/0000:00:14.0/usb1/1-1', gone))

      await using presence = await see(machine)

      assert.deepEqual(presence.names(), [], gone)
      machine.unplug('1-1')
    }
  })

  it('keeps apart twins with serial numbers, whichever the kernel numbers first', async () => {
    const { dev } = machine
    machine.usb('1-1', { serial: 'B2' })
    machine.tty('ttyACM0', '1-1')
    machine.usb('1-2', { serial: 'A1' })
    machine.tty('ttyACM1', '1-2')
    await using presence = await see(machine)

    assert.equal(pathOf(presence.at('usb:2341:0043/serial=A1')), join(dev, 'ttyACM1'))
    assert.equal(pathOf(presence.at('usb:2341:0043/serial=B2')), join(dev, 'ttyACM0'))
    assert.equal(pathOf(presence.at('usb:2341:0043/serial=C3')), 'absent')
    assert.equal(pathOf(presence.at('usb:2341:0043')), 'ambiguous')
  })

  it('keeps apart twins without serial numbers by their sockets', async () => {
    const { dev } = machine
    machine.usb('1-2')
    machine.tty('ttyACM0', '1-2')
    machine.usb('1-1')
    machine.tty('ttyACM1', '1-1')
    await using presence = await see(machine)

    assert.deepEqual(presence.names(), ['usb:2341:0043/path=1-1', 'usb:2341:0043/path=1-2'])
    assert.equal(pathOf(presence.at('usb:2341:0043/path=1-1')), join(dev, 'ttyACM1'))
  })

  it('guesses nothing between clones that say they have the same serial number', async () => {
    for (const [n, socket] of ['1-1', '1-2'].entries()) {
      machine.usb(socket, { serial: '0001' })
      machine.tty(`ttyACM${n}`, socket)
    }
    await using presence = await see(machine)

    const found = presence.at('usb:2341:0043/serial=0001')
    assert.equal(found.found, 'ambiguous')
    assert.deepEqual(found.found === 'ambiguous' && found.ports.map(({ name }) => name), [
      'usb:2341:0043/path=1-1',
      'usb:2341:0043/path=1-2',
    ])
  })

  it('finds one of the clones again by its serial number when it is alone', async () => {
    machine.usb('1-1', { serial: '0001' })
    machine.tty('ttyACM0', '1-1')
    machine.usb('1-2', { serial: '0001' })
    machine.tty('ttyACM1', '1-2')
    await using presence = await see(machine)
    const before = presence.at('usb:2341:0043/path=1-2')

    await presence.after(
      () => machine.unplug('1-1'),
      () => presence.ports().length === 1,
    )

    assert.deepEqual(presence.names(), ['usb:2341:0043/serial=0001'])
    // Its name changed, and it was not plugged in anew.
    assert.equal(plugOf(presence.at('usb:2341:0043/path=1-2')), plugOf(before))
  })

  it('tells the two ports of one device apart', async () => {
    const { dev } = machine
    machine.usb('1-1', { serial: 'A1' })
    machine.tty('ttyACM0', '1-1', { part: '1.2' })
    machine.tty('ttyACM1', '1-1', { part: '1.0' })
    await using presence = await see(machine)

    assert.equal(pathOf(presence.at('usb:2341:0043/serial=A1')), join(dev, 'ttyACM1'))
    assert.equal(pathOf(presence.at('usb:2341:0043/path=1-1:1.2')), join(dev, 'ttyACM0'))
    assert.equal(pathOf(presence.at('usb:2341:0043')), join(dev, 'ttyACM1'))
  })

  it('calls what is reached over the air by its path, not by the socket of the radio', async () => {
    machine.usb('1-3')
    machine.tty('rfcomm0', '1-3', { below: 'bluetooth/hci0/hci0:11' })
    await using presence = await see(machine)

    assert.deepEqual(presence.names(), [join(machine.dev, 'rfcomm0')])
  })

  it('finds a path by the file that is there, also where no list has it', async () => {
    const link = join(machine.dev, 'keys')
    await using presence = await see(machine)
    assert.equal(presence.at(link).found, 'absent')

    writeFileSync(join(machine.dev, 'pts-1'), '')
    symlinkSync(join(machine.dev, 'pts-1'), link)
    const first = presence.at(link)
    rmSync(join(machine.dev, 'pts-1'))
    assert.equal(presence.at(link).found, 'absent')
    writeFileSync(join(machine.dev, 'pts-1'), '')

    assert.equal(pathOf(first), join(machine.dev, 'pts-1'))
    assert.notEqual(plugOf(presence.at(link)), plugOf(first))
  })

  it('knows a port by its link as well as by its name', async () => {
    machine.usb('1-1', { serial: 'A1' })
    machine.tty('ttyACM0', '1-1')
    symlinkSync(join(machine.dev, 'ttyACM0'), join(machine.dev, 'by-id-arduino'))
    await using presence = await see(machine)

    const found = presence.at(join(machine.dev, 'by-id-arduino'))

    assert.deepEqual(found, presence.at('usb:2341:0043/serial=A1'))
  })

  describe('of MIDI', () => {
    const faderPort = 'Fader Box:Fader Box MIDI 1 24:0'

    it('joins a card with its port of the sequencer', async () => {
      const { dev } = machine
      machine.usb('1-1', faderBox)
      machine.card(2, '1-1')
      machine.sequencer('')
      await using presence = await see(machine, { sequencer: () => [faderPort, faderPort] })

      assert.deepEqual(presence.ports(), [
        {
          name: 'usb:1209:0001/serial=FB1',
          kind: 'midi',
          title: 'Fader Box',
          path: join(dev, 'snd', 'midiC2D0'),
          sequencer: faderPort,
          usb: {
            ...{ vendor: '1209', product: '0001', path: '1-1', serial: 'FB1' },
            productName: 'Fader Box',
          },
        },
      ])
    })

    it('tells the serial port of a device from its MIDI port', async () => {
      const { dev } = machine
      machine.usb('1-1', faderBox)
      machine.tty('ttyACM0', '1-1')
      machine.card(0, '1-1', { part: '1.2' })
      await using presence = await see(machine)

      const name = 'usb:1209:0001/serial=FB1'
      assert.equal(pathOf(presence.at(name, 'serial')), join(dev, 'ttyACM0'))
      assert.equal(pathOf(presence.at(name, 'midi')), join(dev, 'snd', 'midiC0D0'))
    })

    it('names the ports of a device with several, and the first as the device', async () => {
      machine.usb('1-1', faderBox)
      machine.card(2, '1-1')
      machine.sequencer('')
      await using presence = await see(machine, {
        sequencer: () => ['Fader Box:Fader Box DAW 24:1', faderPort],
      })

      assert.deepEqual(
        presence.ports().map(({ name, title, sequencer }) => [name, title, sequencer]),
        [
          ['usb:1209:0001/serial=FB1', 'Fader Box', faderPort],
          ['usb:1209:0001/path=1-1:1.1.1', 'Fader Box DAW', 'Fader Box:Fader Box DAW 24:1'],
        ],
      )
      assert.equal(presence.at('usb:1209:0001').found, 'here')
    })

    it('never takes the port of a card that was just pulled for a program', async () => {
      machine.usb('1-1', faderBox)
      machine.card(2, '1-1')
      machine.sequencer('')
      await using presence = await see(machine, { sequencer: () => [faderPort] })
      const shown: (readonly string[])[] = []
      using _watching = presence.watch(() => shown.push(presence.names()))

      await presence.after(
        () => machine.unplug('1-1'),
        () => presence.at('usb:1209:0001').found === 'absent',
      )

      assert.deepEqual(shown, [[]])
    })

    it('knows the card of a port that came while the sequencer was asked', async () => {
      machine.sequencer('')
      const plugThenTell = (): readonly string[] => {
        machine.usb('1-1', faderBox)
        machine.card(2, '1-1')
        return [faderPort]
      }

      await using presence = await see(machine, { sequencer: plugThenTell })

      assert.deepEqual(presence.names(), ['usb:1209:0001/serial=FB1'])
    })

    it('waits for the name of a card that is on no USB', async () => {
      machine.card(2, 'on the board')
      machine.sequencer('')
      let ports: readonly string[] = []
      await using presence = await see(machine, { sequencer: () => ports })
      const first = presence.names()

      await presence.after(
        () => {
          ports = ['Pisound:Pisound MIDI 24:0']
          machine.sequencer('Client  24 : "Pisound" [Kernel Legacy]')
        },
        () => presence.names().length > 0,
      )

      assert.deepEqual([first, presence.names()], [[], ['alsa:Pisound']])
    })

    it('knows which device of a card a port of the sequencer is', async () => {
      machine.usb('1-1', faderBox)
      machine.card(1, '1-1', { devices: 2 })
      machine.sequencer('')
      await using presence = await see(machine, {
        sequencer: () => ['Fader Box:Fader Box MIDI 2 20:32', 'Fader Box:Fader Box MIDI 1 20:0'],
      })

      assert.deepEqual(
        presence.ports().map(({ path, sequencer }) => [path?.slice(-8), sequencer?.slice(-5)]),
        [
          ['midiC1D0', ' 20:0'],
          ['midiC1D1', '20:32'],
        ],
      )
    })

    it('names programs without the number of their process, and which of them', async () => {
      machine.sequencer('')
      await using presence = await see(machine, {
        sequencer: () => [
          'FLUID Synth (812):Synth input port (812:0) 129:0',
          'FLUID Synth (77):Synth input port (77:0) 128:0',
          'RtMidi Output Client:My Sequence 134:0',
          'Midi Through:Midi Through Port-0 14:0',
        ],
      })

      assert.deepEqual(presence.names().sort(), [
        'alsa:FLUID Synth',
        'alsa:FLUID Synth#2',
        'alsa:Midi Through',
        'alsa:My Sequence',
      ])
      const second = presence.at('alsa:FLUID Synth#2')
      assert.match((second.found === 'here' && second.port.sequencer) || '', /129:0$/)
    })

    it('leaves out what is our own', async () => {
      machine.sequencer('')
      await using presence = await see(machine, {
        sequencer: () => [
          'Rigsong:Rigsong 130:0',
          'RtMidi Input Client:Rigsong 131:0',
          'RtMidi Output Client:RtMidi Output 132:0',
          'System:Announce 0:1',
        ],
      })

      assert.deepEqual(presence.ports(), [])
    })

    it('never asks where there is no sequencer, and says so', async () => {
      machine.usb('1-1', faderBox)
      machine.card(0, '1-1')
      const sequencer = (): never => assert.fail('it was asked')
      await using presence = await see(machine, { sequencer })

      assert.equal(presence.names().length, 1)
      assert.match(presence.notes().join(), /no ALSA sequencer/)
    })

    it('asks once for all the events of a plug, and sees the name that comes late', async () => {
      machine.sequencer('Client   0 : "System" [Kernel Legacy]')
      let asked = 0
      let ports: readonly string[] = []
      await using presence = await see(machine, {
        sequencer: () => {
          asked += 1
          return ports
        },
      })
      assert.equal(asked, 1)

      await presence.after(
        () => {
          machine.usb('1-1', faderBox)
          machine.card(2, '1-1')
          writeFileSync(join(machine.dev, 'snd', 'controlC2'), '')
        },
        () => presence.ports().length === 1,
      )
      const before = plugOf(presence.at('usb:1209:0001'))
      await presence.after(
        () => {
          ports = [faderPort]
          machine.sequencer('Client  24 : "Fader Box" [Kernel Legacy]')
        },
        () => presence.ports()[0]?.sequencer === faderPort,
      )

      assert.ok(asked <= 4, `asked ${asked} times`)
      assert.equal(plugOf(presence.at('usb:1209:0001')), before)
    })
  })

  it('sees what comes and goes also where the kernel sends no events', async () => {
    const deaf = (() => {
      throw new Error('no inotify')
    }) as typeof watch
    await using presence = await see(machine, { watchFiles: deaf })

    await presence.after(
      () => {
        machine.usb('1-1')
        machine.tty('ttyACM0', '1-1')
      },
      () => presence.ports().length === 1,
    )
    await presence.after(
      () => machine.unplug('1-1'),
      () => presence.ports().length === 0,
    )
  })

  it('says nothing when nothing came or went', async () => {
    machine.usb('1-1')
    machine.tty('ttyACM0', '1-1')
    await using presence = await see(machine)
    let told = 0
    using _watching = presence.watch(() => (told += 1))

    chmodSync(join(machine.dev, 'ttyACM0'), 0o660)
    writeFileSync(join(machine.dev, 'unknown'), '')
    await presence.after(
      () => {
        machine.usb('1-2')
        machine.tty('ttyACM1', '1-2')
      },
      () => presence.ports().length === 2,
    )

    assert.equal(told, 1)
  })
})

const plugOf = (found: Found): number | undefined =>
  found.found === 'here' ? found.plug : undefined
