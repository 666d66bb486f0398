import { pitchFrom } from '#core/music/pitch.ts'
import type { Random } from '#core/random.ts'

/** A note of a motif: its place and length in steps, its height in rungs (degrees of the scale). */
export type MotifNote = {
  readonly step: number
  readonly steps: number
  readonly rung: number
  /** May stand a step off the chord where it is strong, as one that is resolved does. */
  readonly leans?: boolean
}
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

/** One peak, a range one can sing, not the same note or the same two again and again, and not only a scale. */
function shapeliness(motif: Motif): number {
  const rungs = motif.map(({ rung }) => rung)
  const high = Math.max(...rungs)
  const range = high - Math.min(...rungs)
  const peaks = rungs.filter((rung) => rung === high).length
  const repeats = rungs.filter((rung, i) => i > 0 && rung === rungs[i - 1]).length
  const leaps = rungs.filter((rung, i) => i > 0 && Math.abs(rung - rungs[i - 1]!) >= 2).length
  const saws = rungs.filter((rung, i) => rung === rungs[i - 2] && rungs[i - 1] === rungs[i - 3])
  const few = rungs.length <= 2
  return (
    (range >= 2 && range <= 6 ? 4 : few ? 1 : -2) +
    (peaks === 1 ? 3 : 0) -
    Math.max(0, repeats - 1) * 3 -
    saws.length * 5 +
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

/** The first half of a motif, and a rest; of one that begins late, its first notes. */
export function headOf(motif: Motif, half: number): Motif {
  const head = motif.filter((note) => note.step < half)
  if (head.length > 0 && head.length < motif.length)
    return head.map((n) => ({ ...n, steps: Math.min(n.steps, half - n.step) }))
  return motif.slice(0, Math.ceil(motif.length / 2))
}

/** The head of a motif with the tail of another, which takes over where the head leaves off. */
export function turned(motif: Motif, other: Motif, half: number): Motif {
  const tail = tailOf(other, half)
  const head = motif.filter((note) => note.step < half)
  if (tail.length === 0 || head.length === 0) return [...headOf(motif, half), ...tail]
  const from = head.at(-1)!.rung + (tail[0]!.rung >= other[0]!.rung ? 1 : -1)
  const cut = head.map((n) => ({ ...n, steps: Math.min(n.steps, half - n.step) }))
  return [...cut, ...tail.map((n) => ({ ...n, rung: from + n.rung - tail[0]!.rung }))]
}

/** The last note that has room before it comes an eighth early, and is held over the beat. */
export function pushed(motif: Motif): Motif {
  for (let i = motif.length - 1; i > 0; i--) {
    const [before, note] = [motif[i - 1]!, motif[i]!]
    if (note.step - before.step < 4) continue
    const early = { ...note, step: note.step - 2, steps: note.steps + 2 }
    const cut = { ...before, steps: Math.min(before.steps, early.step - before.step) }
    return [...motif.slice(0, i - 1), cut, early, ...motif.slice(i + 1)]
  }
  return motif
}

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

/** More notes than a motif has: embellished, or where nothing is long enough its last note with room struck twice. */
export function busier(motif: Motif, random: Random): Motif {
  const more = embellished(motif, random)
  if (more.length > motif.length) return more
  const room = (i: number): number => (motif[i + 1]?.step ?? 0) - motif[i]!.step
  const i = motif.findLastIndex((_, n) => room(n) >= 2)
  if (i < 0) return motif
  const note = motif[i]!
  const step = note.step + (room(i) >> 1)
  return [
    ...motif.slice(0, i),
    { ...note, steps: Math.min(note.steps, step - note.step) },
    { ...note, step, steps: note.step + room(i) - step },
    ...motif.slice(i + 1),
  ]
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
