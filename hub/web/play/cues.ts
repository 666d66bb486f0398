import type { Payload } from '#core/bus/topics.ts'
import { beatsToMs } from '#core/music/tempo.ts'
import type { Phrase } from '#core/score/phrase.ts'
import type { Piece } from '#core/score/piece.ts'
import { soundFor } from '#core/score/sounds.ts'
import type { By } from './note-trail.ts'

/** A note that is going to sound, in ms of the page's clock. */
export type Cue = {
  readonly by: By
  readonly sound: string
  readonly drum: boolean
  readonly pitch: number
  readonly velocity: number
  readonly startMs: number
  readonly endMs: number
}

/** Where the hub's beats stand on the page's clock. */
export type Beats = {
  readonly originMs: number
  readonly originBeat: number
  readonly bpm: number
}

export const msAtBeat = ({ originMs, originBeat, bpm }: Beats, beat: number): number =>
  originMs + beatsToMs(beat - originBeat, bpm)

/** The notes of an answer where its beat 0 is beat 0 of these, drums with the sound of a kit. */
export function cuesOfPhrase(phrase: Phrase, beats: Beats, sound: string): readonly Cue[] {
  const drum = phrase.drums === true
  const name = drum ? soundFor('drums') : sound
  return phrase.notes.map((note) => cue(note, name, drum, beats)).sort(byStart)
}

/** The notes of a piece where its beat 0 is the transport's beat 0. */
export function cuesOfPiece(piece: Piece, beats: Beats): readonly Cue[] {
  return piece.parts
    .flatMap(({ notes, role, sound }) =>
      notes.map((note) => cue(note, sound, role === 'drums', beats)),
    )
    .sort(byStart)
}

/** The notes of a bar of the accompaniment; `atMs` is its bar line on the page's clock. */
export function cuesOfBar({ bpm, parts }: Payload<'coming'>, atMs: number): readonly Cue[] {
  const beats = { originMs: atMs, originBeat: 0, bpm }
  return parts
    .flatMap(({ notes, role, sound }) =>
      notes.map(({ pitch, velocity, start, length }) => ({
        ...{ by: 'machine' as const, sound, drum: role === 'drums', pitch, velocity },
        startMs: msAtBeat(beats, start),
        endMs: msAtBeat(beats, start + length),
      })),
    )
    .sort(byStart)
}

function cue(note: Phrase['notes'][number], sound: string, drum: boolean, beats: Beats): Cue {
  return {
    by: note.author.kind === 'human' ? 'you' : 'machine',
    sound,
    drum,
    pitch: note.pitch,
    velocity: note.velocity,
    startMs: msAtBeat(beats, note.start),
    endMs: msAtBeat(beats, note.start + note.length),
  }
}

const byStart = (a: Cue, b: Cue): number => a.startMs - b.startMs
