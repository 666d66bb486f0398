import type { MidiMessage } from '#core/midi/message.ts'

/** The kinds of text a Standard MIDI File knows, by their meta number from 1. */
export const smfTexts = [
  'text',
  'copyright',
  'track-name',
  'instrument',
  'lyric',
  'marker',
  'cue',
  'program-name',
  'device-name',
] as const
type SmfText = (typeof smfTexts)[number]

/** A message that lives on a channel, or a whole SysEx: all that a file may hold of MIDI. */
export type SmfMessage = Exclude<
  MidiMessage,
  {
    type:
      | 'quarter-frame'
      | 'song-position'
      | 'song-select'
      | 'tune-request'
      | 'clock'
      | 'start'
      | 'continue'
      | 'stop'
      | 'active-sensing'
      | 'reset'
  }
>

/** One event of a track, `tick` counted from the start of the file. */
export type SmfEvent = { readonly tick: number } & (
  | { readonly type: 'midi'; readonly message: SmfMessage }
  | { readonly type: 'tempo'; readonly microsPerBeat: number }
  /** 6/8 is beats 6, unit 8; the metronome clicks every `clocksPerClick` 24ths of a quarter note. */
  | {
      readonly type: 'meter'
      readonly beats: number
      readonly unit: number
      readonly clocksPerClick: number
      readonly thirtySecondsPerBeat: number
    }
  /** Sharps above 0, flats below. */
  | { readonly type: 'key'; readonly sharps: number; readonly minor: boolean }
  | { readonly type: 'text'; readonly kind: SmfText; readonly text: string }
  /** A meta event we have no word for, kept as it is. */
  | { readonly type: 'meta'; readonly meta: number; readonly bytes: readonly number[] }
  /** A piece of SysEx (F0 without its end, or F7), kept as it is. */
  | { readonly type: 'packet'; readonly status: 0xf0 | 0xf7; readonly bytes: readonly number[] }
)

export type SmfTrack = {
  /** The track name at tick 0. */
  readonly name?: string
  /** By tick; those of one tick in the order they take effect. */
  readonly events: readonly SmfEvent[]
  /** Where the track ends, where that is later than its last event. */
  readonly endTick?: number
}

/** A Standard MIDI File of format 0 (one track) or 1 (tracks that sound together). */
export type Smf = {
  readonly format: 0 | 1
  /** Ticks in a quarter note, 1 to 32767. */
  readonly ticksPerBeat: number
  readonly tracks: readonly SmfTrack[]
}

/** The longest delta time a file can hold, in ticks: four bytes of seven bits. */
export const longestDelta = 0x0fff_ffff
