import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { controlValue, rawRange } from '#core/rig/control-value.ts'
import type { Control, DeviceDescription, Match } from '#core/rig/description.ts'
import type { PresentPort } from '#core/rig/present-port.ts'
import { transportNames } from '#core/rig/transports.ts'
import { midiControls } from '#firmware-bridge/descriptions/midi-controls.ts'
import { readDescription } from '#firmware-bridge/descriptions/read.ts'
import { recognise, type Said } from '#firmware-bridge/descriptions/recognise.ts'
import { generics, shippedDevices } from '#firmware-bridge/descriptions/shelf.ts'
import { simulators } from '#hub/cli/commands/simulate.ts'
import { root } from '#test/support/source-tree.ts'

/** Every device that is shipped, one line each. */
const shipped = [
  'arduino-uno',
  'distance-sensor',
  'elm327',
  'fader-box',
  'foot-switch',
  'generic-din',
  'generic-firmata',
  'generic-hub-frames',
  'generic-midi',
  'generic-mqtt',
  'generic-osc',
  'keyboard-pads-knobs',
  'knob-box',
  'mpu6050',
  'mqtt-sensor',
  'nmea-gps',
  'pad-grid',
]

const read = (folder: string, id: string): DeviceDescription =>
  readDescription(readFileSync(join(folder, `${id}.yaml`), 'utf8'), `${id}.yaml`)

const isSensed = (control: Control) => control.kind !== 'output' && control.kind !== 'stream'

/** A text that a pattern such as "^Fader Box" fits. */
const textLike = (pattern: string): string =>
  pattern.replace(/^\^|\$$/g, '').replace(/\([^)]*\)\??/g, '')

/** A port, and what is said there, made from what a match says of it. */
function portOf({ usb, midi, 'hub-frames': frames }: Match, description: DeviceDescription) {
  const port: PresentPort = {
    ...{ name: '/dev/ttyACM0', title: 'a port' },
    kind: description.transport === 'usb-midi' ? 'midi' : 'serial',
    ...(midi && { sequencer: `${textLike(midi.name)}:${textLike(midi.name)} MIDI 1 24:0` }),
    ...(usb && {
      usb: {
        ...{ vendor: usb.vid ?? 'ffff', product: usb.pid ?? 'ffff', path: '1-1' },
        productName: textLike(usb.product ?? 'Something'),
        manufacturer: textLike(usb.manufacturer ?? 'Somebody'),
      },
    }),
  }
  const said: Said = frames ? { name: textLike(frames.name) } : {}
  return { port, said }
}

/**
 * What holds for every description. RIGSONG_TEST_DEVICES names a folder of further ones.
 * @param shelf all that stand beside it
 */
function describesADevice(folder: string, id: string, shelf: () => readonly DeviceDescription[]) {
  describe(`the description ${id}`, () => {
    const description = read(folder, id)
    const controls = description.controls as readonly Control[]

    it('has the name of its file, and a title', () => {
      assert.equal(description.id, id)
      assert.match(description.title, /^\S.{2,59}$/)
    })

    it('is recognised by each of its matches', () => {
      for (const match of description.match) {
        const { port, said } = portOf(match, description)

        assert.equal(recognise(shelf(), port, said)?.id, id, JSON.stringify(match))
      }
    })

    it('goes with each control from 0 to 1', () => {
      for (const control of controls.filter(isSensed)) {
        const [at0, at1] = rawRange(control)

        assert.equal(controlValue(control, at0), 0, control.id)
        assert.equal(controlValue(control, at1), 1, control.id)
      }
    })

    it('has controls for its roles and echoes', () => {
      const sensed = controls.filter(isSensed).map((control) => control.id)
      const echoed = controls.flatMap((one) => (one.kind === 'output' && one.echo) || [])

      for (const control of [...Object.values(description.roles), ...echoed])
        assert.ok(sensed.includes(control), control)
    })

    it('sets each light of a MIDI device by one message', () => {
      const midi = midiControls(description)
      const isMidi = description.transport === 'usb-midi' || description.transport === 'din'

      for (const control of controls)
        if (isMidi && control.kind === 'output')
          assert.equal(midi.outputBytes(control.id, 1)?.length, 3, control.id)
    })

    it('names a simulator that exists, where it names one', () => {
      const { simulate } = description

      if (simulate) assert.ok(simulators[simulate.profile], simulate.profile)
    })
  })
}

const all = shipped.map((id) => read(shippedDevices, id))
for (const id of shipped) describesADevice(shippedDevices, id, () => all)

const own = process.env.RIGSONG_TEST_DEVICES
if (own !== undefined) {
  const ids = readdirSync(own)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => name.replace(/\.yaml$/, ''))
  const mine = ids.map((id) => read(own, id))
  for (const id of ids) describesADevice(own, id, () => [...mine, ...all])
}

describe('the shipped descriptions', () => {
  it('are those of the folder', () => {
    assert.deepEqual(
      readdirSync(shippedDevices).sort(),
      shipped.map((id) => `${id}.yaml`),
    )
  })

  it('have a generic one for each transport', () => {
    for (const transport of transportNames)
      assert.equal(all.find(({ id }) => id === generics[transport])?.transport, transport)
  })

  it('stand in the reference', () => {
    const page = readFileSync(join(root, 'docs', 'reference', 'devices.md'), 'utf8')

    for (const id of shipped) assert.ok(page.includes(`| \`${id}\` |`), id)
  })

  it('are what the simulators say they are', () => {
    const programs = Object.values(simulators).map(({ program }) =>
      readFileSync(join(root, 'simulators', program), 'utf8'),
    )
    const named = programs.flatMap((code) =>
      [...code.matchAll(/\bdescription: '([^']+)'/g)].map(([, id]) => id!),
    )

    assert.ok(named.length > 3)
    for (const id of named) assert.ok(shipped.includes(id), id)
  })
})
