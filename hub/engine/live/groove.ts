/** What to add to a note: ticks, swing left out, and velocity. */
export type Feel = { readonly ticks: number; readonly velocity: number }
export const noFeel: Feel = { ticks: 0, velocity: 0 }

/** How a player places and weighs the sixteenths of a bar. */
export type Groove = {
  /** A note that was meant for this sixteenth (0 to 15), so many ticks late, this loud. */
  learn(place: number, lateTicks: number, velocity: number): void
  /** What to add to a note on this sixteenth. */
  feel(place: number): Feel
  /** How many ticks after this sixteenth the hands come, swing and all, beside their beats. */
  late(place: number): number
  /** The swing of the hands, 0 straight to 1 a full triplet; undefined until enough was heard. */
  swing(): number | undefined
  /** The same one until more is learned. */
  snapshot(): readonly number[]
}

const places = 16

/** The feel of each sixteenth of the bar. */
export function feelsOf(kept: readonly number[] | undefined): readonly Feel[] {
  const { feel } = grooveMemory(kept)
  return Array.from({ length: places }, (_, place) => feel(place))
}

const numbers = 5
const enough = 6
const mostTicks = 24
const mostVelocity = 16
/** A sixteenth late by a third of itself swings in full: 40 ticks, as an eighth does by 80. */
const fullSixteenth = 40
const fullEighth = 80

/** Count, and mean and sum of squares (Welford 1962) of lateness and velocity, for each sixteenth. */
export function grooveMemory(kept: readonly number[] = []): Groove {
  const rows = new Float64Array(places * numbers)
  if (kept.length === rows.length) rows.set(kept)
  let snapshot: readonly number[] | undefined

  const count = (place: number): number => rows[place * numbers]!
  const lateness = (place: number): number => rows[place * numbers + 1]!
  const loud = (place: number): number => rows[place * numbers + 3]!
  /** Standard deviation of the lateness: a place without a habit has none to copy. */
  const wavers = (place: number): number =>
    Math.sqrt(rows[place * numbers + 2]! / Math.max(1, count(place) - 1))

  function average(of: (place: number) => number, fits: (place: number) => boolean): number {
    let sum = 0
    let all = 0
    for (let place = 0; place < places; place++)
      if (fits(place)) {
        sum += of(place) * count(place)
        all += count(place)
      }
    return all === 0 ? 0 : sum / all
  }

  const heard = (fits: (place: number) => boolean): number => {
    let all = 0
    for (let place = 0; place < places; place++) if (fits(place)) all += count(place)
    return all
  }
  const onEighth = (place: number): boolean => place % 4 === 2
  const offEighth = (place: number): boolean => place % 2 === 1
  const onBeat = (place: number): boolean => place % 4 === 0

  function swing(): number | undefined {
    if (heard(onBeat) < enough) return undefined
    const base = average(lateness, onBeat)
    const eighths =
      heard(onEighth) >= enough ? (average(lateness, onEighth) - base) / fullEighth : 0
    const sixteenths =
      heard(offEighth) >= enough ? (average(lateness, offEighth) - base) / fullSixteenth : 0
    if (heard(onEighth) < enough && heard(offEighth) < enough) return undefined
    return Math.min(1, Math.max(0, eighths, sixteenths))
  }

  return {
    learn(place, lateTicks, velocity) {
      snapshot = undefined
      const at = place * numbers
      const n = count(place) + 1
      rows[at] = n
      for (const [offset, value] of [
        [1, lateTicks],
        [3, velocity],
      ] as const) {
        const off = value - rows[at + offset]!
        rows[at + offset]! += off / n
        rows[at + offset + 1]! += off * (value - rows[at + offset]!)
      }
    },
    feel(place) {
      if (count(place) < enough || wavers(place) > mostTicks) return noFeel
      const kind = onBeat(place) ? onBeat : onEighth(place) ? onEighth : offEighth
      const ticks = Math.round(lateness(place) - average(lateness, kind))
      const velocity = Math.round(loud(place) - average(loud, () => true))
      return { ticks: clamp(ticks, mostTicks), velocity: clamp(velocity, mostVelocity) }
    },
    late(place) {
      if (count(place) < enough || wavers(place) > mostTicks) return 0
      return Math.round(lateness(place) - average(lateness, onBeat))
    },
    swing,
    snapshot: () => (snapshot ??= [...rows]),
  }
}

const clamp = (value: number, most: number): number => Math.min(most, Math.max(-most, value)) + 0
