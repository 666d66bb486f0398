import type { Chord } from '#core/music/chord.ts'
import type { Key } from '#core/music/key.ts'
import { barBeats, type Meter } from '#core/music/meter.ts'
import { randomFrom } from '#core/random.ts'
import type { BandNote, BandRole } from '#core/score/accompaniment.ts'
import type { PieceSpec, Role } from '#core/score/piece-spec.ts'
import { ticksPerBeat, ticksPerStep } from '../bar-grid.ts'
import { playBass } from '../bass.ts'
import { padVoicings, playChords, playPad } from '../comping.ts'
import { playDrums } from '../drums.ts'
import { performed } from '../performance.ts'
import { type Draft, type Passage, type Song, songOf } from '../song.ts'
import { drumPitches } from '../styles/style.ts'
import { voiced } from '../voicing.ts'
import { busied, thinned } from './busyness.ts'
import { type Groove, grooveMemory } from './groove.ts'

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

/** All that eight bars of accompaniment depend on. */
export type BandTask = {
  readonly seed: number
  readonly style: string
  readonly bpm: number
  readonly meter: Meter
  readonly key: Key
  readonly controls: Controls
  readonly roles: readonly Exclude<BandRole, 'counter'>[]
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

/** Eight bars of drums, bass, chords and pad in order, starts in beats from the first bar line. */
export function playBand(task: BandTask): readonly BandNote[] {
  const song = songOf(specOf(task))
  const passage = song.passages[0]!
  const random = randomFrom(task.seed)
  const locks = task.roles.includes('drums') || task.roles.includes('bass')
  const chance = { ground: random.fork('drums'), hand: random.fork(`drums ${task.block}`) }
  const drums = locks ? playDrums(song, passage, chance) : []
  const parts: readonly (readonly [BandTask['roles'][number], () => readonly Draft[]])[] = [
    ['drums', () => busied(drums, task.controls, song.grid, random.fork(`busy ${task.block}`))],
    ['bass', () => playBass(song, passage, { random: random.fork('bass'), kicks: kicksOf(drums) })],
    ['chords', () => comp(song, passage, task, random.fork(`chords ${task.take}`))],
    [
      'pad',
      () => playPad(song, passage, { voicings: padVoicings(song), random: random.fork('pad') }),
    ],
  ]
  const how = { ...task, feel: grooveMemory(task.groove).feel }
  return parts
    .filter(([role]) => task.roles.includes(role))
    .flatMap(([role, play]) => {
      const drafts = role === 'pad' ? play() : thinned(play(), task.controls.density, song.grid)
      const touched = performed(drafts, role, song, random.fork(`touch ${role} ${task.block}`))
      return touched.flatMap((note) => noteOf(note, role, how, passage.ticks))
    })
    .sort((a, b) => a.start - b.start || a.pitch - b.pitch)
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
function written(chords: readonly Chord[]): string[] {
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
  random: ReturnType<typeof randomFrom>,
): readonly Draft[] {
  const centre = 51 + Math.round(controls.brightness * 24)
  const rootless = roles.includes('bass') && song.style.comp.rootless
  const rules = { low: centre - 13, high: centre + 14, centre, voices: 4, open: false, rootless }
  const line = voiced(song.spans, rules)
  const voicings = new Map(song.spans.map((span, i) => [span, line[i]!]))
  return playChords(song, passage, { voicings, random })
}

/** Inside the eight bars, as loud as the energy says, with the player's own feel. */
function noteOf(
  { pitch, velocity, at, ticks }: Draft,
  role: BandTask['roles'][number],
  { controls, feel: feelOf, meter }: BandTask & Pick<Groove, 'feel'>,
  length: number,
): readonly BandNote[] {
  if (at >= length) return []
  const barTicks = barBeats(meter) * ticksPerBeat
  const place = Math.round((at % barTicks) / ticksPerStep) % 16
  const feel = role === 'pad' ? undefined : feelOf(place)
  const start = Math.max(0, at + (feel?.ticks ?? 0))
  const level = 0.62 + 0.62 * controls.energy
  const loud = Math.round((velocity + (feel?.velocity ?? 0) / 2) * level)
  return [
    {
      ...{ role, pitch },
      velocity: Math.min(127, Math.max(1, loud)),
      start: start / ticksPerBeat,
      length: Math.max(12, Math.min(ticks, length - at)) / ticksPerBeat,
    },
  ]
}
