import fc, { type Arbitrary } from 'fast-check'
import type { MidiMessage } from '#core/midi/message.ts'
import { type Key, modes, tonics } from '#core/music/key.ts'
import type { Meter } from '#core/music/meter.ts'
import type { Author } from '#core/score/author.ts'
import type { NoteEvent } from '#core/score/note-event.ts'
import type { Composition, Part } from '#core/score/piece.ts'
import { type Role, roles } from '#core/score/piece-spec.ts'

const plain = { noNullPrototype: true } as const
const whole = (min: number, max: number): Arbitrary<number> => fc.integer({ min, max })
const sevenBits = whole(0, 127)
const channel = whole(0, 15)

/** Messages that sound or steer on a channel. */
export const channelMessage = (): Arbitrary<MidiMessage> =>
  fc.oneof(
    fc.record(
      {
        type: fc.constantFrom('note-on' as const, 'note-off' as const),
        channel,
        pitch: sevenBits,
        velocity: sevenBits,
      },
      plain,
    ),
    fc.record(
      {
        type: fc.constant('poly-pressure' as const),
        channel,
        pitch: sevenBits,
        pressure: sevenBits,
      },
      plain,
    ),
    fc.record(
      {
        type: fc.constant('control-change' as const),
        channel,
        controller: sevenBits,
        value: sevenBits,
      },
      plain,
    ),
    fc.record({ type: fc.constant('program-change' as const), channel, program: sevenBits }, plain),
    fc.record(
      { type: fc.constant('channel-pressure' as const), channel, pressure: sevenBits },
      plain,
    ),
    fc.record(
      { type: fc.constant('pitch-bend' as const), channel, bend: whole(-8192, 8191) },
      plain,
    ),
  )

export const sysexMessage = (maxData = 40): Arbitrary<MidiMessage> =>
  fc
    .array(sevenBits, { maxLength: maxData })
    .map((bytes) => ({ type: 'sysex', bytes: [0xf0, ...bytes, 0xf7] }))

/** Messages of one byte that may come anywhere, even inside another message. */
export const realTimeMessage = (): Arbitrary<MidiMessage> =>
  fc.record(
    {
      type: fc.constantFrom(
        'clock' as const,
        'start' as const,
        'continue' as const,
        'stop' as const,
        'active-sensing' as const,
        'reset' as const,
      ),
    },
    plain,
  )

const systemCommonMessage = (): Arbitrary<MidiMessage> =>
  fc.oneof(
    fc.record({ type: fc.constant('quarter-frame' as const), value: sevenBits }, plain),
    fc.record({ type: fc.constant('song-position' as const), sixteenths: whole(0, 0x3fff) }, plain),
    fc.record({ type: fc.constant('song-select' as const), song: sevenBits }, plain),
    fc.constant({ type: 'tune-request' as const }),
  )

/** Any MIDI message at all. */
export const midiMessage = (): Arbitrary<MidiMessage> =>
  fc.oneof(
    { weight: 6, arbitrary: channelMessage() },
    { weight: 2, arbitrary: realTimeMessage() },
    { weight: 1, arbitrary: systemCommonMessage() },
    { weight: 1, arbitrary: sysexMessage() },
  )

export const anyKey = (): Arbitrary<Key> =>
  fc.record({ tonic: fc.constantFrom(...tonics), mode: fc.constantFrom(...modes) }, plain)

export const anyMeter = (): Arbitrary<Meter> =>
  fc.record({ beats: whole(1, 16), unit: fc.constantFrom(2, 4, 8, 16) }, plain)

const word = fc.stringMatching(/^[a-z][a-z0-9-]{0,9}$/)

export const anyAuthor = (): Arbitrary<Author> =>
  fc.oneof(
    fc.record({ kind: fc.constant('human' as const), player: word, device: word }, { ...plain }),
    fc.record(
      {
        kind: fc.constant('human' as const),
        player: word,
        device: word,
        simulated: fc.constant(true as const),
      },
      plain,
    ),
    fc.record(
      {
        kind: fc.constant('machine' as const),
        engine: word,
        provider: word,
        seed: whole(0, 0xffff_ffff),
        because: word,
      },
      plain,
    ),
    fc.record({ kind: fc.constant('rule' as const), rule: word, because: word }, plain),
  )

/** Starts and lengths lie on a grid of 480ths of a beat, as in the files we write. */
export const noteEvent = (beats = 64): Arbitrary<NoteEvent> =>
  fc.record(
    {
      pitch: sevenBits,
      velocity: whole(1, 127),
      start: whole(0, beats * 480).map((ticks) => ticks / 480),
      length: whole(1, 8 * 480).map((ticks) => ticks / 480),
      author: anyAuthor(),
    },
    plain,
  )

const sounds: Readonly<Record<Role, string>> = {
  drums: 'kit-acoustic',
  bass: 'bass-finger',
  chords: 'ep',
  melody: 'lead-soft',
  pad: 'pad-warm',
}

/** Valid by its schema, though not music: notes anywhere, also on top of each other. */
export const anyComposition = (): Arbitrary<Composition> =>
  fc
    .record(
      {
        title: fc.string({ minLength: 1, maxLength: 30, unit: 'grapheme' }),
        style: word,
        bpm: whole(40, 220),
        meter: anyMeter(),
        key: anyKey(),
        seed: whole(0, 0xffff_ffff),
        bars: whole(1, 16),
        roles: fc.subarray([...roles], { minLength: 1 }),
        notes: fc.array(fc.array(noteEvent(), { maxLength: 24 }), { minLength: 5, maxLength: 5 }),
      },
      plain,
    )
    .map(({ title, style, bpm, meter, key, seed, bars, roles: played, notes }) => ({
      spec: {
        title,
        style,
        bpm,
        meter,
        key,
        swing: 0,
        moods: [],
        instruments: played.map((role) => ({ role, sound: sounds[role] })),
        sections: [
          { id: 'A', bars, chords: ['C'], energy: 0.5, density: 0.5, roles: played, motif: [] },
        ],
        form: ['A'],
      },
      seed,
      engine: { name: 'test', version: '0' },
      lengthBeats: (bars * meter.beats * 4) / meter.unit,
      form: [{ section: 'A', start: 0, length: (bars * meter.beats * 4) / meter.unit }],
      chords: [],
      parts: played.map(
        (role, n): Part => ({
          role,
          sound: sounds[role],
          channel: role === 'drums' ? 9 : n,
          notes: notes[n]!,
        }),
      ),
    }))
