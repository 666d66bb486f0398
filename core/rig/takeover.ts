import type { Mapping } from './mapping.ts'

/** The way of a target that a control covers, and how it is spread over the control's own way. */
export type Shape = Pick<Mapping, 'curve'> & { readonly range?: readonly [number, number] }

/** A control that moved, and where its target is; all 0 to 1. */
export type Move = {
  /** Where the control was before; left out where nobody knows. */
  readonly from?: number | undefined
  readonly to: number
  /** Where the target is; left out where nobody has set it yet, so that no value is lost by a jump. */
  readonly target?: number | undefined
  /** How many steps an endless encoder went, instead of a way from `from` to `to`. */
  readonly steps?: number | undefined
}

/** A tenth at half the way: the taper of volume knobs. */
const steepness = 81
/** Two steps of a 7-bit knob: a control this near to its target has it. */
const windowWay = 0.016
/** How many steps of an endless encoder cover the whole way. */
const stepsOfTheWay = 100

/**
 * Where a control at `value` points on the way of its target: 0 and 1 are the very ends of the range.
 * `exp` goes slowly at first, as a volume knob does; `log` fast at first.
 */
export function shaped(
  value: number,
  { range: [first, last] = [0, 1], curve = 'linear' }: Shape,
): number {
  if (value <= 0) return first
  if (value >= 1) return last
  return between(first + (last - first) * curves[curve](value), first, last)
}

const curves = {
  linear: (way: number) => way,
  exp: (way: number) => (steepness ** way - 1) / (steepness - 1),
  log: (way: number) => Math.log1p(way * (steepness - 1)) / Math.log(steepness),
} as const

/**
 * The new value of a target; undefined where it stays. Nothing is remembered: where a control was and
 * where its target is tell whether they go together, so a target that a scene, a page or another knob
 * moved is let go of by itself.
 */
export function follow(mapping: Shape & Pick<Mapping, 'takeover'>, move: Move): number | undefined {
  const to = shaped(move.to, mapping)
  const { target } = move
  const from = move.from === undefined ? undefined : shaped(move.from, mapping)
  switch (mapping.takeover ?? 'jump') {
    case 'jump':
      return to
    case 'pickup':
      return target === undefined || meets(from, to, target) ? to : undefined
    case 'scale':
      if (target === undefined) return to
      return from === undefined ? undefined : scaled(from, to, target, mapping)
    case 'relative':
      return relative(from, to, target ?? 0, mapping, move.steps)
  }
}

/** A crossing and not an equality: a fast move skips the very value of its target. */
const meets = (from: number | undefined, to: number, target: number): boolean =>
  Math.abs(to - target) <= windowWay ||
  (from !== undefined &&
    (Math.abs(from - target) <= windowWay || (from - target) * (to - target) <= 0))

/** The way that is left on the control is spread over the way that is left on the target. */
function scaled(
  from: number,
  to: number,
  target: number,
  { range = [0, 1] }: Shape,
): number | undefined {
  const end = endOf(range, to - from)
  if (to === from || !isAhead(target, end, to - from)) return undefined
  if (to === end) return end
  return between(target + ((to - from) * (end - target)) / (end - from), target, end)
}

function relative(
  from: number | undefined,
  to: number,
  target: number,
  { range = [0, 1] }: Shape,
  steps: number | undefined,
): number | undefined {
  const [first, last] = range
  const by =
    steps === undefined ? to - (from ?? to) : (steps / stepsOfTheWay) * Math.sign(last - first)
  const end = endOf(range, by)
  return by === 0 || !isAhead(target, end, by) ? undefined : between(target + by, target, end)
}

const endOf = ([first, last]: readonly [number, number], by: number): number =>
  by > 0 ? Math.max(first, last) : Math.min(first, last)
const isAhead = (target: number, end: number, by: number): boolean =>
  Math.sign(end - target) === Math.sign(by)
const between = (value: number, one: number, other: number): number =>
  Math.min(Math.max(value, Math.min(one, other)), Math.max(one, other))

/** Something that goes from one value to another by itself; `slewMs` is how long it takes. */
export type Glide = {
  readonly from: number
  readonly to: number
  readonly startMs: number
  readonly slewMs: number
}

/** Where a glide is at `nowMs`: `to`, and exactly that, when its time is over. */
export function glidedTo({ from, to, startMs, slewMs }: Glide, nowMs: number): number {
  const done = (nowMs - startMs) / slewMs
  if (!(done < 1)) return to
  return between(from + (to - from) * Math.max(0, done), from, to)
}
