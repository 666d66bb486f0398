/**
 * One telling of what was heard: which tick the last one was, and the line that the ticks lie on. A Kalman
 * filter of two states, the time of the last tick and the period, so that the line is as rigid as the
 * ticks before it were many.
 */
export type TickStory = {
  /** The number of the last tick. */
  readonly tick: number
  /** Where that tick lies on the line, and how far the next one is from it. */
  readonly lineMs: number
  readonly periodMs: number
  /** How unsure both are: variances, and their covariance. */
  readonly lineVar: number
  readonly crossVar: number
  readonly periodVar: number
  /** The last tick was not in time, and said nothing of the line. */
  readonly isHeldUp: boolean
  /** How likely all that is beside the other stories: a logarithm. */
  readonly nats: number
}

/** A tick, and what is known of it beforehand. */
export type HeardTick = {
  readonly atMs: number
  /** Since the tick ahead of it. */
  readonly sinceMs: number
  /** How far ticks scatter by themselves: one standard deviation. */
  readonly sigmaMs: number
}

/** From 300 to 20 bpm, and a little past it. */
const shortestMs = 60_000 / 300 / 24 / 1.08
const longestMs = (60_000 / 20 / 24) * 1.08
/** Of a tempo nobody has heard yet all is possible. */
const unknownMs = 100

/**
 * What can be told of a tick, and the odds of it. Single ticks are lost or doubled once in some hours of
 * playing; drop-outs are no more frequent. A hand goes to another tempo, or begins to slide, once in forty
 * beats. A source that leaves its own beat is all but unheard of: it is told so that no story is for ever.
 */
const odds = { slip: Math.log(1e-6), turn: Math.log(1e-3), move: Math.log(1e-10) }
/** How far a new tempo is from the old one, as a share: anywhere at a jump, by little where it slides. */
const turns = { jump: 1, slide: 0.03 }
/** What a tempo wanders by itself, from tick to tick: 0.05 % a beat. */
const wander = 1e-4

/**
 * One tick in fifty is held up, and every second one while the machine is that busy, for a tenth of a
 * second as stalls go. What stood behind it comes with it, but for one in twenty.
 */
const held = { first: 0.02, again: 0.5, ms: 100, behindMs: 1, leftBehind: 0.05 }
/** Once in a thousand ticks there is one that nothing explains. */
const strange = 0.001
/** Of twenty ticks in time one is further off than so many standard deviations: another story is looked for. */
const doubtAt = 2

/** The first tick: it has this number, and nothing is known of the next. */
export const firstStory = (atMs: number, tick: number): TickStory => ({
  ...{ tick, lineMs: atMs, periodMs: 60_000 / 120 / 24, isHeldUp: false, nats: 0 },
  ...{ lineVar: 1, crossVar: 0, periodVar: unknownMs ** 2 },
})

/** What may have become of a story with one more tick: the likeliest is not always the true one. */
export function goOn(story: TickStory, heard: HeardTick): readonly TickStory[] {
  const next = step(story, 1)
  const plain = meet(next, heard)
  const errorMs = heard.atMs - next.lineMs
  const spreadMs = Math.sqrt(next.lineVar + heard.sigmaMs ** 2)
  if (Math.abs(errorMs) < doubtAt * spreadMs) return [plain]
  const told = [meet(turned(next, turns.jump), heard), meet(turned(next, turns.slide), heard)]
  const slipped = Math.round(errorMs / story.periodMs)
  // A line that is unsure by half a tick cannot tell that one is missing.
  if (slipped !== 0 && spreadMs < story.periodMs / 2)
    told.push(meet(atOdds(step(story, 1 + slipped), odds.slip), heard))
  // Nearer to each other than any two are meant, they tell nothing of where the beat is.
  if (heard.sinceMs > shortestMs / 2) told.push(moved(next, heard))
  return [plain, ...told.filter(({ isHeldUp }) => !isHeldUp)]
}

/** Whether a clock can have such a period. */
export const isTempo = ({ periodMs }: TickStory): boolean =>
  periodMs > shortestMs && periodMs < longestMs

const atOdds = (story: TickStory, nats: number): TickStory => ({
  ...story,
  nats: story.nats + nats,
})

/** So many ticks along the line; none, or back, where ticks were doubled. */
function step(story: TickStory, ticks: number): TickStory {
  const { tick, lineMs, periodMs, lineVar, crossVar, periodVar } = story
  return {
    ...story,
    tick: tick + ticks,
    lineMs: lineMs + ticks * periodMs,
    lineVar: lineVar + 2 * ticks * crossVar + ticks ** 2 * periodVar,
    crossVar: crossVar + ticks * periodVar,
    periodVar: periodVar + Math.abs(ticks) * (wander * periodMs) ** 2,
  }
}

/** With another tempo since the tick before. */
function turned(next: TickStory, share: number): TickStory {
  const newVar = (share * next.periodMs) ** 2
  return {
    ...atOdds(next, odds.turn),
    lineVar: next.lineVar + newVar,
    crossVar: next.crossVar + newVar,
    periodVar: next.periodVar + newVar,
  }
}

/** The source has left its beat for this one, which may be anywhere between two ticks. */
const moved = (next: TickStory, { atMs, sigmaMs }: HeardTick): TickStory => ({
  ...atOdds(next, odds.move - Math.log(next.periodMs)),
  ...{ lineMs: atMs, lineVar: sigmaMs ** 2, crossVar: 0, isHeldUp: false },
})

/** The tick that was due is this one: how likely that is, and what it says of the line. */
function meet(due: TickStory, { atMs, sinceMs, sigmaMs }: HeardTick): TickStory {
  const errorMs = atMs - due.lineMs
  const spreadVar = due.lineVar + sigmaMs ** 2
  const spreadMs = Math.sqrt(spreadVar)
  const isHeld = due.isHeldUp ? held.again : held.first
  const inTime = ((1 - isHeld) * bell(errorMs / spreadMs)) / spreadMs
  const otherwise = delayed(errorMs, sinceMs, spreadMs, isHeld) + strange / due.periodMs
  const nats = due.nats + Math.log(inTime + otherwise)
  if (inTime < otherwise) {
    const isAnywhere = due.lineVar > longestMs ** 2
    const here = isAnywhere && { lineMs: atMs, lineVar: sigmaMs ** 2, crossVar: 0 }
    return { ...due, ...here, isHeldUp: true, nats }
  }
  const lineGain = due.lineVar / spreadVar
  const periodGain = due.crossVar / spreadVar
  return {
    tick: due.tick,
    lineMs: due.lineMs + lineGain * errorMs,
    periodMs: due.periodMs + periodGain * errorMs,
    lineVar: due.lineVar * (1 - lineGain),
    crossVar: due.crossVar * (1 - lineGain),
    periodVar: due.periodVar - periodGain * due.crossVar,
    isHeldUp: false,
    nats,
  }
}

/** How likely it is that a tick comes so late: held up itself, or in the line behind one that was. */
function delayed(errorMs: number, sinceMs: number, spreadMs: number, isHeld: number): number {
  const inLine = below((errorMs - sinceMs) / spreadMs)
  const late = errorMs > 0 ? isHeld * wait(errorMs, held.ms) : 0
  const behind = wait(sinceMs, held.behindMs) + held.leftBehind * wait(sinceMs, held.ms)
  return inLine * behind + (1 - inLine) * late
}

const bell = (z: number): number => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)
const wait = (ms: number, meanMs: number): number => Math.exp(-ms / meanMs) / meanMs
/** The normal distribution, by the logistic one that is within 0.01 of it. */
const below = (z: number): number => 1 / (1 + Math.exp(-1.702 * z))
