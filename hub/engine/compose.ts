import { type Random, randomFrom } from '#core/random.ts'
import type { Author } from '#core/score/author.ts'
import type { NoteEvent } from '#core/score/note-event.ts'
import type { Composition, Part } from '#core/score/piece.ts'
import type { PieceSpec, Role } from '#core/score/piece-spec.ts'
import { arranged, leaves } from './arrangement.ts'
import { ticksPerBeat, ticksPerStep } from './bar-grid.ts'
import { endBass, playBass } from './bass.ts'
import {
  chordVoicings,
  endChords,
  padVoicings,
  playChords,
  playPad,
  type Voicings,
} from './comping.ts'
import { judge } from './critic.ts'
import { endDrums, playDrums } from './drums.ts'
import { shaped } from './dynamics.ts'
import { engineVersion } from './engine-version.ts'
import { endMelody, playMelody } from './melody.ts'
import { performed } from './performance.ts'
import type { Busy } from './rhythm.ts'
import { type Chance, type Draft, playersIn, type Song, songOf, soundOf } from './song.ts'
import { drumPitches } from './styles/style.ts'

/** Why a piece is written: the id of the command, the sentence where there was one, and who planned. */
export type Occasion = {
  readonly because: string
  readonly prompt?: string
  /** 'local' where left out. */
  readonly provider?: string
}

const channels: Readonly<Record<Role, number>> = { melody: 0, bass: 1, chords: 2, pad: 3, drums: 9 }
const candidates = 6

/**
 * A whole piece for a spec: the best of a few by the critic. The same spec and seed give the same
 * notes on every machine; each part has its own chance, so that one can be written anew alone.
 */
export function composePiece(spec: PieceSpec, seed: number, occasion: Occasion): Composition {
  const stage = stageFor(spec)
  let best: { readonly composition: Composition; readonly off: number; take: number } | undefined
  let tried = 0
  for (let take = 0; take < candidates; take++) {
    const composition = candidate(stage, { seed, take }, occasion)
    const off = judge(composition, stage.song.style)
    tried++
    if (!best || off < best.off) best = { composition, off, take }
    if (off === 0) break
  }
  const { composition, off, take } = best!
  return { ...composition, critic: { tried, chosen: take, off } }
}

/** What all candidates of a piece have in common: its course, and how its chords are voiced. */
export type Stage = { readonly song: Song; readonly chords: Voicings; readonly pad: Voicings }

export function stageFor(spec: PieceSpec, busy: Busy = 0): Stage {
  const song = songOf(spec, busy)
  return {
    song,
    chords: chordVoicings(song),
    pad: padVoicings(song, playersIn(song).includes('chords')),
  }
}

/** Which chance a candidate is written by, `take` telling those of a seed apart. */
export type Toss = {
  readonly seed: number
  readonly take: number
  /** Where a role keeps motif and groove of another candidate. */
  readonly grounds?: Readonly<Partial<Record<Role, Random>>>
  /** The sixteenths at which a kick plays already, for a bass that locks to it. */
  readonly kicks?: ReadonlySet<number>
}

export const chanceOf = ({ seed, take }: Pick<Toss, 'seed' | 'take'>): Random =>
  randomFrom(seed).fork(`take ${take}`)

/** One candidate. */
export function candidate(
  stage: Stage,
  toss: Toss,
  { because, prompt, provider = 'local' }: Occasion,
): Composition {
  const { song } = stage
  const { seed } = toss
  const random = chanceOf(toss)
  const author: Author = {
    kind: 'machine',
    engine: engineVersion.name,
    provider,
    seed,
    ...(prompt === undefined ? {} : { prompt }),
    because,
  }
  const drafts = written(stage, random, toss)
  return {
    spec: song.spec,
    seed,
    engine: engineVersion,
    lengthBeats: song.ticks / ticksPerBeat,
    form: song.passages.map(({ section, at, ticks }) => ({
      ...{ section: section.id, start: at / ticksPerBeat, length: ticks / ticksPerBeat },
    })),
    chords: song.spans.map(({ chord, at, ticks }) => ({
      ...{ symbol: chord.symbol, start: at / ticksPerBeat, length: ticks / ticksPerBeat },
    })),
    parts: playersIn(song).map((role) => {
      const touch = random.fork(`touch ${role}`)
      const played = performed(shaped(drafts[role], role, song), role, song, touch)
      return partOf(role, song, played, author)
    }),
  }
}

function written(
  stage: Stage,
  random: Random,
  { grounds = {}, kicks: played }: Toss,
): Readonly<Record<Role, readonly Draft[]>> {
  const { song } = stage
  const chanceFor = (role: Role): Chance => ({
    ground: (grounds[role] ?? random).fork(role),
    hand: random.fork(role),
  })
  const drums = each(song, 'drums', (passage) => playDrums(song, passage, chanceFor('drums')))
  const kicks = played ?? kicksOf(drums)
  const hand = { voicings: stage.chords, random: random.fork('chords') }
  const pad = { voicings: stage.pad, random: random.fork('pad') }
  const melody = each(song, 'melody', (passage) => playMelody(song, passage, chanceFor('melody')))
  const sung = melody.filter((note) => note.at < song.finalAt).at(-1)?.pitch
  return {
    drums: ended(song, 'drums', drums, endDrums(song, random.fork('end'))),
    bass: ended(
      song,
      'bass',
      each(song, 'bass', (passage) =>
        playBass(song, passage, { random: random.fork('bass'), kicks }),
      ),
      endBass(song),
    ),
    chords: ended(
      song,
      'chords',
      each(song, 'chords', (passage) => playChords(song, passage, hand)),
      endChords(song, { voicings: hand.voicings, velocity: 78, roll: 10 }),
    ),
    melody: ended(song, 'melody', melody, endMelody(song, sung)),
    pad: ended(
      song,
      'pad',
      each(song, 'pad', (passage) => playPad(song, passage, pad)),
      endChords(song, { voicings: pad.voicings, velocity: 62, roll: 0 }),
    ),
  }
}

type Playing = (passage: Song['passages'][number]) => readonly Draft[]

const each = (song: Song, role: Role, play: Playing): readonly Draft[] =>
  song.passages.flatMap((passage) =>
    passage.section.roles.includes(role) ? arranged(play(passage), role, song, passage) : [],
  )

/** The sixteenths at which the kick plays: what the bass locks to. */
const kicksOf = (drums: readonly Draft[]): ReadonlySet<number> =>
  new Set(
    drums
      .filter((stroke) => stroke.pitch === drumPitches.kick)
      .map((stroke) => Math.round(stroke.at / ticksPerStep) * ticksPerStep),
  )

/** The notes that begin before a tick, none of them longer than to there. */
const upTo = (tick: number, drafts: readonly Draft[]): readonly Draft[] =>
  drafts
    .filter((note) => note.at < tick - ticksPerStep / 2)
    .map((note) => ({ ...note, ticks: Math.min(note.ticks, tick - note.at) }))

/** The part up to the last chord, cut off there, and its last note; who is silent at the end stays so. */
function ended(
  song: Song,
  role: Role,
  drafts: readonly Draft[],
  end: readonly Draft[],
): readonly Draft[] {
  if (leaves(role, song) && drafts.some(({ at }) => at < song.finalAt))
    return role === 'drums' ? drafts : upTo(song.finalAt, drafts)
  const plays = song.passages.at(-1)!.section.roles.includes(role)
  const before = upTo(song.finalAt, drafts)
  return plays ? [...before, ...end] : before
}

function partOf(role: Role, song: Song, drafts: readonly Draft[], author: Author): Part {
  const notes = drafts.map(
    ({ pitch, velocity, at, ticks }): NoteEvent => ({
      ...{ pitch, velocity, start: at / ticksPerBeat, length: ticks / ticksPerBeat, author },
    }),
  )
  return { role, sound: soundOf(role, song), channel: channels[role], notes }
}
