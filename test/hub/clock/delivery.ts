import type { TimeMessage } from '#core/midi/message.ts'

/** What happens to a clock between the drum machine's own beat and our ear, and how often in one run. */
export type Weather = {
  readonly bpm: number
  /** The source is so much too early or too late with each tick at most. */
  readonly jitterMs: number
  /** The share of ticks that are lost on their way, and that come twice. */
  readonly lost: number
  readonly doubled: number
  /** The sender or the receiver stands still for 20 to 800 ms, and all comes at once then. */
  readonly stalls: number
  /** The receiver only gets a turn now and then, for a second or so. */
  readonly starvings: number
  /** The cable is out for 150 ms to 4 s, while the source counts on. */
  readonly dropOuts: number
  /** The tempo jumps, or slides for up to ten beats. */
  readonly tempos: number
  /** The song starts, or goes on elsewhere. */
  readonly places: number
}

/** All that is heard of one run, which is calm at first, then rough, then calm. */
export type Delivered = {
  readonly heard: readonly Heard[]
  /** Nothing happens from here on; the jitter stays. */
  readonly calmMs: number
  /** The beat that the source means at a moment, counted from the last place it named. */
  beatAt(ms: number): number
}

export type Heard = { readonly message: TimeMessage; readonly atMs: number }
type Span = { readonly fromMs: number; readonly toMs: number }
type Turn = { readonly tick: number; readonly bpm: number; readonly ticks: number }
type Place = {
  readonly tick: number
  readonly sixteenths: number
  readonly says: readonly TimeMessage[]
}
type Chance = () => number

const ticksABeat = 24
const roughFrom = 8 * ticksABeat
const roughTo = 56 * ticksABeat
const lastTick = 80 * ticksABeat

/** @param chance numbers from 0 to 1 */
export function deliver(chance: Chance, weather: Weather): Delivered {
  const roll = <T>(count: number, make: () => T): readonly T[] =>
    Array.from({ length: count }, make)
  const roughTick = (): number => Math.floor(between(chance, roughFrom, roughTo))
  const turns = roll(weather.tempos, () => turnAt(roughTick(), fastest(weather), chance))
  const meantMs = meantTimes(weather.bpm, turns)
  const rough = { fromMs: meantMs[roughFrom]!, toMs: meantMs[roughTo]! }

  const outs = roll(weather.dropOuts, () => spanIn(rough, 150, 4000, chance))
  const stalls = roll(weather.stalls, () => spanIn(rough, 20, 800, chance))
  const starved = roll(weather.starvings, () => turnsIn(spanIn(rough, 400, 2000, chance), chance))
  const isOut = (tick: number): boolean =>
    outs.some(({ fromMs, toMs }) => meantMs[tick]! >= fromMs && meantMs[tick]! < toMs)
  const places = roll(weather.places, () => placeAt(roughTick(), chance)).filter(
    ({ tick }) => !isOut(tick),
  )

  const sent: Heard[] = []
  for (let tick = 0; tick < lastTick; tick++) {
    const atMs = meantMs[tick]! + between(chance, -1, 1) * weather.jitterMs
    const place = places.findLast((one) => one.tick === tick)
    const isRough = tick >= roughFrom && tick < roughTo
    const isLost = isOut(tick) || (isRough && chance() < weather.lost)
    const isTwice = isRough && chance() < weather.doubled
    const ticks = new Array<TimeMessage>(isLost ? 0 : isTwice ? 2 : 1).fill({ type: 'clock' })
    sent.push(...[...(place?.says ?? []), ...ticks].map((message) => ({ message, atMs })))
  }
  const isSenders = (_: Span, i: number): boolean => i % 3 === 0
  const left = queued(sent, stalls.filter(isSenders), () => 0)
  const waits = [...stalls.filter((span, i) => !isSenders(span, i)), ...starved.flat()]
  const last = places.toSorted((a, b) => a.tick - b.tick).at(-1)
  return {
    heard: queued(left, waits, () => -0.3 * Math.log(1 - chance())),
    calmMs: Math.max(rough.toMs, ...waits.map(({ toMs }) => toMs)),
    beatAt(ms) {
      const tick = meantMs.findLastIndex((at) => at <= ms)
      const share = (ms - meantMs[tick]!) / (meantMs[tick + 1]! - meantMs[tick]!)
      return (tick + share - (last?.tick ?? 0)) / ticksABeat + (last?.sixteenths ?? 0) / 4
    },
  }
}

/** When the source means each of its ticks. */
function meantTimes(bpm: number, turns: readonly Turn[]): readonly number[] {
  const times = [1000]
  let now = bpm
  let goal: Turn = { tick: 0, bpm, ticks: 0 }
  for (let tick = 0; tick <= lastTick; tick++) {
    goal = turns.findLast((turn) => turn.tick === tick) ?? goal
    const left = goal.tick + goal.ticks - tick
    now = left > 0 ? now + (goal.bpm - now) / left : goal.bpm
    times.push(times[tick]! + 60_000 / now / ticksABeat)
  }
  return times
}

/** Who stands in the line behind another is not before that one, and waits while nobody is let through. */
function queued(line: readonly Heard[], waits: readonly Span[], delayMs: Chance): readonly Heard[] {
  let lastMs = 0
  return line.map(({ message, atMs }) => {
    const comesMs = atMs + delayMs()
    const closed = waits.filter(({ fromMs, toMs }) => comesMs >= fromMs && comesMs < toMs)
    lastMs = Math.max(lastMs, comesMs, ...closed.map(({ toMs }) => toMs))
    return { message, atMs: lastMs }
  })
}

const between = (chance: Chance, low: number, high: number): number => low + chance() * (high - low)

/** Short ones are as frequent as long ones. */
function spanIn(all: Span, shortestMs: number, longestMs: number, chance: Chance): Span {
  const lengthMs = shortestMs * (longestMs / shortestMs) ** chance()
  const fromMs = between(chance, all.fromMs, all.toMs - lengthMs)
  return { fromMs, toMs: fromMs + lengthMs }
}

function turnsIn({ fromMs, toMs }: Span, chance: Chance): readonly Span[] {
  const waits: Span[] = []
  for (let atMs = fromMs; atMs < toMs; atMs = waits.at(-1)!.toMs)
    waits.push({ fromMs: atMs, toMs: atMs + between(chance, 20, 80) })
  return waits
}

/** Ticks that are nearer to each other than to their places are beyond anybody. */
const fastest = ({ jitterMs }: Weather): number => Math.min(200, 1250 / jitterMs)

/** Half of them jump, half of them slide. */
const turnAt = (tick: number, fastestBpm: number, chance: Chance): Turn => ({
  tick,
  bpm: between(chance, 60, fastestBpm),
  ticks: chance() < 0.5 ? 0 : Math.floor(between(chance, 24, 240)),
})

function placeAt(tick: number, chance: Chance): Place {
  if (chance() < 0.5) return { tick, sixteenths: 0, says: [{ type: 'start' }] }
  const sixteenths = Math.floor(chance() * 256)
  const position = { type: 'song-position', sixteenths } as const
  return { tick, sixteenths, says: [{ type: 'stop' }, position, { type: 'continue' }] }
}
