import type { Random } from '#core/random.ts'
import { breathFrom, isLastDrop, leadsToDrop } from './arrangement.ts'
import { fitLane, fittedStep, ticksPerStep, weightOf } from './bar-grid.ts'
import { type Chance, type Draft, groundOf, type Passage, type Song } from './song.ts'
import { type Drum, type DrumTab, drumPitches } from './styles/style.ts'

/** A drum is a stroke: how long its note is says nothing, but files and screens want a length. */
const strokeTicks = 60
const backbeat: ReadonlySet<Drum> = new Set(['snare', 'clap', 'rim'])
/** At least this much energy, in hundredths, before a voice joins that is not one of the light ones. */
const joinsAt: Readonly<Partial<Record<Drum, number>>> = { kick: 20, snare: 25, clap: 25, rim: 25 }

export function playDrums(song: Song, passage: Passage, chance: Chance): readonly Draft[] {
  const { rise } = song.style.drums
  const random = chance.hand
  if (rise && breaksDown(passage)) return rising(song, passage, { rise, random, most: riseBars })
  const strokes = grooving(song, passage, chance)
  if (!rise || !leadsToDrop(song, passage)) return strokes
  const breath = breathFrom(song, passage)
  return [
    ...strokes.filter(({ at }) => at < breath - ticksPerStep / 2),
    ...rising(song, passage, { rise, random, most: firstRiseBars }),
  ]
}

function grooving(
  song: Song,
  passage: Passage,
  { ground, hand: random }: Chance,
): readonly Draft[] {
  const groove = {
    ...grooveOf(song, passage, ground),
    ...(isLastDrop(song, passage) && song.style.peak?.drums),
  }
  const chosen = playingIn(groove, song, passage).map(([drum, lane]): [Drum, string] => [
    drum,
    settled(lane, passage, random.fork(`${groundOf(song, passage)} ${drum}`)),
  ])
  const strokes: Draft[] = []
  const hand = random.fork(`${passage.section.id} ${passage.time}`)
  const fill = fillOf(song, passage, hand)
  for (let bar = 0; bar < passage.bars; bar++) {
    const filled = bar === passage.bars - 1 ? fill : undefined
    const strike = { song, at: passage.at + bar * song.grid.ticks, bar, random: hand, passage }
    for (const [drum, lane] of chosen)
      strokes.push(...strokesOf(drum, lane, { ...strike, until: filled?.from }))
    if (filled) strokes.push(...filledBar(filled.tab, strike, filled.from))
  }
  if (opens(song, passage))
    strokes.push(stroke('crash', { at: passage.at, velocity: 96, random: hand }))
  return strokes
}

/** A bridge that has let go of the bass. */
const breaksDown = ({ family, section }: Passage): boolean =>
  family === 'C' && !section.roles.includes('bass')

const riseBars = 4
/** The first drop comes sooner: over a beat that still plays, longer would be another beat. */
const firstRiseBars = 2

/** The way to a drop: what is struck says by itself, ever louder, that the beat comes back. */
function rising(
  song: Song,
  passage: Passage,
  {
    rise,
    random,
    most,
  }: { readonly rise: DrumTab; readonly random: Random; readonly most: number },
): readonly Draft[] {
  const hand = random.fork(`rise ${passage.time}`)
  const bars = Math.min(most, passage.bars)
  const from = passage.bars - bars
  const ticks = bars * song.grid.ticks
  return Array.from({ length: bars }, (_, i) => i).flatMap((i) => {
    const at = passage.at + (from + i) * song.grid.ticks
    const strike = { song, at, bar: riseBars - bars + i, random: hand, passage, until: undefined }
    return (Object.entries(rise) as [Drum, string][])
      .flatMap(([drum, lane]) => strokesOf(drum, lane, strike))
      .map((note) => {
        const share = (note.at - passage.at - from * song.grid.ticks) / ticks
        return {
          ...note,
          velocity: Math.max(12, Math.round(note.velocity * (0.55 + 0.55 * share))),
        }
      })
  })
}

/**
 * Kick, backbeat and what ticks above may each come from another groove of the style: they fit. What
 * is steady comes from one for the whole piece.
 */
function grooveOf(song: Song, passage: Passage, ground: Random): DrumTab {
  const { grooves, steady = [] } = song.style.drums
  const lanesOf = (tab: DrumTab, is: (drum: Drum) => boolean): readonly [string, string][] =>
    Object.entries(tab).filter(([drum]) => is(drum as Drum))
  const random = ground.fork(groundOf(song, passage))
  const isSteady = (drum: Drum): boolean => steady.includes(drum)
  const isBack = (drum: Drum): boolean => backbeat.has(drum) && !isSteady(drum)
  const isOther = (drum: Drum): boolean => drum !== 'kick' && !backbeat.has(drum) && !isSteady(drum)
  return Object.fromEntries([
    ...lanesOf(random.pick(grooves), (drum) => drum === 'kick'),
    ...lanesOf(random.pick(grooves), isBack),
    ...lanesOf(random.pick(grooves), isOther),
    ...lanesOf(ground.fork('steady').pick(grooves), isSteady),
  ])
}

/** Those that join at this energy; where a groove has no light voice, what ticks in it. */
function playingIn(groove: DrumTab, song: Song, passage: Passage): readonly [Drum, string][] {
  const lanes = Object.entries(groove) as [Drum, string][]
  const joined = lanes.filter(([drum]) => joins(drum, song, passage))
  if (joined.length > 0) return joined
  const ticking = lanes.filter(([drum]) => drum !== 'kick' && !backbeat.has(drum))
  return ticking.length > 0 ? ticking : lanes
}

function joins(drum: Drum, song: Song, passage: Passage): boolean {
  if (song.style.drums.light.includes(drum)) return true
  return Math.round(passage.section.energy * 100) >= (joinsAt[drum] ?? 40)
}

/** Decides which of the maybe-hits this family of sections plays, once: a groove comes round again. */
function settled(lane: string, passage: Passage, random: Random): string {
  const likely = 30 + Math.round(passage.section.density * 50)
  return lane.replace(/o/g, () => (random.below(100) < likely ? 'x' : '.'))
}

type Strike = {
  readonly song: Song
  readonly at: number
  readonly bar: number
  readonly random: Random
  readonly passage: Passage
}

function strokesOf(
  drum: Drum,
  lane: string,
  strike: Strike & { readonly until: number | undefined },
): readonly Draft[] {
  const { song, at, random, passage, until } = strike
  const isSteady = song.style.drums.steady?.includes(drum)
  const bar = isSteady ? Math.round(at / song.grid.ticks) : strike.bar
  const tab = fitLane(lane, song.laneSteps, song.grid, bar)
  const strokes: Draft[] = []
  for (let step = 0; step < tab.length; step++) {
    const sign = tab[step]!
    if (sign === '.' || (until !== undefined && step >= until)) continue
    if (sign === 'g' && random.below(100) < 25) continue
    const velocity = loudness(sign, weightOf(step, song.grid), passage)
    const from = at + step * ticksPerStep + lateness(drum, song)
    strokes.push(...struck(drum, sign, { at: from, velocity, random }))
  }
  return strokes
}

/** A roll is struck several times, the first time hardest; all else once. */
function struck(
  drum: Drum,
  sign: string,
  { at, velocity, random }: { at: number; velocity: number; random: Random },
): readonly Draft[] {
  const apart = sign === '2' ? ticksPerStep / 2 : (2 * ticksPerStep) / 3
  const times = sign === '2' || sign === '3' ? Number(sign) : 1
  return Array.from({ length: times }, (_, i) =>
    stroke(drum, { at: at + i * apart, velocity: velocity - (i > 0 ? 14 : 0), random }),
  )
}

const lateness = (drum: Drum, song: Song): number =>
  drum === 'snare' || drum === 'clap' || drum === 'rim' ? song.style.drums.late : 0

function loudness(sign: string, weight: number, passage: Passage): number {
  const level = sign === 'X' ? 112 : sign === 'g' ? 38 : 86 + weight * 6
  return level - 14 + Math.round(passage.section.energy * 22)
}

function stroke(
  drum: Drum,
  { at, velocity, random }: { at: number; velocity: number; random: Random },
): Draft {
  const quiet = drum === 'hat' || drum === 'shaker' || drum === 'pedal' || drum === 'ride' ? 20 : 0
  const human = random.below(9) - 4
  return {
    pitch: drumPitches[drum],
    velocity: Math.min(127, Math.max(12, velocity - quiet + human)),
    at: Math.max(0, at + random.below(5) - 2),
    ticks: strokeTicks,
  }
}

/** Fills are written in sixteen sixteenths, and where a bar has room for half of them it has the second. */
const fillSteps = 16
const fillBar = 1

function fillOf(song: Song, passage: Passage, random: Random) {
  const { fills } = song.style.drums
  if (passage.last || passage.bars < 4 || fills.length === 0) return undefined
  // A bar of one pulse has no room for what comes before the next.
  if (passage.section.energy < 0.35 || song.grid.pulses.length === 1) return undefined
  const fill = random.pick(fills)
  return { tab: fill.tab, from: fittedStep(fill.from, fillSteps, song.grid, fillBar) }
}

function filledBar(tab: DrumTab, strike: Strike, from: number): readonly Draft[] {
  const { song, at, random, passage } = strike
  return (Object.entries(tab) as [Drum, string][]).flatMap(([drum, lane]) => {
    const fitted = fitLane(lane, fillSteps, song.grid, fillBar)
    return [...fitted].flatMap((sign, step) => {
      if (sign === '.' || step < from) return []
      const velocity = loudness(sign, weightOf(step, song.grid), passage)
      return struck(drum, sign, { at: at + step * ticksPerStep, velocity, random })
    })
  })
}

/** A cymbal where a section begins that is louder than what came before. */
function opens(song: Song, passage: Passage): boolean {
  if (!song.style.drums.crash || passage.first) return false
  if (passage.family === 'outro' && song.style.ending === 'layers') return false
  return passage.section.energy >= 0.5
}

/** The last stroke of a piece: kick and cymbal together, then nothing. */
export function endDrums(song: Song, random: Random): readonly Draft[] {
  const drums: readonly Drum[] = song.style.drums.crash ? ['kick', 'crash'] : ['kick', 'ride']
  return drums.map((drum) => ({
    ...stroke(drum, { at: song.finalAt, velocity: 100, random }),
    at: song.finalAt,
  }))
}
