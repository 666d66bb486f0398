import { midiStreamParser } from '#core/midi/stream-parser.ts'

/**
 * A synth that only knows what sounds: it counts strikes, and its pedal holds what was lifted.
 * @param allNotesOff whether it obeys controller 123, as some synths do not
 */
export function modelReceiver({ allNotesOff = false }: { allNotesOff?: boolean } = {}) {
  const down = new Map<number, number>()
  const held = new Set<number>()
  const pedal = new Set<number>()
  const key = (channel: number, pitch: number): number => channel * 128 + pitch
  const channelOf = (note: number): number => note >> 7

  function lift(note: number): void {
    const left = (down.get(note) ?? 0) - 1
    if (left > 0) down.set(note, left)
    else if (down.delete(note) && pedal.has(channelOf(note))) held.add(note)
  }

  function pedalUp(channel: number): void {
    pedal.delete(channel)
    for (const note of [...held]) if (channelOf(note) === channel) held.delete(note)
  }

  function liftAll(channel: number): void {
    for (const note of [...down.keys()]) {
      if (channelOf(note) !== channel) continue
      down.set(note, 1)
      lift(note)
    }
  }

  const parser = midiStreamParser({
    onMessage(message) {
      if (message.type === 'note-on' && message.velocity > 0) {
        const note = key(message.channel, message.pitch)
        down.set(note, (down.get(note) ?? 0) + 1)
      } else if (message.type === 'note-on' || message.type === 'note-off') {
        lift(key(message.channel, message.pitch))
      } else if (message.type === 'control-change' && message.controller === 64) {
        if (message.value >= 64) pedal.add(message.channel)
        else pedalUp(message.channel)
      } else if (message.type === 'control-change' && message.controller === 123 && allNotesOff) {
        liftAll(message.channel)
      }
    },
  })
  return {
    push: (bytes: Uint8Array) => parser.push(bytes),
    /** Notes that sound, by channel × 128 + pitch. */
    sounding: (): readonly number[] =>
      [...new Set([...down.keys(), ...held])].sort((a, b) => a - b),
  }
}
