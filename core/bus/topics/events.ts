import { Meter } from '#core/music/meter.ts'
import { Bpm } from '#core/music/tempo.ts'
import { Slug } from '#core/rig/slug.ts'
import { v } from '#core/schema.ts'
import { BandNote, bandRoles } from '#core/score/accompaniment.ts'
import { ControlEvent } from '#core/score/control-event.ts'
import { Phrase } from '#core/score/phrase.ts'
import { event, Id, live } from './line.ts'

const Byte = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(255))
const unit = v.pipe(v.number(), v.minValue(0), v.maxValue(1))

/** What happened, one line each. */
export const events = {
  midi: live(
    'midi/{device}',
    'a MIDI message came from a device',
    v.object({
      atMs: v.number(),
      device: Slug,
      bytes: v.array(Byte),
      /** The message in words, such as "note-on C4 100 ch 1". */
      says: v.string(),
    }),
  ),
  control: live('control/{device}/{control}', 'a knob, pad or sensor moved', ControlEvent),
  flashed: event(
    'flash/{device}',
    'how far the writing of firmware is',
    v.object({
      device: Slug,
      /** 0 to 1; 1 is written and checked. */
      done: v.number(),
      /** Why it failed. */
      error: v.exactOptional(v.object({ code: v.string(), message: v.string(), hint: v.string() })),
    }),
  ),
  phrase: event(
    'phrase/{session}',
    'a phrase was played, or is about to sound as an answer',
    Phrase,
  ),
  yielded: event(
    'yielded/{session}',
    'a response of the machine ends before its end: the player has the word, or it was stopped',
    v.object({
      phrase: Id,
      /** Nothing of it sounds from then on, on the clock of the live process. */
      atMs: v.number(),
    }),
  ),
  hearing: live(
    'hearing/{session}',
    'what the accompanist hears now, at most four times a second',
    v.object({
      atMs: v.number(),
      /** The beat of the hands; 0 until they have said one. */
      bpm: v.number(),
      confidence: unit,
      /** Such as 'G minor'. */
      key: v.exactOptional(v.string()),
      chord: v.exactOptional(v.string()),
      energy: unit,
      density: unit,
      brightness: unit,
      syncopation: unit,
      swing: unit,
    }),
  ),
  coming: live(
    'coming/{session}',
    'a bar of the accompaniment that is about to sound; told again where it changes',
    v.object({
      phrase: Id,
      /** Counted from the beginning of the transport's beats. */
      bar: v.number(),
      /** When its bar line sounds, on the clock of the live process, at the tempo of now. */
      atMs: v.number(),
      bpm: Bpm,
      meter: Meter,
      chords: v.array(v.string()),
      /** So many beats of it will not change any more. */
      committedBeats: v.number(),
      parts: v.array(
        v.object({
          role: v.picklist(bandRoles),
          channel: v.number(),
          sound: v.string(),
          notes: v.pipe(v.array(v.omit(BandNote, ['role'])), v.maxLength(96)),
        }),
      ),
    }),
  ),
  take: event(
    'take/{take}',
    'a take was kept',
    v.object({
      take: Id,
      title: v.string(),
      lengthMs: v.number(),
      notes: v.number(),
    }),
  ),
  piece: event(
    'piece/{piece}',
    'a piece came, changed or went',
    v.object({
      piece: Id,
      title: v.string(),
      change: v.picklist(['added', 'changed', 'removed']),
      /** The piece that a better plan was made for; where that plays, this one goes on in its place. */
      upgrades: v.exactOptional(Id),
    }),
  ),

  intent: event(
    'intent/{surface}',
    'something was said there and understood; never the sentence itself',
    v.object({
      id: Id,
      /** Where it was said, such as studio or kitchen. */
      surface: Slug,
      /** What is wanted, such as generate or keep. */
      intent: Slug,
      /** The words of a wish and of the intent, such as { style: 'lofi', bpm: 80 }. */
      slots: v.record(v.string(), v.unknown()),
    }),
  ),
} as const
