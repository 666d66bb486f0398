import type { Role } from '#core/score/piece-spec.ts'
import type { Draft, Passage, Song } from './song.ts'

/** A section as much louder than the one before as this is what a full swell leads to. */
const fullSwell = 0.2
/** A wish for more energy than the style has, or far less, is not followed beyond these. */
const mostLift = 24
const mostFall = -36
const phraseBars = 4
const fadeBars = 8

/**
 * A part as loud and as soft as the style means it to be: by section, towards what is louder, within a
 * phrase, and at both ends of the piece.
 */
export function shaped(drafts: readonly Draft[], role: Role, song: Song): readonly Draft[] {
  const { dynamics } = song.style
  if (!dynamics) return drafts
  let i = 0
  return drafts.map((note) => {
    while ((song.passages[i + 1]?.at ?? note.at + 1) <= note.at) i++
    while (i > 0 && song.passages[i]!.at > note.at) i--
    const velocity = note.velocity + louderAt(note.at, song.passages[i]!, song, role)
    return { ...note, velocity: Math.max(1, velocity) }
  })
}

function louderAt(at: number, passage: Passage, song: Song, role: Role): number {
  const { range = 0, swell = 0, arch = 0, fade = 0 } = song.style.dynamics!
  const sings = role !== 'drums' && role !== 'pad'
  return Math.round(
    levelOf(passage, range, song) +
      swell * swelling(at, passage, song) +
      (sings ? arch * arching(at - passage.at, song) : 0) -
      fade * fading(at, song),
  )
}

/** How much louder a section is than the style is by itself. */
function levelOf({ section }: Passage, range: number, { style }: Song): number {
  const level = range * (section.energy - style.energy / 100)
  return Math.min(mostLift, Math.max(mostFall, level))
}

/** The second half of a section that leads to a louder one: 0 to 1. */
function swelling(at: number, here: Passage, { passages }: Song): number {
  const next = passages[passages.indexOf(here) + 1]
  if (!next) return 0
  const step = (next.section.energy - here.section.energy) / fullSwell
  const share = Math.max(0, (2 * (at - here.at)) / here.ticks - 1)
  return share * Math.min(1, Math.max(0, step))
}

/** A phrase comes up to its third bar and goes again: half below the line, half above it. */
function arching(since: number, { grid }: Song): number {
  const phrase = phraseBars * grid.ticks
  const place = (since % phrase) / phrase
  const top = 5 / 8
  return (place < top ? place / top : (1 - place) / (1 - top)) - 0.5
}

/** 1 at the first and the last tick, 0 from the eighth bar on, in short pieces sooner. */
function fading(at: number, { ticks, grid }: Song): number {
  const length = Math.min(fadeBars * grid.ticks, ticks / 4)
  return Math.max(0, 1 - at / length, 1 - (ticks - at) / length)
}
