import { isNoteOff, isNoteOn } from '#core/midi/codec.ts'
import type { MidiMessage } from '#core/midi/message.ts'

/**
 * Notes as they sound: a key that goes up while the sustain pedal of its channel is down is let go of
 * with the pedal, or by the next message once it has died away. Gives for each message of a device the
 * notes that begin and end with it.
 */
export type Sustain = {
  heard(device: string, message: MidiMessage, atMs: number): readonly MidiMessage[]
}

const sustainPedal = 64
/** Somebody who never lifts the pedal does not play one great chord. */
const diesAwayMs = 4000

export function openSustain(): Sustain {
  /** When the keys went up that each pedal holds alone, by device and channel; none where it is up. */
  const pedals = new Map<string, Map<number, number>>()

  function lifts(held: Map<number, number>, channel: number, upMs: number): MidiMessage[] {
    const gone = [...held].filter(([, ms]) => ms <= upMs).map(([pitch]) => pitch)
    for (const pitch of gone) held.delete(pitch)
    return gone.map((pitch) => ({ type: 'note-off', channel, pitch, velocity: 64 }))
  }

  return {
    heard(device, message, atMs) {
      if (!('channel' in message)) return []
      const { channel } = message
      const pedal = `${device} ${channel}`
      const held = pedals.get(pedal)
      const isNote = isNoteOn(message) || isNoteOff(message)
      if (isNote && !held) return [message]
      if (isNoteOn(message)) {
        held!.delete(message.pitch)
        return [...lifts(held!, channel, atMs - diesAwayMs), message]
      }
      if (isNoteOff(message)) {
        held!.set(message.pitch, atMs)
        return []
      }
      if (message.type !== 'control-change' || message.controller !== sustainPedal) return []
      if (message.value >= 64) {
        pedals.set(pedal, held ?? new Map())
        return []
      }
      pedals.delete(pedal)
      return held ? lifts(held, channel, atMs) : []
    },
  }
}
