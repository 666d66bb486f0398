import type { Patch } from './patch.ts'

/** What tunes are played on. */
export const leads = {
  'lead-soft': {
    kind: 'analog',
    oscillators: [
      { wave: 'round', level: 0.6 },
      { wave: 'pulse', level: 0.18, width: 0.42, cents: 4 },
      { wave: 'saw', level: 0.15, cents: -4 },
    ],
    filter: {
      hz: 2000,
      q: 0.8,
      track: 0.6,
      sweep: 0.9,
      touch: 1.6,
      envelope: { attackMs: 12, decayMs: 700, sustain: 0.4, releaseMs: 300 },
    },
    amp: { attackMs: 14, decayMs: 900, sustain: 0.78, releaseMs: 260 },
    vibrato: { hz: 5.1, cents: 14, delayMs: 280 },
    place: { levelDb: -10.3, highPassHz: 160, reverb: 0.26, delay: 0.18 },
  },

  'lead-saw': {
    kind: 'analog',
    oscillators: [
      { wave: 'saw', level: 0.3, cents: -9, free: true },
      { wave: 'saw', level: 0.45, free: true },
      { wave: 'saw', level: 0.26, cents: 8, free: true },
    ],
    filter: {
      hz: 2300,
      q: 1,
      track: 0.5,
      sweep: 1.5,
      touch: 1.4,
      envelope: { attackMs: 4, decayMs: 600, sustain: 0.45, releaseMs: 300 },
    },
    amp: { attackMs: 6, decayMs: 800, sustain: 0.8, releaseMs: 220 },
    vibrato: { hz: 5.4, cents: 16, delayMs: 320 },
    place: { levelDb: -9.5, highPassHz: 170, reverb: 0.18, delay: 0.26, chorus: 0.2 },
  },

  mallet: {
    kind: 'bar',
    modes: [
      { ratio: 1, level: 0.75, ring: 2.6, touch: 0.1 },
      { ratio: 3.984, level: 0.28, ring: 0.9, touch: 0.7 },
      { ratio: 9.94, level: 0.1, ring: 0.28, touch: 0.9 },
    ],
    knock: { level: 0.12, hz: 2400, ms: 16 },
    amp: { attackMs: 1, decayMs: 1, sustain: 1, releaseMs: 700 },
    place: {
      levelDb: -6.5,
      highPassHz: 150,
      reverb: 0.26,
      delay: 0.1,
      spread: 0.55,
      motion: { kind: 'tremolo', hz: 5.2, depth: 0.14 },
    },
  },

  flute: {
    kind: 'analog',
    oscillators: [{ wave: 'pipe', level: 0.62 }],
    noise: { level: 0.34, ratio: 2, q: 2.4 },
    filter: {
      hz: 2200,
      q: 0.6,
      track: 0.7,
      sweep: 1.1,
      touch: 1.5,
      envelope: { attackMs: 45, decayMs: 500, sustain: 0.6, releaseMs: 200 },
    },
    amp: { attackMs: 42, decayMs: 600, sustain: 0.86, releaseMs: 170 },
    vibrato: { hz: 4.8, cents: 11, delayMs: 350 },
    place: { levelDb: -10.3, highPassHz: 190, reverb: 0.3, delay: 0.08 },
  },

  brass: {
    kind: 'analog',
    oscillators: [
      { wave: 'saw', level: 0.42, cents: -5, free: true },
      { wave: 'saw', level: 0.38, cents: 5, free: true },
      { wave: 'round', level: 0.25 },
    ],
    filter: {
      hz: 620,
      q: 0.8,
      track: 0.6,
      sweep: 2.1,
      touch: 2.2,
      envelope: { attackMs: 50, decayMs: 420, sustain: 0.55, releaseMs: 140 },
    },
    amp: { attackMs: 24, decayMs: 500, sustain: 0.86, releaseMs: 130 },
    vibrato: { hz: 5, cents: 9, delayMs: 450 },
    place: { levelDb: -9, highPassHz: 150, reverb: 0.22 },
  },
} as const satisfies Record<string, Patch>
