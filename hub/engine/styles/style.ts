import type { StyleId } from '#core/language/styles.ts'
import type { Mode, Tonic } from '#core/music/key.ts'
import type { Meter } from '#core/music/meter.ts'
import type { Role } from '#core/score/piece-spec.ts'
import type { SoundName } from '#core/score/sounds.ts'

/** The voices of a drum kit by their General MIDI pitches. */
export const drumPitches = {
  kick: 36,
  rim: 37,
  snare: 38,
  clap: 39,
  floor: 43,
  hat: 42,
  pedal: 44,
  low: 45,
  open: 46,
  mid: 47,
  crash: 49,
  high: 50,
  ride: 51,
  bell: 53,
  tambourine: 54,
  cowbell: 56,
  conga: 63,
  tumba: 64,
  shaker: 70,
  clave: 75,
} as const
export type Drum = keyof typeof drumPitches

/**
 * Drum tab, a character a sixteenth: `X` accent, `x` hit, `o` a hit that may be left out, `g` ghost
 * note, `.` nothing; `2` two strokes in its time, `3` three in the time of this and the next. A lane
 * is one bar or several of them.
 */
export type DrumTab = Readonly<Partial<Record<Drum, string>>>

/** The parts a form is built of. A prime after a section's id (`A'`) is the same kind varied. */
export type SectionKind = 'intro' | 'A' | 'B' | 'C' | 'break' | 'outro'

/** Where a measured figure of the style's pieces may lie; `why` says what the usual band does not fit. */
export type Band = { readonly low: number; readonly high: number; readonly why?: string }
export type Bands = {
  readonly pitchClassEntropy: Band
  readonly scaleConsistency: Band
  readonly grooveConsistency: Band
}

export type Style = {
  readonly id: StyleId
  readonly bpm: readonly [slow: number, fast: number]
  readonly meter: Meter
  readonly modes: readonly (readonly [Mode, number])[]
  readonly tonics: readonly Tonic[]
  /** In percent: 100 is a full triplet. `of` is the note that swings, an eighth or a sixteenth. */
  readonly swing: { readonly least: number; readonly most: number; readonly of: 8 | 16 }
  readonly moods: readonly string[]
  readonly energy: number
  readonly bars: number
  readonly sounds: Readonly<Record<Role, readonly SoundName[]>>
  /** Who plays harder than usual, or softer (below 0), in velocity. */
  readonly louder?: Readonly<Partial<Record<Role, number>>>
  /** How it gets louder and softer, in velocity; a style that leaves it out is level on purpose. */
  readonly dynamics?: {
    /** From a section without energy to the wildest, over what its players do by themselves. */
    readonly range: number
    /** By how much the second half of a section grows towards a louder one. */
    readonly swell?: number
    /** From the ends of a phrase to its middle. */
    readonly arch?: number
    /** By how much the first bars rise out of nothing and the last ones go there. */
    readonly fade?: number
  }
  readonly form: 'song' | 'aaba' | 'build' | 'drift'
  /** How it is over: on a last chord unless said, or by taking away one layer after the other. */
  readonly ending?: 'layers'
  /** What the last drop of music that builds has over those before it. */
  readonly peak?: {
    readonly drums: DrumTab
    /** Whose highest notes sound an octave up as well. */
    readonly doubled: readonly Role[]
  }
  /** Who plays where, in the order in which they come in and stay; a kind left out is played like A. */
  readonly layers: Readonly<Partial<Record<SectionKind, readonly Role[]>>> & {
    readonly A: readonly Role[]
  }
  readonly harmony: {
    readonly colour: 'triad' | 'seventh' | 'ninth'
    /** Of 100 phrases, how many get a secondary dominant or a borrowed chord. */
    readonly chromatic: number
    /** Of 100 progressions, how many come from the grammar of functions and not from the loops. */
    readonly functional: number
    /** Four bars of Roman numerals each, bars parted by `|`; see numerals.ts. */
    readonly loops: Readonly<Partial<Record<Mode, readonly string[]>>>
    /** In minor it keeps the seventh of its scale: its dominants are v and VII. */
    readonly natural?: boolean
    /** Whether a dominant leaves its place to its tritone substitute now and then. */
    readonly tritones?: boolean
  }
  readonly drums: {
    readonly grooves: readonly DrumTab[]
    /** Only these play where the energy is low. */
    readonly light: readonly Drum[]
    /** These keep one pattern through a whole piece, whatever else changes: a clave does not turn. */
    readonly steady?: readonly Drum[]
    /** The last bar before a new section, from `from` sixteenths on. */
    readonly fills: readonly { readonly from: number; readonly tab: DrumTab }[]
    /** Drummed louder and louder in the last bars before a drop, four in a breakdown. */
    readonly rise?: DrumTab
    readonly crash: boolean
    /** Ticks by which snare and clap lie behind the beat. */
    readonly late: number
  }
  /**
   * A character a sixteenth: `R` root, `5` fifth, `3` third, `7` the whole tone under the root, `8`
   * octave, `a` a step before the next root, `k` root where the kick plays, `g` ghost, `-` hold, `.`
   * rest. Or a walking bass.
   */
  readonly bass: (
    | { readonly kind: 'tab'; readonly tabs: readonly string[] }
    | { readonly kind: 'walking' }
  ) & {
    /** Whether it leads to a root by half a tone from outside the scale too. */
    readonly chromatic?: boolean
  }
  /**
   * A character a sixteenth: `X` accented chord, `x` chord, `u` chord without its lowest tone, `0`
   * to `7` one tone of it from below, `r` its root under all of them, `-` hold, `.` rest.
   */
  readonly comp: {
    readonly tabs: readonly string[]
    readonly rootless: boolean
    /** Takes another tab each bar, not one for the whole section. */
    readonly free?: boolean
    /** By up to how many sixteenths a stroke off the beat is of the chord that comes. */
    readonly ahead?: number
  }
  readonly melody: {
    /** Lowest and highest pitch. */
    readonly range: readonly [number, number]
    /** Rhythms of a bar: `x` note, `-` hold, `.` rest. */
    readonly cells: readonly string[]
    /**
     * What the style ends a phrase with: `0` the tone it comes to rest on, `1` to `7` so many steps of
     * the scale above it, `a` to `g` so many below, `-` hold, `.` rest. None where phrases do not end.
     */
    readonly endings: readonly string[]
    /** What eight bars do with the motif (or four, over and over), a letter a bar; see melody.ts. */
    readonly plans: readonly string[]
    /** Whether the sections between the theme and its return are improvised. */
    readonly solos?: boolean
    /** Of 100 places, how many get a chromatic neighbour. */
    readonly chromatic: number
    /** How far notes sound of their written length, in percent. */
    readonly touch: number
  }
  readonly bands: Bands
}

/** What real music measures, and so what ours should; see the figures of the Multitrack Music Transformer paper. */
export const usualBands: Bands = {
  pitchClassEntropy: { low: 2.5, high: 3.05 },
  scaleConsistency: { low: 0.93, high: 0.99 },
  grooveConsistency: { low: 0.9, high: 0.97 },
}

export const commonTonics = ['C', 'D', 'Eb', 'E', 'F', 'G', 'A', 'Bb'] as const
export const fourFour: Meter = { beats: 4, unit: 4 }
export const threeFour: Meter = { beats: 3, unit: 4 }
