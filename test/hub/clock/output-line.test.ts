import assert from 'node:assert/strict'
import fc from 'fast-check'
import { encodeMidi } from '#core/midi/codec.ts'
import type { MidiMessage } from '#core/midi/message.ts'
import { midiStreamParser } from '#core/midi/stream-parser.ts'
import { outputLine } from '#hub/clock/output-line.ts'
import { channelMessage, realTimeMessage, sysexMessage } from '#test/support/arbitraries.ts'

const byteMs = 0.32

/** A port that takes what `takes` allows at each write, and a wire that says when each byte was on it. */
function wire(takes: () => number = () => 3, paceMs = byteMs) {
  const bytes: number[] = []
  const atMs: number[] = []
  const clock = { nowMs: 0 }
  const line = outputLine((from, at, length) => {
    const taken = Math.min(length, takes())
    for (let i = 0; i < taken; i++) {
      bytes.push(from[at + i]!)
      atMs.push(clock.nowMs)
    }
    return taken
  }, paceMs)
  const runUntilEmpty = (): void => {
    for (let next = line.pump(clock.nowMs); next < Number.POSITIVE_INFINITY; ) {
      clock.nowMs = Math.max(clock.nowMs, next)
      next = line.pump(clock.nowMs)
    }
  }
  return { line, bytes, atMs, clock, runUntilEmpty }
}

const push = ({ line }: ReturnType<typeof wire>, message: MidiMessage): boolean => {
  const bytes = encodeMidi(message)
  return line.push(bytes, bytes.length)
}

const parsed = (bytes: readonly number[]): MidiMessage[] => {
  const messages: MidiMessage[] = []
  const faults: unknown[] = []
  const parser = midiStreamParser({
    onMessage: (message) => messages.push(message),
    onFault: (fault) => faults.push(fault),
  })
  parser.push(Uint8Array.from(bytes))
  assert.deepEqual(faults, [])
  return messages
}

const isRealTime = (message: MidiMessage): boolean => encodeMidi(message)[0]! >= 0xf8

describe('an output line', () => {
  it('breaks no message and loses none, whatever the port takes at a time', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(channelMessage(), realTimeMessage(), sysexMessage()), { maxLength: 40 }),
        fc.infiniteStream(fc.integer({ min: 0, max: 3 })),
        fc.infiniteStream(fc.nat(3)),
        (messages, takes, pumps) => {
          let given = 0
          // A port that never takes anything would never be empty.
          const out = wire(() => (given++ % 3 === 2 ? 1 : takes.next().value!))
          for (const message of messages) {
            assert.ok(push(out, message))
            for (let i = pumps.next().value!; i > 0; i--) {
              out.clock.nowMs += 0.5
              out.line.pump(out.clock.nowMs)
            }
          }
          out.runUntilEmpty()

          const heard = parsed(out.bytes)
          const without = (all: readonly MidiMessage[], real: boolean) =>
            all.filter((message) => isRealTime(message) === real)
          assert.deepEqual(without(heard, false), without(messages, false))
          assert.deepEqual(without(heard, true), without(messages, true))
        },
      ),
    )
  })

  it('never has more on its way than four bytes', () => {
    const out = wire()
    for (let pitch = 0; pitch < 100; pitch++)
      assert.ok(push(out, { type: 'note-on', channel: 0, pitch, velocity: 64 }))

    out.runUntilEmpty()

    for (const [i, ms] of out.atMs.entries()) {
      const ahead = out.atMs.slice(0, i + 1).length * byteMs - ms
      assert.ok(ahead <= 4 * byteMs + 1e-9, `${ahead} ms ahead at byte ${i}`)
    }
    assert.ok(out.clock.nowMs > 295 * byteMs, 'the wire is as slow as it is')
  })

  it('lets a clock byte pass everything that waits', () => {
    const out = wire()
    for (let pitch = 0; pitch < 50; pitch++)
      push(out, { type: 'note-on', channel: 0, pitch, velocity: 64 })
    out.line.pump(0)

    push(out, { type: 'clock' })
    out.runUntilEmpty()

    assert.ok(out.bytes.indexOf(0xf8) <= 4, `at ${out.bytes.indexOf(0xf8)}`)
  })

  it('drops notes that would come too late, but never a release', () => {
    const out = wire()
    let dropped = 0
    for (let i = 0; i < 1000; i++)
      if (!push(out, { type: 'note-on', channel: 0, pitch: i % 128, velocity: 64 })) dropped += 1

    assert.ok(dropped > 0)
    for (let pitch = 0; pitch < 128; pitch++)
      assert.ok(push(out, { type: 'note-off', channel: 0, pitch, velocity: 64 }))
  })

  it('lets notes wait behind a SysEx as long as they are in time, which a fast wire is longer', () => {
    const usb = wire(() => 3, 1 / 48)
    const din = wire()
    const bytes = Uint8Array.of(0xf0, ...new Array(4094).fill(1), 0xf7)

    const kept = [usb, din].map((out) => {
      out.line.push(bytes, bytes.length)
      return push(out, { type: 'note-on', channel: 0, pitch: 60, velocity: 64 })
    })

    assert.deepEqual(kept, [true, false])
  })

  it('trusts no pace that the port does not keep', () => {
    const out = wire(() => 0, 1 / 48)
    const note = { type: 'note-on', channel: 0, pitch: 60, velocity: 64 } as const
    push(out, note)
    out.line.pump(0)

    let kept = 1
    while (push(out, note)) kept += 1

    assert.equal(kept, Math.floor(2048 / 3))
  })

  it('forgets what waits when it is flushed, but no release and no half message', () => {
    const out = wire(() => 2)
    push(out, { type: 'note-on', channel: 0, pitch: 60, velocity: 64 })
    out.line.pump(0)
    push(out, { type: 'note-on', channel: 0, pitch: 61, velocity: 64 })
    push(out, { type: 'note-off', channel: 0, pitch: 59, velocity: 64 })
    push(out, { type: 'sysex', bytes: [0xf0, 1, 2, 3, 4, 0xf7] })

    out.line.flush()
    out.runUntilEmpty()

    assert.deepEqual(parsed(out.bytes), [
      { type: 'note-on', channel: 0, pitch: 60, velocity: 64 },
      { type: 'note-off', channel: 0, pitch: 59, velocity: 64 },
    ])
  })
})
