import type { Random } from '#core/random.ts'
import type { Role } from '#core/score/piece-spec.ts'
import { ticksPerBeat, ticksPerStep } from './bar-grid.ts'
import { sliding } from './slides.ts'
import type { Draft, Song } from './song.ts'
import { talking } from './wobble.ts'

/** Ticks by which a hand strays from the grid, either way; drums bring their own. */
const strays: Readonly<Record<Role, number>> = { drums: 0, bass: 2, chords: 3, melody: 4, pad: 0 }

/**
 * A part as it is played: swung, with a hand's small deviations, inside the piece, in order, no pitch
 * struck again before it has ended. Everything stays on whole ticks.
 */
export function performed(
  drafts: readonly Draft[],
  role: Role,
  song: Song,
  random: Random,
): readonly Draft[] {
  const swing = swingOf(song)
  const louder = song.style.louder?.[role] ?? 0
  const played = drafts.map((note) => {
    const free = role === 'pad' || note.at >= song.finalAt ? 0 : strays[role]
    const at = Math.max(0, swing(note.at) + random.below(2 * free + 1) - free)
    const end = Math.min(song.ticks, Math.max(at + 12, swing(note.at + note.ticks)))
    const velocity = Math.min(127, Math.max(1, note.velocity + louder))
    return { ...note, velocity, at, ticks: end - at }
  })
  const clear = clean(played.filter((note) => note.ticks > 0 && note.at < song.ticks))
  return role === 'bass' ? sliding(talking(clear, song, random), song, random) : clear
}

/** The sixteenth, in ticks, at which a note was written that is played at `tick`. */
export function writtenAt(tick: number, song: Song): number {
  const swing = swingOf(song)
  const near = Math.round(tick / ticksPerStep) * ticksPerStep
  const off = (at: number): number => Math.abs(swing(at) - tick)
  const before = Math.max(0, near - ticksPerStep)
  return off(before) < off(near) ? before : near
}

/**
 * Moves each second eighth or sixteenth of a pulse back, up to a full triplet; what lies between goes
 * along. Where a pulse has no room for a pair, as at the end of a bar of 7/8, it stays as written.
 */
function swingOf({ spec, style, grid }: Song): (tick: number) => number {
  const pair = style.swing.of === 8 ? ticksPerBeat : ticksPerBeat / 2
  const half = pair / 2
  const late = Math.round((spec.swing * pair) / 6)
  const pulseAt = grid.pulses.flatMap((pulse) => Array.from({ length: pulse.steps }, () => pulse))
  return (tick) => {
    const inBar = tick % grid.ticks
    const pulse = pulseAt[Math.floor(inBar / ticksPerStep)]!
    const inPulse = inBar - pulse.step * ticksPerStep
    const place = inPulse % pair
    if (inPulse - place + pair > pulse.steps * ticksPerStep) return tick
    const shift = place <= half ? (place * late) / half : ((pair - place) * late) / half
    return tick + Math.round(shift)
  }
}

function clean(notes: readonly Draft[]): readonly Draft[] {
  const kept: Draft[] = []
  const lastOf = new Map<number, number>()
  for (const note of inOrder(notes)) {
    const i = lastOf.get(note.pitch)
    const before = i === undefined ? undefined : kept[i]!
    if (i !== undefined && before && before.at + before.ticks > note.at) {
      // Two strokes closer than a hand can strike are one.
      if (note.at - before.at < 12) {
        kept[i] = { ...before, ticks: Math.max(before.ticks, note.at + note.ticks - before.at) }
        continue
      }
      kept[i] = { ...before, ticks: note.at - before.at }
    }
    lastOf.set(note.pitch, kept.length)
    kept.push(note)
  }
  return kept
}

/**
 * Hands stray by a few ticks: each note moves past the few that come after it, without the copies that
 * a sort makes.
 */
function inOrder(notes: readonly Draft[]): readonly Draft[] {
  const sorted = [...notes]
  for (let i = 1; i < sorted.length; i++) {
    const note = sorted[i]!
    let place = i
    for (; place > 0 && isAfter(sorted[place - 1]!, note); place--)
      sorted[place] = sorted[place - 1]!
    sorted[place] = note
  }
  return sorted
}

const isAfter = (a: Draft, b: Draft): boolean => a.at > b.at || (a.at === b.at && a.pitch > b.pitch)
