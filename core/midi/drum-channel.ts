import type { MidiMessage } from './message.ts'

/** The channel of General MIDI's drums, counted from 0: there a pitch is a piece of a kit and no tone. */
export const drumChannel = 9

export const isOfKit = (message: MidiMessage): boolean =>
  'channel' in message && message.channel === drumChannel
