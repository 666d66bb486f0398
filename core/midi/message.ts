/**
 * One decoded MIDI 1.0 message. Channels count from 0 as on the wire. A note-on with velocity 0
 * stays what it is here: a capture must give back the bytes that came; `isNoteOff` reads both forms.
 */
export type MidiMessage =
  | {
      readonly type: 'note-off'
      readonly channel: number
      readonly pitch: number
      readonly velocity: number
    }
  | {
      readonly type: 'note-on'
      readonly channel: number
      readonly pitch: number
      readonly velocity: number
    }
  | {
      readonly type: 'poly-pressure'
      readonly channel: number
      readonly pitch: number
      readonly pressure: number
    }
  | {
      readonly type: 'control-change'
      readonly channel: number
      readonly controller: number
      readonly value: number
    }
  | { readonly type: 'program-change'; readonly channel: number; readonly program: number }
  | { readonly type: 'channel-pressure'; readonly channel: number; readonly pressure: number }
  /** -8192 to 8191, 0 is the middle. */
  | { readonly type: 'pitch-bend'; readonly channel: number; readonly bend: number }
  /** Whole, with F0 and F7. */
  | { readonly type: 'sysex'; readonly bytes: readonly number[] }
  | { readonly type: 'quarter-frame'; readonly value: number }
  /** In sixteenth notes from the start of the song. */
  | { readonly type: 'song-position'; readonly sixteenths: number }
  | { readonly type: 'song-select'; readonly song: number }
  | { readonly type: 'tune-request' }
  | { readonly type: 'clock' }
  | { readonly type: 'start' }
  | { readonly type: 'continue' }
  | { readonly type: 'stop' }
  | { readonly type: 'active-sensing' }
  | { readonly type: 'reset' }

/** What says where the time of a device is. */
export type TimeMessage = Extract<
  MidiMessage,
  { readonly type: 'clock' | 'start' | 'continue' | 'stop' | 'song-position' }
>
