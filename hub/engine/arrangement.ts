import type { Role } from '#core/score/piece-spec.ts'
import { ranges } from './critic.ts'
import type { Draft, Passage, Song } from './song.ts'
import { drumPitches } from './styles/style.ts'

/** Layers come and go by pairs of bars. */
const pairBars = 2
/** An intro this long is long enough for its players to come in one after the other. */
const longIntro = 8
/** From so many bars on a section has room for layers to go, or for a drummer to hold back. */
const roomy = 4
/** How much softer than the note itself its octave is. */
const octaveBelow = 8
/** A hand strays this far, in ticks: what lies so little before a bar line is meant for it. */
const early = 12

/**
 * What of a player's notes is heard in a passage: layers come in one by one, hold their breath before
 * a drop, double in the last one, and are taken away.
 */
export function arranged(
  notes: readonly Draft[],
  role: Role,
  song: Song,
  passage: Passage,
): readonly Draft[] {
  const { from, to } = presence(role, song, passage)
  const present = notes
    .filter(({ at }) => at > from - early && at < to - early)
    .map((note) => ({ ...note, ticks: Math.min(note.ticks, Math.max(1, to - note.at)) }))
  if (role === 'drums') return present.filter((stroke) => isHeard(stroke, song, passage))
  return isLastDrop(song, passage) && song.style.peak?.doubled.includes(role)
    ? withOctaves(present, role)
    : present
}

/** Whether layers are taken away at the end, in place of a last chord; without drums there is nothing to leave. */
const endsByLayers = ({ style, passages }: Song): boolean =>
  style.ending === 'layers' && passages.at(-1)!.section.roles.includes('drums')

/** Who leaves without a last chord: beat, bass and chords, and whoever has left before the end. */
export function leaves(role: Role, song: Song): boolean {
  if (!endsByLayers(song)) return false
  if (role !== 'melody' && role !== 'pad') return true
  const last = song.passages.at(-1)!
  return presence(role, song, last).to < last.at + last.ticks
}

/** The section that runs up to the first drop: the beat is there, what it is for is not. */
export function leadsToDrop({ style, passages }: Song, passage: Passage): boolean {
  const next = passages[passages.indexOf(passage) + 1]
  const builds = style.form === 'build' && style.drums.rise !== undefined
  return builds && passage.family === 'A' && passage.bars >= roomy && next?.family === 'B'
}

/** Where bass and beat hold their breath before a drop: its last bar, half of it where there is less room. */
export const breathFrom = ({ grid }: Song, { at, ticks, bars }: Passage): number =>
  at + ticks - (bars >= longIntro ? grid.ticks : grid.ticks / 2)

/** The drop that comes back for the last time has more to it than the others. */
export function isLastDrop({ style, passages }: Song, passage: Passage): boolean {
  if (style.form !== 'build' || passage.family !== 'B' || passage.time === 0) return false
  return passage === passages.findLast(({ family }) => family === 'B')
}

type Stretch = { readonly from: number; readonly to: number }

function presence(role: Role, song: Song, passage: Passage): Stretch {
  const { at, ticks, family, bars } = passage
  const end = at + ticks
  if (role === 'bass' && leadsToDrop(song, passage))
    return { from: at, to: breathFrom(song, passage) }
  if (family === 'intro' && bars >= longIntro)
    return { from: at + turnOf(role, song, passage), to: end }
  if (family === 'outro' && bars >= roomy && passage.last && endsByLayers(song))
    return { from: at, to: end - turnOf(role, song, passage) }
  return { from: at, to: end }
}

/** When a player's turn is, in ticks: the first in the style's layers is there all the time. */
function turnOf(role: Role, { style, grid }: Song, { family, section, bars }: Passage): number {
  const layer = style.layers[family as 'intro' | 'outro'] ?? style.layers.A
  const order = layer.filter((one) => section.roles.includes(one))
  const place = Math.max(0, order.indexOf(role))
  const pairs = Math.floor((place * bars) / order.length / pairBars)
  return pairs * pairBars * grid.ticks
}

/** A drummer begins an intro with what is light in the style, and ends a piece that way that has no last chord. */
function isHeard({ pitch, at }: Draft, song: Song, passage: Passage): boolean {
  if (passage.bars < roomy) return true
  const { light } = song.style.drums
  if (light.some((drum) => drumPitches[drum] === pitch)) return true
  const middle = passage.at + passage.ticks / 2 - early
  if (passage.family === 'intro') return at >= middle
  if (!passage.last || !endsByLayers(song)) return true
  return at < (passage.family === 'outro' ? middle : song.finalAt - early)
}

/** The highest of the notes that are struck together, an octave up as well, as far as its player can reach. */
function withOctaves(notes: readonly Draft[], role: Role): readonly Draft[] {
  const tops = new Map<number, Draft>()
  for (const note of notes) {
    const top = tops.get(note.at)
    if (!top || note.pitch > top.pitch) tops.set(note.at, note)
  }
  const octaves = [...tops.values()]
    .map((note) => ({ ...note, pitch: note.pitch + 12, velocity: note.velocity - octaveBelow }))
    .filter(({ pitch }) => pitch <= ranges[role][1])
  return [...notes, ...octaves]
}
