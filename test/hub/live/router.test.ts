import assert from 'node:assert/strict'
import fc from 'fast-check'
import { encodeMidi } from '#core/midi/codec.ts'
import type { MidiMessage } from '#core/midi/message.ts'
import { type Copy, openRouter } from '#hub/live/router.ts'
import { modelReceiver } from '#test/support/model-receiver.ts'

/** A router whose outputs are model receivers, by number. */
function setUp() {
  const receivers = new Map<number, ReturnType<typeof modelReceiver>>()
  const copies: Copy[] = []
  const sent: { outputs: number; bytes: number[] }[] = []
  const times: string[] = []
  const changes: number[] = []
  const router = openRouter({
    outlet: {
      send(outputs, bytes) {
        sent.push({ outputs, bytes: [...bytes] })
        for (const [output, receiver] of receivers)
          if ((outputs & (1 << output)) !== 0) receiver.push(bytes)
      },
    },
    copy: (copy) => copies.push(copy),
    time: (device, { type }) => times.push(`${device} ${type}`),
    outputsChanged: () => changes.push(router.outputs()),
  })
  return {
    router,
    copies,
    times,
    changes,
    sent,
    receivers,
    open(device: string, output: number) {
      receivers.set(output, modelReceiver())
      router.openOutput(device, output)
    },
    hear: (device: string, message: MidiMessage) =>
      router.hear(device, message, encodeMidi(message), 0),
  }
}

const noteOn = (pitch: number): MidiMessage => ({ type: 'note-on', channel: 0, pitch, velocity: 9 })

describe('the router', () => {
  it('plays a device on every output but its own', () => {
    const { router, open, hear, sent } = setUp()
    open('keys', 0)
    open('synth', 1)
    open('drums', 2)

    hear('keys', noteOn(60))

    assert.deepEqual(sent, [{ outputs: 0b110, bytes: [0x90, 60, 9] }])
    assert.equal(router.outputs(), 0b111)
  })

  it('plays a device without an output of its own on all', () => {
    const { open, hear, sent } = setUp()
    open('synth', 1)

    hear('screen-1', noteOn(60))

    assert.deepEqual(sent, [{ outputs: 0b10, bytes: [0x90, 60, 9] }])
  })

  it('releases what a lost device left, and nothing of the others', () => {
    const { router, open, hear, receivers } = setUp()
    open('synth', 1)
    hear('keys', noteOn(60))
    hear('pads', noteOn(62))

    const released = router.lose('keys', 5)

    assert.equal(released, 1)
    assert.deepEqual(receivers.get(1)!.sounding(), [62])
  })

  it('ends what is written down of a lost device too, also where nothing sounded it', () => {
    const { router, hear, copies } = setUp()
    hear('keys', noteOn(60))
    hear('pads', noteOn(62))

    router.lose('keys', 5)
    router.lose('keys', 6)

    assert.deepEqual(
      copies.slice(2).map(({ device, bytes, atMs }) => [device, [...bytes], atMs]),
      [['keys', [0x80, 60, 64], 5]],
    )
  })

  it('ends what is written down of everybody when all is released, and once', () => {
    const { router, open, hear, copies } = setUp()
    open('synth', 1)
    hear('keys', noteOn(60))
    hear('pads', noteOn(62))

    router.releaseAll(7)
    hear('keys', { type: 'note-off', channel: 0, pitch: 60, velocity: 64 })
    router.releaseAll(8)

    assert.deepEqual(
      copies.slice(2, 4).map(({ device, bytes, atMs }) => [device, [...bytes], atMs]),
      [
        ['keys', [0x80, 60, 64], 7],
        ['pads', [0x80, 62, 64], 7],
      ],
    )
    assert.equal(copies.length, 5)
  })

  it('turns all-notes-off into the release of its own notes', () => {
    const { open, hear, receivers, sent } = setUp()
    open('synth', 1)
    hear('keys', noteOn(60))
    hear('pads', noteOn(62))

    hear('keys', { type: 'control-change', channel: 0, controller: 123, value: 0 })

    assert.deepEqual(receivers.get(1)!.sounding(), [62])
    assert.ok(!sent.some(({ bytes }) => bytes[1] === 123))
  })

  it('knows the outputs of some, and says when one comes or goes', () => {
    const { router, open, changes } = setUp()

    open('synth', 1)
    open('drums', 2)
    router.closeOutput('synth')

    assert.deepEqual(changes, [0b10, 0b110, 0b100])
    assert.equal(router.outputs(['drums', 'synth']), 0b100)
  })

  it('hands time to whoever keeps it and plays none of it, nor active sensing', () => {
    const { open, hear, sent, copies, times } = setUp()
    open('synth', 1)

    hear('keys', { type: 'clock' })
    hear('keys', { type: 'active-sensing' })
    hear('keys', { type: 'reset' })
    hear('keys', { type: 'start' })

    assert.deepEqual(sent, [])
    assert.deepEqual(times, ['keys clock', 'keys start'])
    assert.deepEqual(
      copies.map(({ message }) => message.type),
      ['reset', 'start'],
    )
  })

  it('leaves nothing sounding anywhere once all is released, after any playing and any losses', () => {
    const device = fc.constantFrom('a', 'b', 'screen-1')
    const step = fc.oneof(
      {
        weight: 6,
        arbitrary: fc.record({
          do: fc.constant('note' as const),
          device,
          pitch: fc.integer({ min: 60, max: 62 }),
          on: fc.boolean(),
        }),
      },
      {
        weight: 2,
        arbitrary: fc.record({ do: fc.constant('pedal' as const), device, down: fc.boolean() }),
      },
      fc.record({ do: fc.constant('all-off' as const), device }),
      fc.record({ do: fc.constant('lose' as const), device }),
      fc.record({ do: fc.constantFrom('open' as const, 'close' as const), device }),
    )
    const outputs = { a: 0, b: 1, 'screen-1': 2 }
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const { router, open, hear, receivers } = setUp()
        open('synth', 3)
        for (const one of steps) {
          const output = outputs[one.device as keyof typeof outputs]
          if (one.do === 'lose') router.lose(one.device, 0)
          else if (one.do === 'open') {
            router.closeOutput(one.device)
            open(one.device, output)
          } else if (one.do === 'close') {
            router.closeOutput(one.device)
            receivers.delete(output)
          } else if (one.do === 'note') {
            const { pitch, on } = one
            hear(one.device, {
              type: on ? 'note-on' : 'note-off',
              channel: 0,
              pitch,
              velocity: 64,
            })
          } else {
            const controller = one.do === 'pedal' ? 64 : 123
            const value = one.do === 'pedal' && one.down ? 127 : 0
            hear(one.device, { type: 'control-change', channel: 0, controller, value })
          }
        }

        router.releaseAll(0)

        for (const receiver of receivers.values()) assert.deepEqual(receiver.sounding(), [])
        assert.equal(router.sounding(), 0)
      }),
      { numRuns: 500 },
    )
  })
})
