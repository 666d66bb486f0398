import { wobbles } from '#core/score/wobbles.ts'
import { pads } from './pads.ts'
import type { Patch } from './patch.ts'

const sub = {
  kind: 'analog',
  oscillators: [
    { wave: 'sine', level: 0.8 },
    { wave: 'round', level: 0.25 },
    { wave: 'saw', level: 0.16 },
  ],
  filter: {
    hz: 210,
    q: 0.7,
    track: 0.8,
    sweep: 1.2,
    touch: 1,
    envelope: { attackMs: 2, decayMs: 260, sustain: 0.15, releaseMs: 150 },
  },
  amp: { attackMs: 5, decayMs: 2400, sustain: 0.7, releaseMs: 110 },
  place: { levelDb: -8, highPassHz: 26, reverb: 0, duck: 0.45, drive: 2.2, mono: true },
} as const satisfies Patch

/** The basses, one voice each but for the bowed ones. */
export const basses = {
  'bass-finger': {
    kind: 'string',
    partials: 16,
    stiffness: 0.0005,
    strike: 0.19,
    slope: 1.05,
    softHz: 380,
    hardHz: 1500,
    ring: 3.2,
    damping: 0.28,
    knock: { level: 0.1, hz: 700, ms: 30 },
    amp: { attackMs: 2, decayMs: 1, sustain: 1, releaseMs: 120 },
    place: { levelDb: -7, highPassHz: 30, reverb: 0.02, duck: 0.25, drive: 1.8, mono: true },
  },

  'bass-sub': sub,

  'bass-saw': {
    kind: 'analog',
    oscillators: [
      { wave: 'saw', level: 0.58 },
      { wave: 'saw', level: 0.2, cents: 9 },
      { wave: 'pulse', level: 0.26, ratio: 0.5, width: 0.5 },
    ],
    filter: {
      hz: 190,
      q: 1.7,
      track: 0.6,
      sweep: 3.2,
      touch: 2,
      envelope: { attackMs: 2, decayMs: 520, sustain: 0.22, releaseMs: 160 },
    },
    amp: { attackMs: 3, decayMs: 1500, sustain: 0.75, releaseMs: 90 },
    place: { levelDb: -8.5, highPassHz: 28, reverb: 0.01, duck: 0.5, drive: 2, mono: true },
  },

  'bass-reese': {
    kind: 'analog',
    oscillators: [
      { wave: 'saw', level: 0.42, cents: -13, free: true },
      { wave: 'saw', level: 0.42, cents: 13, free: true },
      { wave: 'sine', level: 0.5 },
    ],
    filter: {
      hz: 520,
      q: 1,
      track: 0.5,
      sweep: 0.9,
      touch: 1.2,
      envelope: { attackMs: 240, decayMs: 900, sustain: 0.5, releaseMs: 140 },
    },
    amp: { attackMs: 6, decayMs: 2000, sustain: 0.92, releaseMs: 80 },
    place: { levelDb: -8.5, highPassHz: 26, reverb: 0.01, duck: 0.5, drive: 2.4, mono: true },
  },
  'bass-wobble': {
    kind: 'analog',
    oscillators: [
      { wave: 'saw', level: 0.44, cents: -3 },
      { wave: 'pulse', level: 0.3, width: 0.35, cents: 4 },
      { wave: 'sine', level: 0.55, ratio: 0.5 },
    ],
    filter: {
      hz: 130,
      q: 2.2,
      track: 0.5,
      sweep: 0.4,
      touch: 0.3,
      envelope: { attackMs: 4, decayMs: 600, sustain: 0.5, releaseMs: 120 },
      wobble: { octaves: 4, rates: wobbles },
    },
    amp: { attackMs: 3, decayMs: 2000, sustain: 0.92, releaseMs: 70 },
    place: {
      levelDb: -8,
      highPassHz: 28,
      reverb: 0.02,
      duck: 0.5,
      drive: 3,
      mono: true,
      touch: 0.3,
    },
  },

  'bass-808': {
    ...sub,
    amp: { ...sub.amp, decayMs: 3600 },
    place: { ...sub.place, duck: 0.35, drive: 3.2, glideMs: 110 },
  },

  'bass-bow': {
    ...pads.strings,
    oscillators: [{ wave: 'saw', level: 0.8, free: true }],
    place: { levelDb: -12, highPassHz: 30, reverb: 0.22, duck: 0.2 },
  },
} as const satisfies Record<string, Patch>
