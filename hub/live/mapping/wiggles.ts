import type { ControlEvent } from '#core/score/control-event.ts'

/** Tells a hand on a control from whatever else makes it move. */
export type Wiggles = {
  /**
   * True where it has moved so far since `begin` that a hand must have done it.
   * @param steps of an endless encoder, signed
   * @param byItself whether it moves without a hand, as the speed of a car
   */
  moved(event: ControlEvent, steps: number | undefined, byItself: boolean): boolean
  /** From here on every way counts from where the controls stand. */
  begin(): void
  /** This control was learned: the rest of the same movement is no new one. */
  tire(event: Pick<ControlEvent, 'device' | 'control'>): void
}

const wiggleWay = 0.1
const wiggleSteps = 3
/** So long a hand rests between one movement and the next. */
const restMs = 400
/** What moves by itself must have stood so long before a movement of it is taken for somebody's. */
const longRestMs = 5000
/** How many times further than its own jitter a sensor must go. */
const overJitter = 6
/** How fast the picture of the jitter follows: ten values or so. */
const jitterShare = 0.1

type Track = {
  base: number
  steps: number
  value: number
  atMs: number
  /** Direction of the last step: 1, -1, or 0 where it has not moved yet. */
  way: number
  /** The mean of the steps back: a hand turns one way for a while, noise turns at every step. */
  jitter: number
  tired: boolean
  readonly restMs: number
}

export function watchWiggles(): Wiggles {
  const tracks = new Map<string, Track>()

  function isWiggle({ kind, value }: ControlEvent, track: Track, before: Track): boolean {
    if (kind === 'trigger') return value > 0
    if (kind === 'state') return value !== before.value
    if (track.steps !== 0) return Math.abs(track.steps) >= wiggleSteps
    return Math.abs(value - track.base) >= Math.max(wiggleWay, overJitter * before.jitter)
  }

  return {
    moved(event, steps, byItself) {
      const key = `${event.device}/${event.control}`
      const track = tracks.get(key) ?? fresh(event, byItself)
      const before = { ...track }
      tracks.set(key, track)
      if (track.tired && event.atMs - track.atMs >= track.restMs) {
        track.tired = false
        track.base = track.value
        track.steps = 0
      }
      track.steps += steps ?? 0
      follow(track, event)
      return !track.tired && isWiggle(event, track, before)
    },
    begin() {
      for (const track of tracks.values()) {
        track.base = track.value
        track.steps = 0
        // It may be on its way already.
        track.tired ||= track.restMs === longRestMs
      }
    },
    tire({ device, control }) {
      const track = tracks.get(`${device}/${control}`)
      if (track) track.tired = true
    },
  }
}

/** A switch that was never heard is taken to be off; a knob stands where it is first heard. */
function fresh({ kind, value, atMs }: ControlEvent, byItself: boolean): Track {
  const at = kind === 'continuous' ? value : 0
  return {
    ...{ base: at, steps: 0, value: at, atMs, way: 0, jitter: 0, tired: byItself },
    restMs: byItself ? longRestMs : restMs,
  }
}

function follow(track: Track, { value, atMs }: ControlEvent): void {
  const step = value - track.value
  const way = Math.sign(step)
  const back = way !== 0 && way === -track.way ? Math.abs(step) : 0
  track.jitter += jitterShare * (back - track.jitter)
  if (way !== 0) track.way = way
  track.value = value
  track.atMs = atMs
}
