import type { Chord } from '#core/music/chord.ts'
import type { Key } from '#core/music/key.ts'
import type { Meter } from '#core/music/meter.ts'
import { type Random, randomFrom } from '#core/random.ts'
import type { BandRole } from '#core/score/accompaniment.ts'
import type { PieceSpec, Role } from '#core/score/piece-spec.ts'
import { ticksPerStep } from '../bar-grid.ts'
import { playBass } from '../bass.ts'
import { padVoicings, playChords, playPad } from '../comping.ts'
import { playDrums } from '../drums.ts'
import { performed } from '../performance.ts'
import { type Draft, type Passage, type Song, songOf } from '../song.ts'
import { drumPitches } from '../styles/style.ts'
import { voiced } from '../voicing.ts'
import { busied, thinned } from './busyness.ts'
import { type Feel, noFeel } from './groove.ts'

/** What the macros steer, each 0 to 1. */
export type Controls = {
  /** Loudness, and how many of the drums play. */
  readonly energy: number
  /** How many of the notes are played; 0.5 is the style as it is written. */
  readonly density: number
  /** The register of chords, pad and counter-melody, over two octaves. */
  readonly brightness: number
  /** 0 straight, 1 a full triplet. */
  readonly swing: number
}

/** Who plays eights; the second voice goes bar by bar. */
export const partRoles = ['drums', 'bass', 'chords', 'pad'] as const satisfies readonly BandRole[]
export type PartRole = (typeof partRoles)[number]

/** All that eight bars of accompaniment depend on. */
export type BandTask = {
  readonly seed: number
  readonly style: string
  readonly bpm: number
  readonly meter: Meter
  readonly key: Key
  readonly controls: Controls
  readonly roles: readonly PartRole[]
  /** The chord of each beat of the eight bars. */
  readonly chords: readonly Chord[]
  /** Counts the eights, so that no two are the same. */
  readonly block: number
  /** Which of the ways to play the chords. */
  readonly take: number
  /** The player's feel, see `grooveMemory`. */
  readonly groove?: readonly number[]
}

/** The band thinks in eights: a fill stands before each new one. */
export const blockBars = 8

/** A note of an eight, in ticks from its first bar line. */
export type PartNote = Draft & { readonly role: PartRole }

/** The eight bars as they are laid out in time, before anybody plays. */
export type Sheet = { readonly song: Song; readonly passage: Passage }

/** The strokes of the drums as they are written, and the ticks, to the sixteenth, of the kicks. */
export type Kit = { readonly strokes: readonly Draft[]; readonly kicks: ReadonlySet<number> }

/** All that a player of an eight has before it. */
export type Desk = Sheet & {
  readonly task: BandTask
  /** The player's feel of each sixteenth of the bar. */
  readonly feels: readonly Feel[]
  /** What bass and drums have in common. */
  readonly kit: Kit
}

export function sheetOf(task: BandTask): Sheet {
  const song = songOf(specOf(task))
  return { song, passage: song.passages[0]! }
}

export function kitOf({ seed, block }: BandTask, { song, passage }: Sheet): Kit {
  const random = randomFrom(seed)
  const chance = { ground: random.fork('drums'), hand: random.fork(`drums ${block}`) }
  const strokes = playDrums(song, passage, chance)
  return { strokes, kicks: kicksOf(strokes) }
}

/** What each player writes. */
const players: Readonly<Record<PartRole, (desk: Desk, random: Random) => readonly Draft[]>> = {
  drums: ({ kit, task, song }, random) =>
    busied(kit.strokes, task.controls, song.grid, random.fork(`busy ${task.block}`)),
  bass: ({ kit, song, passage }, random) =>
    playBass(song, passage, { random: random.fork('bass'), kicks: kit.kicks }),
  chords: ({ task, song, passage }, random) =>
    comp(song, passage, task, random.fork(`chords ${task.take}`)),
  pad: ({ task, song, passage }, random) => {
    const voicings = padVoicings(song, task.roles.includes('chords'))
    return playPad(song, passage, { voicings, random: random.fork('pad') })
  },
}

/** What one player plays in eight bars, as loud as the energy says, with the player's own feel. */
export function partOf(role: PartRole, desk: Desk): readonly PartNote[] {
  const { task, song } = desk
  const random = randomFrom(task.seed)
  const written = players[role](desk, random)
  const kept = role === 'pad' ? written : thinned(written, task.controls.density, song.grid)
  const touch = random.fork(`touch ${role} ${task.block}`)
  return performed(kept, role, song, touch).map((note) => felt(note, role, desk))
}

function specOf({ style, bpm, meter, key, controls, roles, chords, block }: BandTask): PieceSpec {
  const { energy, density, swing } = controls
  const playing: Role[] = [...new Set<Role>(['drums', ...roles])]
  const eight = { energy, density: Math.min(1, density * 1.2), roles: playing, motif: [] }
  const home = { ...eight, id: 'outro', bars: 1, chords: [chords[0]!.symbol] }
  const id = `A ${block + 1}`
  return {
    ...{ title: 'live', style, bpm, meter, key, swing, moods: [], instruments: [] },
    sections: [{ ...eight, id, bars: blockBars, chords: written(chords) }, home],
    // The second one is never heard: it keeps the eight bars from ending like a piece.
    form: [id, home.id],
  }
}

/** Chords a beat as a section writes them: 'Dm7*4'. */
export function written(chords: readonly Chord[]): string[] {
  const runs: { symbol: string; beats: number }[] = []
  for (const { symbol } of chords) {
    const last = runs.at(-1)
    if (last?.symbol === symbol) last.beats += 1
    else runs.push({ symbol, beats: 1 })
  }
  return runs.map(({ symbol, beats }) => `${symbol}*${beats}`)
}

const kicksOf = (drums: readonly Draft[]): ReadonlySet<number> =>
  new Set(
    drums
      .filter(({ pitch }) => pitch === drumPitches.kick)
      .map(({ at }) => Math.round(at / ticksPerStep) * ticksPerStep),
  )

/** Chords in the register that brightness asks for. */
function comp(
  song: Song,
  passage: Passage,
  { controls, roles }: BandTask,
  random: Random,
): readonly Draft[] {
  const centre = 51 + Math.round(controls.brightness * 24)
  const rootless = roles.includes('bass') && song.style.comp.rootless
  const rules = { low: centre - 13, high: centre + 14, centre, voices: 4, open: false, rootless }
  const line = voiced(song.spans, rules)
  const voicings = new Map(song.spans.map((span, i) => [span, line[i]!]))
  return playChords(song, passage, { voicings, random })
}

function felt(
  { pitch, velocity, at, ticks }: Draft,
  role: PartRole,
  { task, song, passage, feels }: Desk,
): PartNote {
  const place = Math.round((at % song.grid.ticks) / ticksPerStep) % 16
  const feel = role === 'pad' ? noFeel : feels[place]!
  const level = 0.62 + 0.62 * task.controls.energy
  const loud = Math.round((velocity + feel.velocity / 2) * level)
  return {
    role,
    pitch,
    velocity: Math.min(127, Math.max(1, loud)),
    at: Math.max(0, at + feel.ticks),
    ticks: Math.max(12, Math.min(ticks, passage.ticks - at)),
  }
}
