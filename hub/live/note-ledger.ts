import { isNoteOff, isNoteOn } from '#core/midi/codec.ts'
import type { MidiMessage } from '#core/midi/message.ts'

/** What one route has left sounding at its end. */
export type NoteLedger = {
  /** Writes down what went along the route. */
  note(message: MidiMessage): void
  /** The messages that leave nothing of this route sounding; the ledger is empty afterwards. */
  release(channel?: number): readonly MidiMessage[]
  sounding(): number
}

/** Pedals that hold notes after their keys are up: sustain and sostenuto. */
const holdingPedals = [64, 66] as const
const channels = Array.from({ length: 16 }, (_, channel) => channel)

/**
 * The notes and pedals of one route (a device to an output). A pitch that was struck twice is
 * released twice: some receivers count, and to the others it does no harm.
 */
export function noteLedger(): NoteLedger {
  /** How often each pitch of each channel is down. */
  const down = new Uint16Array(16 * 128)
  const pedals = new Map<number, number>()
  let total = 0

  const pedalKey = (channel: number, controller: number): number => channel * 128 + controller

  function notePedal(channel: number, controller: number, value: number): void {
    const key = pedalKey(channel, controller)
    if (value >= 64) pedals.set(key, value)
    else pedals.delete(key)
  }

  function releaseChannel(channel: number): readonly MidiMessage[] {
    const messages: MidiMessage[] = []
    for (const controller of holdingPedals) {
      if (pedals.delete(pedalKey(channel, controller)))
        messages.push({ type: 'control-change', channel, controller, value: 0 })
    }
    for (let pitch = 0; pitch < 128; pitch++) {
      const cell = channel * 128 + pitch
      for (; down[cell]! > 0; down[cell]! -= 1) {
        messages.push({ type: 'note-off', channel, pitch, velocity: 64 })
        total -= 1
      }
    }
    return messages
  }

  return {
    note(message) {
      if (isNoteOn(message)) {
        const cell = message.channel * 128 + message.pitch
        if (down[cell] === 0xffff) return
        down[cell]! += 1
        total += 1
      } else if (isNoteOff(message)) {
        const cell = message.channel * 128 + message.pitch
        if (down[cell] === 0) return
        down[cell]! -= 1
        total -= 1
      } else if (message.type === 'control-change') {
        const { channel, controller, value } = message
        if (holdingPedals.some((pedal) => pedal === controller))
          notePedal(channel, controller, value)
      }
    },
    release: (channel) =>
      channel === undefined ? channels.flatMap(releaseChannel) : releaseChannel(channel),
    sounding: () => total,
  }
}
