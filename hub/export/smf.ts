import { decodeMidi, isNoteOff, isNoteOn } from '#core/midi/codec.ts'
import type { MidiMessage } from '#core/midi/message.ts'
import type { Key } from '#core/music/key.ts'
import type { Meter } from '#core/music/meter.ts'
import { isMinorish, sharpsOf } from '#core/music/scale.ts'
import { beatAt } from '#core/music/tempo.ts'
import type { NoteEvent } from '#core/score/note-event.ts'
import type { Phrase } from '#core/score/phrase.ts'
import type { Composition, Part } from '#core/score/piece.ts'
import { isSound, sounds } from '#core/score/sounds.ts'
import type { Take, TakeEvent } from '#core/score/take.ts'
import { type SmfEvent, type SmfMessage, type SmfTrack, writeSmf } from '#core/smf/smf.ts'

const ticksPerBeat = 480
const toTicks = (beats: number): number => Math.round(beats * ticksPerBeat)

/**
 * A composition as a Standard MIDI File of format 1, 480 ticks a beat: first a track of tempo, meter,
 * key and section names, then one track a part. The same composition gives the same bytes.
 */
export function compositionToSmf(composition: Composition): Uint8Array {
  const { spec, form, parts } = composition
  const endTick = toTicks(composition.lengthBeats)
  const conductor: SmfTrack = {
    name: spec.title,
    events: [
      tempoEvent(0, spec.bpm),
      meterEvent(spec.meter),
      keyEvent(spec.key),
      ...form.map(
        ({ section, start }): SmfEvent => ({
          tick: toTicks(start),
          type: 'text',
          kind: 'marker',
          text: section,
        }),
      ),
    ],
    endTick,
  }
  return writeSmf({
    format: 1,
    ticksPerBeat,
    tracks: [conductor, ...parts.map((part) => ({ ...partTrack(part), endTick }))],
  })
}

/** A phrase as a Standard MIDI File: its tempo, meter and key, and its notes on channel 0. */
export function phraseToSmf(phrase: Phrase): Uint8Array {
  const events = [
    tempoEvent(0, phrase.bpm),
    meterEvent(phrase.meter),
    ...(phrase.key ? [keyEvent(phrase.key)] : []),
  ]
  const name = phrase.by === 'player' ? 'Phrase' : 'Answer'
  return writeSmf({
    format: 1,
    ticksPerBeat,
    tracks: [{ name, events }, { events: noteEvents(phrase.notes, 0) }],
  })
}

/**
 * A take as a Standard MIDI File: its tempo as it was followed, then one track a device with all that
 * was captured. Notes still held at the end are released there.
 */
export function takeToSmf(take: Take): Uint8Array {
  // The beat the take begins in stays whole, so that what was on the beat is on it in the file.
  const origin = Math.floor(beatAt(take.tempo, 0))
  const tickAt = (ms: number): number => Math.max(0, toTicks(beatAt(take.tempo, ms) - origin))
  const marks = take.tempo.length > 0 ? take.tempo : [{ atMs: 0, beat: 0, bpm: 120 }]
  const tempo = marks.map(({ atMs, bpm }, n) => tempoEvent(n === 0 ? 0 : tickAt(atMs), bpm))
  const endTick = tickAt(take.lengthMs)
  const devices = [...new Set(take.events.map(({ device }) => device))]
  const tracks = devices.map((device): SmfTrack => {
    const captured = take.events.filter((event) => event.device === device)
    return { name: device, events: deviceEvents(captured, tickAt, endTick), endTick }
  })
  return writeSmf({
    format: 1,
    ticksPerBeat,
    tracks: [{ name: take.title, events: inOrder(tempo), endTick }, ...tracks],
  })
}

function partTrack({ role, sound, channel, notes }: Part): SmfTrack {
  const card = isSound(sound) ? sounds[sound] : undefined
  const setUp: SmfEvent[] = card
    ? [
        { tick: 0, type: 'text', kind: 'instrument', text: card.label },
        message(0, { type: 'program-change', channel, program: card.program }),
      ]
    : []
  const name = `${role[0]!.toUpperCase()}${role.slice(1)}`
  return { name, events: [...setUp, ...noteEvents(notes, channel)] }
}

/** Note-ons and note-offs by tick; at one tick what ends comes before what begins. */
function noteEvents(notes: readonly NoteEvent[], channel: number): SmfEvent[] {
  return apart(notes)
    .flatMap(({ start, end, pitch, velocity }) => [
      message(start, { type: 'note-on', channel, pitch, velocity }),
      message(end, { type: 'note-off', channel, pitch, velocity: 64 }),
    ])
    .sort((a, b) => a.tick - b.tick || rank(a) - rank(b))
}

type Span = { start: number; end: number; pitch: number; velocity: number }

/** Notes in ticks; of one pitch only one sounds at a time, as MIDI cannot tell two apart. */
function apart(notes: readonly NoteEvent[]): readonly Span[] {
  const spans = notes
    .map(({ start, length, pitch, velocity }): Span => {
      const begin = toTicks(start)
      return { start: begin, end: Math.max(begin + 1, toTicks(start + length)), pitch, velocity }
    })
    .sort((a, b) => a.pitch - b.pitch || a.start - b.start || b.velocity - a.velocity)
  const kept: Span[] = []
  for (const span of spans) {
    const last = kept.at(-1)
    if (last?.pitch === span.pitch) {
      // Struck twice at once: the louder stroke is the one that is heard.
      if (last.start === span.start) continue
      last.end = Math.min(last.end, span.start)
    }
    kept.push(span)
  }
  return kept
}

const rank = (event: SmfEvent): number =>
  event.type === 'midi' && event.message.type === 'note-off' ? 0 : 1

function deviceEvents(
  captured: readonly TakeEvent[],
  tickAt: (ms: number) => number,
  endTick: number,
): SmfEvent[] {
  const events: SmfEvent[] = []
  const held = new Map<number, SmfMessage>()
  let tick = 0
  for (const { atMs, bytes } of captured) {
    // A jump back of the beat must not put a release before its note.
    tick = Math.max(tick, tickAt(atMs))
    const heard = decodeMidi(bytes)
    if (!heard || !belongsInFile(heard)) continue
    events.push(message(tick, heard))
    if (isNoteOn(heard))
      held.set((heard.channel << 7) | heard.pitch, { ...heard, type: 'note-off', velocity: 64 })
    else if (isNoteOff(heard)) held.delete((heard.channel << 7) | heard.pitch)
  }
  const end = Math.max(tick, endTick)
  return [...events, ...[...held.values()].map((release) => message(end, release))]
}

function belongsInFile(heard: MidiMessage): heard is SmfMessage {
  return 'channel' in heard || heard.type === 'sysex'
}

const message = (tick: number, midi: SmfMessage): SmfEvent => ({
  tick,
  type: 'midi',
  message: midi,
})

const tempoEvent = (tick: number, bpm: number): SmfEvent => ({
  tick,
  type: 'tempo',
  microsPerBeat: Math.round(60_000_000 / bpm),
})

function meterEvent({ beats, unit }: Meter): SmfEvent {
  const compound = unit === 8 && beats > 3 && beats % 3 === 0
  const clocksPerClick = compound ? 36 : 96 / unit
  return { tick: 0, type: 'meter', beats, unit, clocksPerClick, thirtySecondsPerBeat: 8 }
}

const keyEvent = (key: Key): SmfEvent => ({
  tick: 0,
  type: 'key',
  sharps: sharpsOf(key),
  minor: isMinorish(key),
})

/** Ticks that never fall, whatever the tempo map says. */
function inOrder(events: readonly SmfEvent[]): SmfEvent[] {
  let tick = 0
  return events.map((event) => {
    tick = Math.max(tick, event.tick)
    return { ...event, tick }
  })
}
