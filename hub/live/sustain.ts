import { isNoteOff, isNoteOn } from '#core/midi/codec.ts'
import type { MidiMessage } from '#core/midi/message.ts'

/**
 * Notes as they sound: a key that goes up while the sustain pedal of its channel is down is let go of
 * with the pedal. Gives for each message of a device the notes that begin and end with it.
 */
export type Sustain = { heard(device: string, message: MidiMessage): readonly MidiMessage[] }

const sustainPedal = 64

export function openSustain(): Sustain {
  /** The pitches that each pedal holds alone, by device and channel; none where it is up. */
  const pedals = new Map<string, Set<number>>()

  return {
    heard(device, message) {
      if (!('channel' in message)) return []
      const { channel } = message
      const pedal = `${device} ${channel}`
      const held = pedals.get(pedal)
      if (isNoteOn(message)) {
        held?.delete(message.pitch)
        return [message]
      }
      if (isNoteOff(message)) {
        held?.add(message.pitch)
        return held ? [] : [message]
      }
      if (message.type !== 'control-change' || message.controller !== sustainPedal) return []
      if (message.value >= 64) pedals.set(pedal, held ?? new Set())
      else pedals.delete(pedal)
      if (message.value >= 64 || !held) return []
      return [...held].map((pitch) => ({ type: 'note-off', channel, pitch, velocity: 64 }))
    },
  }
}
