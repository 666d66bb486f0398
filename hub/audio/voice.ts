import { type Envelope, envelope } from './envelope.ts'
import { type Filter, filter } from './filter.ts'
import type { Noise } from './noise.ts'
import { type Oscillator, oscillator } from './oscillators.ts'
import type { Strip } from './strip.ts'

/** Up to this many damped sines ring in one voice. */
export const mostModes = 28

/** A damped sine as a turning point (x, y): each frame turns it by (c, s), which also shrinks it. */
export type Mode = { x: number; y: number; c: number; s: number }

/** One layer of a drum while it sounds. */
export type Layer = {
  level: number
  /** How much of the level each frame leaves. */
  fall: number
  phase: number
  turn: number
  turnTo: number
  turnFall: number
  frame: number
  /** Frames between two bursts, or until a gate shuts. */
  burst: number
}

/** A square wave as an int32 that runs around: what each frame adds, and where it is. */
type Square = { turn: number; step: number }
type SixSquares = readonly [Square, Square, Square, Square, Square, Square]

/**
 * A note while it sounds: made once, used again and again, so that nothing is allocated while
 * rendering. What a field means is the business of the kind of patch that plays it.
 */
export type Voice = {
  /** 'held' until its note-off, then 'released'; 'stolen' fades within a few ms; 'free' is silent. */
  state: 'free' | 'held' | 'released' | 'stolen'
  strip: Strip
  pitch: number
  /** 0 to 1. */
  velocity: number
  /** The level that its touch gives it. */
  loudness: number
  /** How often a beat its filter opens. */
  wobbleABeat: number
  hz: number
  /** Where its pitch slides to. */
  hzGoal: number
  /** The how many-eth note of the synth this is: the smallest number is the oldest note. */
  born: number
  age: number
  tickLeft: number
  /** The gain now, and what each frame adds to it until the next tick. */
  gain: number
  gainStep: number
  /** 1, falling to 0 while the voice is stolen or choked. */
  fade: number
  fadeTicks: number
  /** Its gain falls to 0 within this tick, then it is free. */
  ending: boolean
  left: number
  right: number
  /** The frames after which what rings by itself has died away. */
  life: number
  modeCount: number
  readonly amp: Envelope
  readonly sweep: Envelope
  readonly filter: Filter
  readonly filters: readonly Filter[]
  readonly noise: Noise
  readonly oscillators: readonly Oscillator[]
  readonly modes: readonly Mode[]
  readonly layers: readonly Layer[]
  readonly squares: SixSquares
}

const times = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make)

const layer = (): Layer => ({
  level: 0,
  fall: 0,
  phase: 0,
  turn: 0,
  turnTo: 0,
  turnFall: 0,
  frame: 0,
  burst: 0,
})

const square = (): Square => ({ turn: 0, step: 0 })

export const voice = (strip: Strip): Voice => ({
  state: 'free',
  strip,
  pitch: 0,
  velocity: 0,
  loudness: 0,
  wobbleABeat: 0,
  hz: 0,
  hzGoal: 0,
  born: 0,
  age: 0,
  tickLeft: 0,
  gain: 0,
  gainStep: 0,
  fade: 1,
  fadeTicks: 0,
  ending: false,
  left: 0,
  right: 0,
  life: 0,
  modeCount: 0,
  amp: envelope(),
  sweep: envelope(),
  filter: filter(),
  filters: times(4, filter),
  noise: { state: 1 },
  oscillators: times(8, oscillator),
  modes: times(mostModes, () => ({ x: 0, y: 0, c: 0, s: 0 })),
  layers: times(4, layer),
  squares: [square(), square(), square(), square(), square(), square()],
})
