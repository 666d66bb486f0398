import type { Patch } from './patch.ts'

/** What is held under the others. */
export const pads = {
  'pad-warm': {
    kind: 'analog',
    oscillators: [
      { wave: 'saw', level: 0.38, cents: -3, free: true },
      { wave: 'saw', level: 0.24, cents: 9, free: true },
      { wave: 'saw', level: 0.2, cents: -13, free: true },
      { wave: 'round', level: 0.24, ratio: 0.5 },
    ],
    filter: {
      hz: 820,
      q: 0.75,
      track: 0.4,
      sweep: 1.1,
      touch: 1,
      envelope: { attackMs: 900, decayMs: 3000, sustain: 0.6, releaseMs: 1200 },
    },
    amp: { attackMs: 230, decayMs: 2000, sustain: 0.85, releaseMs: 1300 },
    place: { levelDb: -18, highPassHz: 150, reverb: 0.34, chorus: 0.6, spread: 0.5, duck: 1 },
  },

  strings: {
    kind: 'analog',
    oscillators: [
      { wave: 'saw', level: 0.24, cents: -8, free: true },
      { wave: 'saw', level: 0.4, free: true },
      { wave: 'saw', level: 0.22, cents: 7, free: true },
    ],
    noise: { level: 0.03, ratio: 4, q: 1 },
    filter: {
      hz: 2100,
      q: 0.6,
      track: 0.5,
      sweep: 0.7,
      touch: 1.4,
      envelope: { attackMs: 300, decayMs: 1500, sustain: 0.7, releaseMs: 600 },
    },
    amp: { attackMs: 140, decayMs: 1500, sustain: 0.88, releaseMs: 650 },
    vibrato: { hz: 5.2, cents: 7, delayMs: 400 },
    place: { levelDb: -18.5, highPassHz: 180, reverb: 0.34, chorus: 0.7, spread: 0.4, duck: 0.7 },
  },

  'pad-air': {
    kind: 'analog',
    oscillators: [
      { wave: 'saw', level: 0.3, cents: -6, free: true },
      { wave: 'saw', level: 0.28, cents: 6, free: true },
      { wave: 'round', level: 0.34 },
      { wave: 'sine', level: 0.2, ratio: 2, cents: 2, free: true },
    ],
    noise: { level: 0.07, ratio: 4, q: 0.8 },
    filter: {
      hz: 520,
      q: 0.8,
      track: 0.4,
      sweep: 2.4,
      touch: 1,
      envelope: { attackMs: 3200, decayMs: 5000, sustain: 0.5, releaseMs: 2600 },
    },
    amp: { attackMs: 140, decayMs: 4000, sustain: 0.85, releaseMs: 2800 },
    place: { levelDb: -15.5, highPassHz: 120, reverb: 0.5, chorus: 0.6, spread: 0.7, duck: 0.3 },
  },
} as const satisfies Record<string, Patch>
