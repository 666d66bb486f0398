import { pitchFrom } from '#core/music/pitch.ts'
import type { Random } from '#core/random.ts'

/** A note of a motif: its place and length in steps, its height in rungs (degrees of the scale). */
export type MotifNote = { readonly step: number; readonly steps: number; readonly rung: number }
/** A bar's worth of melody, heights counted from its first note. */
export type Motif = readonly MotifNote[]

/** The notes of a rhythm such as `x-x-x---....`, all at height 0. */
export function rhythmOf(cell: string): Motif {
  const notes: MotifNote[] = []
  for (let step = 0; step < cell.length; step++) {
    if (cell[step] !== 'x') continue
    let end = step + 1
    while (cell[end] === '-') end++
    notes.push({ step, steps: end - step, rung: 0 })
  }
  return notes
}

/** How far a melody moves from one note to the next, in rungs: steps mostly, a leap now and then. */
const moves: readonly (readonly [number, number])[] = [
  ...([
    [0, 10],
    [1, 26],
    [-1, 28],
    [2, 12],
    [-2, 10],
    [3, 5],
    [-3, 4],
    [4, 4],
    [-4, 1],
  ] as const),
]

/** A motif in this rhythm: the most shapely of a dozen walks. */
export function invent(rhythm: Motif, random: Random): Motif {
  let best: Motif = rhythm
  let shape = Number.NEGATIVE_INFINITY
  for (let i = 0; i < 12; i++) {
    const motif = walkOver(rhythm, random)
    const score = shapeliness(motif) * 8 + random.below(24)
    if (score > shape) [best, shape] = [motif, score]
  }
  return best
}

function walkOver(rhythm: Motif, random: Random): Motif {
  let rung = 0
  let leapt = 0
  return rhythm.map((note, i) => {
    if (i > 0) {
      const move =
        Math.abs(leapt) >= 2 ? -Math.sign(leapt) * (1 + random.below(2)) : random.weighted(moves)
      rung += move
      leapt = move
    }
    return { ...note, rung }
  })
}

/** One peak, a range one can sing, not the same note again and again, and not only a scale. */
function shapeliness(motif: Motif): number {
  const rungs = motif.map(({ rung }) => rung)
  const high = Math.max(...rungs)
  const range = high - Math.min(...rungs)
  const peaks = rungs.filter((rung) => rung === high).length
  const repeats = rungs.filter((rung, i) => i > 0 && rung === rungs[i - 1]).length
  const leaps = rungs.filter((rung, i) => i > 0 && Math.abs(rung - rungs[i - 1]!) >= 2).length
  const few = rungs.length <= 2
  return (
    (range >= 2 && range <= 6 ? 4 : few ? 1 : -2) +
    (peaks === 1 ? 3 : 0) -
    Math.max(0, repeats - 1) * 3 +
    (leaps === 1 || leaps === 2 ? 2 : 0)
  )
}

export const inverted = (motif: Motif): Motif => motif.map((n) => ({ ...n, rung: -n.rung }))

/** The head of a motif, and again a rung away in the other half of the bar. */
export function fragmented(motif: Motif, half: number, away: number): Motif {
  const head = motif.filter((note) => note.step < half)
  const cut = head.map((n) => ({ ...n, steps: Math.min(n.steps, half - n.step) }))
  return [...cut, ...cut.map((n) => ({ ...n, step: n.step + half, rung: n.rung + away }))]
}

/** The second half of a motif, after a rest. */
export const tailOf = (motif: Motif, half: number): Motif =>
  motif.filter((note) => note.step >= half)

/** A long note moves on to its neighbour before it ends; which ones is chance. */
export function embellished(motif: Motif, random: Random): Motif {
  return motif.flatMap((note, i) => {
    if (note.steps < 4 || random.below(100) >= 45) return [note]
    const next = motif[i + 1]?.rung ?? note.rung
    const between =
      next === note.rung
        ? note.rung + (random.chance(0.5) ? 1 : -1)
        : Math.trunc((note.rung + next) / 2)
    const first = note.steps - 2
    return [
      { ...note, steps: first },
      { step: note.step + first, steps: 2, rung: between },
    ]
  })
}

/** A note that somebody wrote: its place in steps from the start of the motif, its pitch, its length in steps. */
export type WrittenNote = { readonly step: number; readonly pitch: number; readonly steps: number }

/** Reads cells such as '4 F5 2'; what cannot be read is left out, what nobody can reach moves by octaves. */
export function writtenMotif(
  cells: readonly string[],
  [low, high]: readonly [number, number],
): readonly WrittenNote[] {
  return cells
    .flatMap((cell) => {
      const [step = '', name = '', steps = ''] = cell.trim().split(/\s+/)
      let pitch = pitchFrom(name)
      if (pitch === undefined || !/^\d{1,3}$/.test(step) || !/^\d{1,3}$/.test(steps)) return []
      while (pitch < low) pitch += 12
      while (pitch > high) pitch -= 12
      return [{ step: Number(step), pitch, steps: Math.max(1, Number(steps)) }]
    })
    .sort((a, b) => a.step - b.step)
}
