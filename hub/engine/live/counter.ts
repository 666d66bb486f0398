import type { Chord } from '#core/music/chord.ts'
import type { Key } from '#core/music/key.ts'
import { barBeats, type Meter } from '#core/music/meter.ts'
import { randomFrom } from '#core/random.ts'
import type { BandNote } from '#core/score/accompaniment.ts'
import { barGrid, fitLane, weightOf } from '../bar-grid.ts'
import { type Ladder, ladderOf, pitchOn, rungNear } from '../ladder.ts'
import { styleFor } from '../styles/index.ts'
import { nearestTone } from './over-chords.ts'

export type CounterTask = {
  readonly seed: number
  readonly style: string
  readonly meter: Meter
  readonly key: Key
  /** The chord of each beat of the bar. */
  readonly chords: readonly Chord[]
  readonly bar: number
  /** How busy the player is, 0 to 1: the counter-melody has what is left of it. */
  readonly playerDensity: number
  readonly brightness: number
  /** Where the player's line is, so that it keeps away. */
  readonly playerPitch: number
  readonly energy: number
  /** The player's last moves, in steps of the scale. */
  readonly moves: readonly number[]
}

/** Somebody this busy leaves no room for a second voice. */
const noRoom = 0.6
/** Under a line from G4 on, above a lower one: so far away, and no wider than leaves both their own. */
const highLine = 67
const octave = 12
const widest = 4
const enough = 12

/**
 * A bar of counter-melody in the rhythms of the style and the intervals of the player, an octave away
 * from the player's line: slow under a busy player, and silent beside one who leaves no room.
 */
export function playCounter(task: CounterTask): readonly BandNote[] {
  const { seed, style, meter, key, chords, bar, playerDensity } = task
  const random = randomFrom(seed).fork(`counter ${bar}`)
  const grid = barGrid(meter)
  const { melody, meter: own } = styleFor(style)
  if (playerDensity >= noRoom) return []
  const lane = fitLane(random.pick(melody.cells), (own.beats * 16) / own.unit, grid, 0)
  const room = 100 - Math.round((playerDensity * 100) / noRoom)
  const strokes = [...lane].flatMap((sign, step) => (sign === 'x' ? [step] : []))
  const kept = strokes.filter((step) => weightOf(step, grid) > 0 || random.below(100) < room)
  const ladder = ladderOf(key)
  const rungs = line(kept.length, task, ladder, random.fork('line'))
  return kept.map((step, i) => {
    const end = kept[i + 1] ?? grid.steps
    const chord = chords[Math.min(chords.length - 1, Math.floor(step / 4))]!
    const strong = weightOf(step, grid) > 0 || end - step >= 4
    const pitch = strong
      ? nearestTone(pitchOn(rungs[i]!, ladder), chord.tones)
      : pitchOn(rungs[i]!, ladder)
    return {
      role: 'counter',
      pitch: Math.min(96, Math.max(43, pitch)),
      velocity: Math.min(127, 48 + Math.round(task.energy * 34) + weightOf(step, grid) * 4),
      start: step / 4,
      length: Math.min(barBeats(meter) - step / 4, (end - step) / 4) * 0.95,
    }
  })
}

/** In the player's intervals where some are known, else by steps of the scale; around one height. */
function line(
  notes: number,
  { moves, playerPitch, brightness }: CounterTask,
  ladder: Ladder,
  random: ReturnType<typeof randomFrom>,
): readonly number[] {
  const away = playerPitch >= highLine ? -octave : octave
  const centre = rungNear(playerPitch + away + Math.round((brightness - 0.5) * 14), ladder)
  const known = moves.length >= enough
  const from = random.below(Math.max(1, moves.length))
  let rung = centre + random.below(3) - 1
  return Array.from({ length: notes }, (_, i) => {
    rung += known ? moves[(from + i) % moves.length]! : random.pick([-2, -1, -1, 1, 1, 2])
    while (rung > centre + widest) rung -= 7
    while (rung < centre - widest) rung += 7
    return rung
  })
}
