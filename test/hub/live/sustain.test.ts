import assert from 'node:assert/strict'
import type { MidiMessage } from '#core/midi/message.ts'
import { openSustain } from '#hub/live/sustain.ts'

const on = (pitch: number, channel = 0): MidiMessage => ({
  ...{ type: 'note-on', channel, pitch, velocity: 80 },
})
const off = (pitch: number, channel = 0): MidiMessage => ({
  ...{ type: 'note-off', channel, pitch, velocity: 0 },
})
const pedal = (value: number, channel = 0): MidiMessage => ({
  ...{ type: 'control-change', channel, controller: 64, value },
})

/** What is heard of these messages, a second apart, such as 'off 60'. */
function heardOf(...messages: readonly MidiMessage[]): readonly string[] {
  const sustain = openSustain()
  return messages
    .flatMap((message, i) => sustain.heard('keys', message, i * 1000))
    .map((note) => `${note.type.slice(5)} ${'pitch' in note ? note.pitch : ''}`)
}

describe('the sustain pedal', () => {
  it('lets notes sound on until it lifts', () => {
    assert.deepEqual(heardOf(on(60), pedal(127), off(60), on(64), pedal(0), off(64)), [
      ...['on 60', 'on 64', 'off 60', 'off 64'],
    ])
  })

  it('holds a key that is struck again as the key that it is', () => {
    const heard = heardOf(pedal(64), on(60), off(60), on(60), pedal(63), off(60))

    assert.deepEqual(heard, ['on 60', 'on 60', 'off 60'])
  })

  it('that never lifts holds no note longer than it sounds', () => {
    const later = [on(62), off(62), on(64), off(64), on(65)]

    assert.deepEqual(heardOf(pedal(127), on(60), off(60), ...later), [
      ...['on 60', 'on 62', 'on 64', 'off 60', 'on 65'],
    ])
  })

  it('is that of its channel and device, and says nothing by itself', () => {
    assert.deepEqual(heardOf(pedal(127, 1), on(60), off(60), pedal(0, 1), pedal(0)), [
      ...['on 60', 'off 60'],
    ])
  })
})
