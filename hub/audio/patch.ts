import type { EnvelopeShape } from './envelope.ts'
import type { Response } from './filter.ts'
import type { WaveName } from './waves.ts'

/** How a sound sits in the mix. Sends are 0 to 1. */
export type Place = {
  readonly levelDb: number
  readonly highPassHz: number
  readonly reverb: number
  readonly delay?: number
  readonly chorus?: number
  /** How far low notes lean left and high ones right, 0 to 1. */
  readonly spread?: number
  /** How much of the kick's duck it takes, 0 to 1. */
  readonly duck?: number
  /** 1 leaves it clean, 3 is warm, 6 is rough. */
  readonly drive?: number
  readonly motion?: Motion
  /** One note at a time: the next takes over from the last. */
  readonly mono?: true
  /** Of a sound with one note at a time: a key struck while another is held slides there in so long. */
  readonly glideMs?: number
  /** How far it follows the touch in its loudness, 0 to 1; all the way unless said. */
  readonly touch?: number
}

/** What turns after the voices: a tremolo from side to side, or a rotating loudspeaker. */
export type Motion =
  | { readonly kind: 'tremolo'; readonly hz: number; readonly depth: number }
  | { readonly kind: 'rotary'; readonly hz: number; readonly depth: number }

export type Vibrato = { readonly hz: number; readonly cents: number; readonly delayMs: number }

/** Oscillators through a filter, as in an analog synth. */
export type AnalogPatch = {
  readonly kind: 'analog'
  readonly oscillators: readonly {
    readonly wave: 'saw' | 'pulse' | WaveName
    readonly level: number
    /** Frequency as a multiple of the note's; 1 unless said. */
    readonly ratio?: number
    readonly cents?: number
    /** Of a pulse, 0 to 1; a half unless said. */
    readonly width?: number
    /** Starts anywhere in its cycle, as free-running oscillators do. */
    readonly free?: true
  }[]
  /** Breath or bow. */
  readonly noise?: { readonly level: number; readonly ratio: number; readonly q: number }
  readonly filter?: {
    readonly hz: number
    readonly q: number
    /** How far the cutoff follows the pitch: 1 is octave by octave. */
    readonly track: number
    /** Octaves that the envelope opens it, and a full velocity beside a middle one. */
    readonly sweep: number
    readonly touch: number
    readonly envelope: EnvelopeShape
    /** Opens it by so many octaves and closes it again, from where the note begins; how often says the touch. */
    readonly wobble?: {
      readonly octaves: number
      /** So often a beat, up to a velocity of 1 to 127. */
      readonly rates: readonly { readonly upTo: number; readonly aBeat: number }[]
    }
  }
  readonly amp: EnvelopeShape
  readonly vibrato?: Vibrato
}

/** Two or three pairs of sines, one bending the other's phase. */
export type FmPatch = {
  readonly kind: 'fm'
  readonly pairs: readonly {
    readonly ratio: number
    readonly level: number
    readonly decayMs: number
    readonly by: number
    /** How far the second bends the first at full velocity, in cycles, and how soon that falls. */
    readonly index: number
    readonly indexMs: number
    /** How much of the index a soft touch loses, 0 to 1. */
    readonly touch: number
  }[]
  readonly amp: EnvelopeShape
}

/** A struck or plucked string: its partials ring and die, the high ones first. */
export type StringPatch = {
  readonly kind: 'string'
  readonly partials: number
  /** Stretch of the partials (B of a stiff string) at middle C. */
  readonly stiffness: number
  /** Where it is struck, as a share of its length. */
  readonly strike: number
  /** How fast partials weaken: level is 1 / n ** slope. */
  readonly slope: number
  /** Where the hammer's softness takes the top away, for a soft and a hard touch. */
  readonly softHz: number
  readonly hardHz: number
  /** Seconds in which the lowest partial falls by 60 dB at middle C. */
  readonly ring: number
  /** How much sooner high partials die. */
  readonly damping: number
  /** A second string beside the first, this many cents off, that rings longer. */
  readonly twin?: { readonly cents: number; readonly level: number; readonly partials: number }
  readonly knock: Knock
  readonly amp: EnvelopeShape
}

/** A bar of wood or metal: few partials far apart. */
export type BarPatch = {
  readonly kind: 'bar'
  readonly modes: readonly {
    readonly ratio: number
    readonly level: number
    /** Seconds to -60 dB at middle C. */
    readonly ring: number
    /** How much of it a soft touch loses, 0 to 1. */
    readonly touch: number
  }[]
  readonly knock: Knock
  readonly amp: EnvelopeShape
}

/** The noise of hammer, finger or mallet. */
export type Knock = { readonly level: number; readonly hz: number; readonly ms: number }

export type DrumLayer =
  | {
      readonly kind: 'tone'
      readonly hz: number
      /** It falls from here in `sweepMs` (to a thousandth of the way). */
      readonly fromHz?: number
      readonly sweepMs?: number
      readonly level: number
      readonly decayMs: number
    }
  | {
      readonly kind: 'noise' | 'metal'
      readonly response: Response
      readonly hz: number
      readonly q: number
      readonly level: number
      readonly decayMs: number
      /** Strikes this many times before it rings, `burstMs` apart, as many hands do. */
      readonly bursts?: number
      readonly burstMs?: number
      /** Rings on for so long before it falls, as a room behind a noise gate does. */
      readonly gateMs?: number
      /** Of a metal: how large the plate is, 1 for a hat. */
      readonly size?: number
    }

export type Drum = {
  readonly layers: readonly DrumLayer[]
  readonly pan?: number
  /** Drums of one choke group cut each other off. */
  readonly choke?: number
  /** Ducks what listens to the kick. */
  readonly kick?: true
}

/** A drum for each General MIDI drum pitch. */
export type KitPatch = {
  readonly kind: 'kit'
  readonly drums: Readonly<Record<number, Drum>>
  /** What a pitch without a drum of its own sounds. */
  readonly other: Drum
  /** How deep the kick ducks the rest, dB. */
  readonly duckDb: number
}

export type Patch = (AnalogPatch | FmPatch | StringPatch | BarPatch | KitPatch) & {
  readonly place: Place
}
