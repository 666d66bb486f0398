/**
 * What became of a row of ticks: from place `from` on they lie whole periods off (ticks were lost, or
 * doubled where it is below 0), or each of them a little further (another tempo).
 */
export type TickTurn =
  | { readonly turn: 'slip'; readonly from: number; readonly ticks: number }
  | { readonly turn: 'tempo'; readonly from: number; readonly perTickMs: number }

/** In variances: how much better than "nothing happened", and than the other story, a story must fit. */
const evidence = 50
const preference = 9
const mostSlipped = 3
/** How many ticks have to tell it: two that were lost one after the other look like a tempo at first. */
const leastTicks = { slip: 3, tempo: 5 }
/** What may be left of the errors by a story, as a share of what it explains. */
const unexplained = { slip: 0.15, tempo: 0.01 }

/**
 * The story that fits the errors best, or undefined where none is much better than that nothing happened.
 * @param errorsMs how far each tick was off a line laid before the first of them, oldest first
 * @param sigmaMs how far ticks scatter by themselves
 * @param memory how many ticks the line stood on: what it was wrong by must not be taken for a turn
 */
export function tickTurn(
  errorsMs: readonly number[],
  periodMs: number,
  sigmaMs: number,
  memory: number,
): TickTurn | undefined {
  const unit = sigmaMs ** 2
  const share = errorsMs.length / memory
  const enough = (evidence + 24 * (share + share ** 3)) * unit
  const all = errorsMs.reduce((sum, error) => sum + error ** 2, 0)
  const slip = { gain: 0, from: 0, ticks: 0 }
  const ramp = { gain: 0, from: 0, perTickMs: 0 }
  // Sums over the errors from `from` on: plain, and weighted by how many ticks past `from` each is.
  let plain = 0
  let weighted = 0
  for (let from = errorsMs.length - 1; from >= 0; from--) {
    const count = errorsMs.length - from
    plain += errorsMs[from]!
    weighted += plain
    const ticks = clamp(Math.round(plain / count / periodMs), mostSlipped)
    const slipGain = 2 * ticks * periodMs * plain - count * (ticks * periodMs) ** 2
    if (slipGain > slip.gain) Object.assign(slip, { gain: slipGain, from, ticks })
    const squares = (count * (count + 1) * (2 * count + 1)) / 6
    const rampGain = weighted ** 2 / squares
    if (rampGain > ramp.gain)
      Object.assign(ramp, { gain: rampGain, from, perTickMs: weighted / squares })
  }
  const turn = slip.gain > ramp.gain ? 'slip' : 'tempo'
  const best = turn === 'slip' ? slip : ramp
  const left = all - best.gain
  if (best.gain < enough || Math.abs(slip.gain - ramp.gain) < preference * unit) return undefined
  if (errorsMs.length - best.from < leastTicks[turn]) return undefined
  // What neither story explains, such as a tick that came late by itself.
  if (left > Math.max(unexplained[turn] * best.gain, 4 * errorsMs.length * unit)) return undefined
  return turn === 'slip'
    ? { turn, from: slip.from, ticks: slip.ticks }
    : { turn, from: ramp.from, perTickMs: ramp.perTickMs }
}

const clamp = (ticks: number, most: number): number => Math.max(-most, Math.min(most, ticks))
