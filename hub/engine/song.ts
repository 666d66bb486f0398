import type { Random } from '#core/random.ts'
import type { PieceSpec, Role, Section } from '#core/score/piece-spec.ts'
import { playedSections } from '#core/score/played-sections.ts'
import { isSound, type SoundName, soundFor } from '#core/score/sounds.ts'
import { type BarGrid, barGrid, ticksPerStep } from './bar-grid.ts'
import { chordLine, homeward, type Span } from './chord-line.ts'
import { familyOf, isFrame } from './form.ts'
import { type Ladder, ladderOf } from './ladder.ts'
import type { Busy } from './rhythm.ts'
import { styleFor } from './styles/index.ts'
import type { Style } from './styles/style.ts'

/** A note while it is being written: `at` and `ticks` (its length) in ticks from the start of the piece. */
export type Draft = {
  readonly pitch: number
  readonly velocity: number
  readonly at: number
  readonly ticks: number
}

/** Where a player's choices come from: `ground` settles motifs and grooves, `hand` how they are played. */
export type Chance = { readonly ground: Random; readonly hand: Random }

/** A section as it is played once. */
export type Passage = {
  readonly section: Section
  readonly family: string
  /** The family whose patterns it plays: intro, break and outro go over the ground of the verse. */
  readonly ground: string
  /** 0 the first time its family is played, 1 when it comes back, and so on. */
  readonly time: number
  readonly at: number
  readonly ticks: number
  readonly bars: number
  readonly spans: readonly Span[]
  readonly first: boolean
  readonly last: boolean
}

/** All that the players of a piece agree on before they write a note. */
export type Song = {
  readonly spec: PieceSpec
  readonly style: Style
  readonly grid: BarGrid
  /** The sixteenths of the bars that the lanes of the style are written for. */
  readonly laneSteps: number
  readonly ladder: Ladder
  readonly passages: readonly Passage[]
  readonly spans: readonly Span[]
  readonly ticks: number
  /** Where the last chord is struck and left to ring. */
  readonly finalAt: number
  /** Whether the rhythms are played with more strokes than they are written with, or fewer. */
  readonly busy: Busy
}

/** Lays a spec out in time. */
export function songOf(spec: PieceSpec, busy: Busy = 0): Song {
  const grid = barGrid(spec.meter)
  const passages = passagesOf(spec, grid)
  const spans = passages.flatMap((passage) => passage.spans)
  const { at, ticks: length } = passages.at(-1)!
  const ticks = at + length
  const finalAt = Math.max(spans.at(-1)!.at, lastBarAt(ticks, grid))
  const style = styleFor(spec.style)
  const ladder = ladderOf(spec.key)
  const laneSteps = barGrid(style.meter).steps
  return { spec, style, grid, laneSteps, ladder, passages, spans, ticks, finalAt, busy }
}

/** A piece of one bar has its last chord on the last pulse, so that there is something before it. */
const lastBarAt = (ticks: number, { ticks: bar, pulses }: BarGrid): number =>
  ticks > bar ? ticks - bar : pulses.at(-1)!.step * ticksPerStep

function passagesOf(spec: PieceSpec, grid: BarGrid): readonly Passage[] {
  const played = playedSections(spec)
  const families = played.map((section) => familyOf(section.id))
  const verse = families.find((family) => !isFrame(family)) ?? families[0]!
  const times = new Map<string, number>()
  let at = 0
  return played.map((section, i) => {
    const family = families[i]!
    const time = times.get(family) ?? 0
    times.set(family, time + 1)
    const ticks = section.bars * grid.ticks
    const last = i === played.length - 1
    const line = chordLine(section, { key: spec.key, grid, at, ticks })
    const passage = {
      ...{ section, family, ground: isFrame(family) ? verse : family, time },
      ...{ at, ticks, bars: section.bars, first: i === 0, last },
      spans: last ? homeward(line, spec.key, grid) : line,
    }
    at += ticks
    return passage
  })
}

/** Whose groove, bass line and comping a passage plays: in music that builds, all sections share one. */
export const groundOf = ({ style }: Song, { ground }: Passage): string =>
  style.form === 'build' ? 'A' : ground

/** What a role plays on: the sound that is asked for, else the first of its style. */
export function soundOf(role: Role, { spec, style }: Song): SoundName {
  const asked = spec.instruments.find((instrument) => instrument.role === role)?.sound
  return asked && isSound(asked) ? asked : (style.sounds[role][0] ?? soundFor(role))
}

export const playersIn = (song: Song): readonly Role[] => [
  ...new Set(song.passages.flatMap((passage) => passage.section.roles)),
]
