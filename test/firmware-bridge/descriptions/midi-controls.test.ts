import assert from 'node:assert/strict'
import fc from 'fast-check'
import { decodeMidi } from '#core/midi/codec.ts'
import type { MidiMessage } from '#core/midi/message.ts'
import type { DescriptionOf } from '#core/rig/description.ts'
import { midiControls } from '#firmware-bridge/descriptions/midi-controls.ts'
import { midiMessage } from '#test/support/arbitraries.ts'

type Control = DescriptionOf<'usb-midi'>['controls'][number]

const box = (controls: readonly Control[], discover = false): DescriptionOf<'usb-midi'> => ({
  ...{ id: 'box', title: 'Box', transport: 'usb-midi', match: [], roles: {} },
  ...{ controls: [...controls], discover },
})

/** What a box with these controls says of the bytes, as [control, raw]. */
function heard(
  description: DescriptionOf<'usb-midi'>,
  ...bytes: readonly (readonly number[])[]
): readonly (readonly [string, number])[] {
  const midi = midiControls(description)
  const moved: [string, number][] = []
  for (const message of bytes)
    midi.read(decodeMidi(message)!, (control, raw) => moved.push([control, raw]))
  return moved
}

const wide: Control = { id: 'wide', kind: 'continuous', from: { cc: 1, bits: 14 } }
const wheel = (relative: 'twos-complement' | 'binary-offset' | 'sign-bit'): Control => ({
  ...{ id: 'wheel', kind: 'continuous', from: { cc: 16, relative } },
})

describe('the controls of a MIDI device', () => {
  it('are struck by notes and let go by either form of note-off, on their channel', () => {
    const pad: Control = { id: 'pad', kind: 'trigger', from: { note: 36, ch: 10 } }

    const moved = heard(
      box([pad]),
      [0x99, 36, 100],
      [0x99, 36, 0],
      [0x99, 36, 90],
      [0x89, 36, 64],
      [0x90, 36, 100],
      [0x99, 37, 100],
    )

    assert.deepEqual(moved, [
      ['pad', 100],
      ['pad', 0],
      ['pad', 90],
      ['pad', 0],
    ])
  })

  it('turn by controllers, of any channel where none was described', () => {
    const knob: Control = { id: 'knob', kind: 'continuous', from: { cc: 74 } }

    assert.deepEqual(heard(box([knob]), [0xb0, 74, 5], [0xbf, 74, 6], [0xb0, 75, 7]), [
      ['knob', 5],
      ['knob', 6],
    ])
  })

  it('take coarse and fine as one', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 16_383 }), { minLength: 1 }), (values) => {
        const messages = values.flatMap((value) => [
          [0xb0, 1, value >> 7],
          [0xb0, 33, value & 0x7f],
        ])

        assert.deepEqual(
          heard(box([wide]), ...messages).map(([, raw]) => raw),
          values,
        )
      }),
    )
  })

  it('are heard as well where a device leaves the fine half out, from end to end', () => {
    const moved = heard(box([wide]), [0xb0, 1, 0], [0xb0, 1, 1], [0xb0, 1, 64], [0xb0, 1, 127])

    assert.deepEqual(moved.at(0), ['wide', 129])
    assert.deepEqual(moved.at(-1), ['wide', 16_383])
  })

  it('are exact where a device sends the fine half only when there is one', () => {
    const moved = heard(
      box([wide]),
      ...[
        [0xb0, 1, 64],
        [0xb0, 33, 5],
        [0xb0, 1, 65],
        [0xb0, 1, 66],
      ],
    )

    assert.deepEqual(
      moved.map(([, raw]) => raw),
      [(64 << 7) | 5, 66 << 7],
    )
  })

  it('wait for no half of before the line broke', () => {
    const midi = midiControls(box([wide]))
    const moved: number[] = []
    const read = (...bytes: number[]) => midi.read(decodeMidi(bytes)!, (_, raw) => moved.push(raw))

    read(0xb0, 1, 64)
    midi.reset()
    read(0xb0, 33, 1)
    read(0xb0, 1, 2)
    read(0xb0, 33, 3)

    assert.deepEqual(moved, [(2 << 7) | 3])
  })

  for (const [relative, right, left, fast] of [
    ['twos-complement', 1, 127, 5],
    ['binary-offset', 65, 63, 69],
    ['sign-bit', 1, 65, 5],
  ] as const)
    it(`count the steps of an endless encoder that says ${relative}`, () => {
      const moved = heard(
        box([wheel(relative)]),
        ...[right, right, fast, left].map((value) => [0xb0, 16, value]),
      )

      assert.deepEqual(
        moved.map(([, raw]) => raw),
        [1, 2, 7, 6],
      )
    })

  it('take the four controllers of a parameter as one', () => {
    const cutoff: Control = { id: 'cutoff', kind: 'continuous', from: { nrpn: 300, ch: 1 } }

    const moved = heard(
      box([cutoff]),
      [0xb0, 99, 2],
      [0xb0, 98, 44],
      [0xb0, 6, 100],
      [0xb0, 38, 1],
      [0xb0, 6, 101],
      [0xb0, 38, 2],
      [0xb0, 99, 2],
      [0xb0, 98, 45],
      [0xb0, 6, 1],
      [0xb0, 38, 1],
    )

    assert.deepEqual(moved, [
      ['cutoff', (100 << 7) | 1],
      ['cutoff', (101 << 7) | 2],
    ])
  })

  it('are plain controllers again when no parameter is chosen', () => {
    const moved = heard(
      box([], true),
      ...[
        [0xb0, 101, 127],
        [0xb0, 100, 127],
        [0xb0, 6, 9],
      ],
    )

    assert.deepEqual(moved, [['cc-6', 9]])
  })

  it('read bend, pressure, program and the length of a SysEx', () => {
    const controls: readonly Control[] = [
      { id: 'wheel', kind: 'continuous', from: { bend: true } },
      { id: 'touch', kind: 'continuous', from: { pressure: true, ch: 2 } },
      { id: 'go', kind: 'trigger', from: { program: 3 } },
      { id: 'lead', kind: 'state', from: { program: 4 } },
      { id: 'dump', kind: 'stream', from: { sysex: true } },
    ]

    const moved = heard(
      box(controls),
      [0xe0, 0, 0],
      [0xe0, 127, 127],
      [0xd1, 99],
      [0xd0, 99],
      [0xc0, 4],
      [0xc0, 3],
      [0xf0, 1, 2, 0xf7],
    )

    assert.deepEqual(moved, [
      ['wheel', -8192],
      ['wheel', 8191],
      ['touch', 99],
      ['lead', 1],
      ['lead', 0],
      ['go', 1],
      ['go', 0],
      ['dump', 4],
    ])
  })

  it('are discovered under names that do not depend on what came first', () => {
    const messages = [
      [0xb0, 74, 1],
      [0xb1, 74, 2],
      [0xc0, 5],
      [0xb0, 99, 2],
      [0xb0, 98, 44],
      [0xb0, 6, 0],
      [0xb0, 38, 3],
    ] as const

    const moved = heard(box([], true), ...messages)

    assert.deepEqual(moved, [
      ['cc-74', 1],
      ['cc-74-ch-2', 2],
      ['program-5', 1],
      ['program-5', 0],
      ['nrpn-300', 3],
    ])
  })

  it('are told of as they were described or discovered', () => {
    const knob: Control = { id: 'knob', kind: 'continuous', from: { cc: 1 } }
    const midi = midiControls(box([knob], true))
    const before = midi.control('cc-6-ch-3')

    midi.read({ type: 'control-change', channel: 2, controller: 6, value: 1 }, () => {})

    assert.equal(before, undefined)
    assert.deepEqual(midi.control('knob'), knob)
    assert.deepEqual(midi.control('cc-6-ch-3'), {
      ...{ id: 'cc-6-ch-3', kind: 'continuous', from: { cc: 6, ch: 3 } },
    })
  })

  it('are not discovered of notes, channel modes and settings of a synth, nor without limit', () => {
    const quiet = heard(
      box([], true),
      [0x90, 60, 100],
      [0xb0, 123, 0],
      [0xb0, 101, 0],
      [0xb0, 100, 0],
      [0xb0, 6, 48],
      [0xb0, 38, 0],
    )
    const flood = Array.from({ length: 16 * 90 }, (_, n) => [0xb0 + (n % 16), n % 90, 1])

    assert.deepEqual(quiet, [])
    assert.equal(new Set(heard(box([], true), ...flood).map(([id]) => id)).size, 128)
  })

  it('are silent where nobody described them and nothing is discovered', () => {
    fc.assert(
      fc.property(fc.array(midiMessage()), (messages: readonly MidiMessage[]) => {
        const midi = midiControls(box([]))
        for (const message of messages) midi.read(message, () => assert.fail())
      }),
    )
  })

  it('say only numbers, whatever comes', () => {
    fc.assert(
      fc.property(fc.array(midiMessage(), { maxLength: 60 }), (messages) => {
        const midi = midiControls(box([wide, wheel('sign-bit')], true))
        for (const message of messages)
          midi.read(message, (control, raw) => {
            assert.ok(Number.isInteger(raw))
            assert.ok(midi.control(control))
          })
      }),
    )
  })

  it('have lights that are set by notes and controllers, in the colours that were described', () => {
    const midi = midiControls(
      box([
        { id: 'plain', kind: 'output', to: { cc: 21, ch: 1 } },
        { id: 'green', kind: 'output', to: { note: 16, ch: 2, values: [12, 60] } },
        { id: 'knob', kind: 'continuous', from: { cc: 1 } },
      ]),
    )

    assert.deepEqual(midi.outputBytes('plain', 0.5), Uint8Array.of(0xb0, 21, 64))
    assert.deepEqual(midi.outputBytes('green', 1), Uint8Array.of(0x91, 16, 60))
    assert.deepEqual(midi.outputBytes('green', 0), Uint8Array.of(0x91, 16, 12))
    assert.deepEqual(midi.outputBytes('plain', 7), Uint8Array.of(0xb0, 21, 127))
    assert.equal(midi.outputBytes('knob', 1), undefined)
    assert.equal(midi.outputBytes('nothing', 1), undefined)
  })
})
