import { decodeMidi, isNoteOff, isNoteOn } from '#core/midi/codec.ts'

/** What one page holds down, so that its end releases it. */
export type HeldNotes = {
  /** Takes one message; undefined where it is none that keys may send. */
  play(bytes: readonly number[]): Uint8Array<ArrayBuffer> | undefined
  /** The messages that silence everything it started, and forgets it. */
  release(): readonly Uint8Array<ArrayBuffer>[]
}

const playable: ReadonlySet<string> = new Set([
  'note-on',
  'note-off',
  'poly-pressure',
  'control-change',
  'program-change',
  'channel-pressure',
  'pitch-bend',
])

export function heldNotes(): HeldNotes {
  const held = new Set<number>()
  const channels = new Set<number>()
  return {
    play(bytes) {
      const message = decodeMidi(bytes)
      if (!message || !playable.has(message.type) || !('channel' in message)) return undefined
      const { channel } = message
      channels.add(channel)
      if (isNoteOn(message)) held.add((channel << 7) | message.pitch)
      else if (isNoteOff(message)) held.delete((channel << 7) | message.pitch)
      return Uint8Array.from(bytes)
    },
    release() {
      if (channels.size === 0) return []
      const offs = [...held].map((note) => Uint8Array.of(0x80 | (note >> 7), note & 0x7f, 0))
      // Sustain off and all notes off, for what hangs on a pedal; those of channel 0 come last and
      // are the farewell by which live knows that the page is gone.
      const others = [...channels].filter((channel) => channel !== 0)
      const silences = [...others, 0].flatMap((channel) => [
        Uint8Array.of(0xb0 | channel, 64, 0),
        Uint8Array.of(0xb0 | channel, 123, 0),
      ])
      held.clear()
      channels.clear()
      return [...offs, ...silences]
    },
  }
}
