import { firstStory, goOn, isTempo, type TickStory } from './tick-story.ts'

/** Where the ticks of another clock lie: a line through their times, which forgives each its jitter. */
export type TickLoop = {
  tick(atMs: number): void
  /** The next tick has this number, whatever was counted before. */
  renumber(next: number): void
  /** The number of the last tick; the first one is 0, and ticks that were lost are counted. */
  last(): number
  /** When a tick sounds that has come or is to come. */
  msAt(tick: number): number
  /** From tick to tick, in ms. */
  periodMs(): number
  /** How far ticks scatter about the line: one standard deviation. */
  jitterMs(): number
  /** Enough ticks have come to believe the line. */
  settled(): boolean
}

export const ticksABeat = 24
/** What is e to the 30 times less likely is not told on; nor are more, since each costs time. */
const leastNats = -30
const mostStories = 40
/** Two lines so near, in standard deviations of the surer one, are the same. */
const sameSigmas = 0.5

/**
 * Follows several stories of what the ticks were, since one tick does not tell whether others were lost,
 * held up or doubled, or the tempo changed: the next ones do. The likeliest is the one that counts.
 */
export function tickLoop(): TickLoop {
  const scatter = tickScatter()
  let stories: readonly TickStory[] = []
  let next = 0
  let heardMs = 0
  let settled = false

  function tick(atMs: number): void {
    const heard = { atMs, sinceMs: atMs - heardMs, sigmaMs: jitterMs() }
    const told = likeliest(stories.flatMap((story) => goOn(story, heard)).filter(isTempo))
    stories = told.length > 0 ? told : [firstStory(atMs, next)]
    next = best().tick + 1
    heardMs = atMs
    scatter.hear(atMs)
    // So sure of the tempo that a beat later it is not a tick off.
    settled ||= Math.sqrt(best().periodVar) * ticksABeat < best().periodMs
  }

  const best = (): TickStory => stories[0] ?? firstStory(0, next - 1)
  // Ticks that scatter further cannot be told from one another.
  const jitterMs = (): number => Math.min(scatter.sigmaMs(), best().periodMs / 2)

  return {
    tick,
    renumber(number) {
      next = number
      stories = stories.map((story) => ({ ...story, tick: number - 1 }))
    },
    last: () => best().tick,
    msAt: (number) => best().lineMs + (number - best().tick) * best().periodMs,
    periodMs: () => best().periodMs,
    jitterMs,
    settled: () => settled,
  }
}

function likeliest(stories: readonly TickStory[]): readonly TickStory[] {
  const sorted = stories.toSorted((a, b) => b.nats - a.nats)
  const most = sorted[0]?.nats ?? 0
  const kept: TickStory[] = []
  for (const story of sorted) {
    if (story.nats < most + leastNats || kept.length === mostStories) break
    if (!kept.some((other) => isSame(story, other)))
      kept.push({ ...story, nats: story.nats - most })
  }
  return kept
}

const isSame = (a: TickStory, b: TickStory): boolean =>
  a.tick === b.tick &&
  isNear(a.lineMs - b.lineMs, Math.min(a.lineVar, b.lineVar)) &&
  isNear(a.periodMs - b.periodMs, Math.min(a.periodVar, b.periodVar))

const isNear = (apartMs: number, variance: number): boolean =>
  apartMs ** 2 < sameSigmas ** 2 * variance

/** What is thought of a clock before it is heard, as if so many ticks had scattered so far. */
const expected = { ms: 6, ticks: 8 }
/** A timer of this machine is no better. */
const leastMs = 0.3
const rememberedTicks = 96
/** Nearer together they were held up, and say nothing of how the source scatters. */
const togetherMs = 1
/** The median of how far the middle one of three ticks is off the others, for a deviation of 1. */
const medianOfThree = 0.6745 * Math.sqrt(6)

/** How far ticks scatter, by the median of what three in a row show: no tempo and no stall spoils it. */
function tickScatter() {
  let offMs: readonly number[] = new Array(expected.ticks).fill(expected.ms * medianOfThree)
  let sigmaMs = expected.ms
  let times: readonly number[] = []
  return {
    hear(atMs: number): void {
      times = [...times.slice(-2), atMs]
      const [first, second] = times
      if (times.length < 3 || atMs - second! < togetherMs || second! - first! < togetherMs) return
      offMs = [...offMs.slice(1 - rememberedTicks), Math.abs(atMs - 2 * second! + first!)]
      const median = offMs.toSorted((a, b) => a - b)[offMs.length >> 1]!
      sigmaMs = Math.max(leastMs, median / medianOfThree)
    },
    sigmaMs: (): number => sigmaMs,
  }
}
