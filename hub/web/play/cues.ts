import type { Payload } from '#core/bus/topics.ts'
import { beatsToMs } from '#core/music/tempo.ts'
import type { Phrase } from '#core/score/phrase.ts'
import type { Piece } from '#core/score/piece.ts'
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

/** The notes of an answer; `atMs` is its first beat on the page's clock. */
export function cuesOfPhrase(phrase: Phrase, atMs: number, sound: string): readonly Cue[] {
  const beats = { originMs: atMs, originBeat: 0, bpm: phrase.bpm }
  return phrase.notes.map((note) => cue(note, sound, false, beats)).sort(byStart)
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

/** Hands out cues in order, each once, as their time comes near. */
export type CueQueue = { due(untilMs: number): readonly Cue[]; left(): number }

/** From `fromMs` on: what should have started earlier is late, and late is worse than left out. */
export function cueQueue(cues: readonly Cue[], fromMs: number): CueQueue {
  let next = cues.findIndex((cue) => cue.startMs >= fromMs)
  if (next < 0) next = cues.length
  return {
    due(untilMs) {
      const first = next
      while (next < cues.length && cues[next]!.startMs < untilMs) next += 1
      return cues.slice(first, next)
    },
    left: () => cues.length - next,
  }
}
