import type { Drum, DrumLayer, KitPatch } from './patch.ts'

type Tuned = { readonly hz: number; readonly decayMs: number; readonly level: number }

const tone = (hz: number, decayMs: number, level: number): DrumLayer => ({
  kind: 'tone',
  hz,
  decayMs,
  level,
})
/** A skin: it starts sharp where it is struck and settles. */
const skin = ({ hz, decayMs, level }: Tuned, fromHz: number, sweepMs: number): DrumLayer => ({
  kind: 'tone',
  hz,
  fromHz,
  sweepMs,
  decayMs,
  level,
})
const hiss = (hz: number, decayMs: number, level: number, q = 0.7): DrumLayer => ({
  kind: 'noise',
  response: 'high',
  hz,
  q,
  decayMs,
  level,
})
const puff = (hz: number, decayMs: number, level: number, q = 0.9): DrumLayer => ({
  kind: 'noise',
  response: 'band',
  hz,
  q,
  decayMs,
  level,
})
const click = (hz: number, level: number): DrumLayer => ({
  kind: 'noise',
  response: 'low',
  hz,
  q: 0.7,
  decayMs: 14,
  level,
})
const metal = (
  hz: number,
  decayMs: number,
  level: number,
  { size = 1, q = 0.8, response = 'high' as 'high' | 'band' } = {},
): DrumLayer => ({ kind: 'metal', response, hz, q, decayMs, level, size })
const hands = (hz: number, decayMs: number, level: number): DrumLayer => ({
  kind: 'noise',
  response: 'band',
  hz,
  q: 1.1,
  decayMs,
  level,
  bursts: 4,
  burstMs: 11,
})

const hats = 1

/** The six toms of General MIDI from the floor up, left to right as the drummer sees them. */
function toms(lowestHz: number, decayMs: number, level: number): Record<number, Drum> {
  const pitches = [41, 43, 45, 47, 48, 50]
  const tom = (i: number): Drum => {
    const hz = lowestHz * 1.19 ** i
    return {
      pan: 0.45 - i * 0.18,
      layers: [
        skin({ hz, decayMs: decayMs * 0.93 ** i, level }, hz * 1.9, 70),
        tone(hz * 1.58, decayMs * 0.4, level * 0.28),
        click(1800, level * 0.35),
      ],
    }
  }
  return Object.fromEntries(pitches.map((pitch, i) => [pitch, tom(i)]))
}

/** What hands shake and strike, the same beside every kit. */
const percussion: Record<number, Drum> = {
  54: { pan: 0.35, layers: [metal(7200, 300, 0.46), hiss(6400, 190, 0.16)] },
  56: {
    pan: 0.25,
    layers: [
      tone(562, 320, 0.26),
      tone(845, 300, 0.22),
      metal(1400, 190, 0.16, { size: 0.4, response: 'band' }),
    ],
  },
  60: {
    pan: -0.3,
    layers: [skin({ hz: 330, decayMs: 190, level: 0.5 }, 420, 25), click(2600, 0.2)],
  },
  61: {
    pan: -0.3,
    layers: [skin({ hz: 226, decayMs: 260, level: 0.5 }, 300, 30), click(2200, 0.2)],
  },
  62: {
    pan: 0.3,
    layers: [skin({ hz: 268, decayMs: 110, level: 0.5 }, 330, 20), click(2600, 0.3)],
  },
  63: {
    pan: 0.3,
    layers: [skin({ hz: 248, decayMs: 300, level: 0.5 }, 300, 30), click(2200, 0.2)],
  },
  64: {
    pan: 0.3,
    layers: [skin({ hz: 176, decayMs: 360, level: 0.55 }, 220, 35), click(1900, 0.2)],
  },
  69: { pan: -0.4, layers: [puff(6200, 110, 0.4, 1.2)] },
  70: { pan: -0.4, layers: [puff(6800, 100, 0.42, 1.1), hiss(8200, 65, 0.08)] },
  75: { pan: 0.3, layers: [tone(2480, 90, 0.42), tone(2510, 60, 0.18), click(4200, 0.12)] },
  76: { pan: 0.3, layers: [tone(1180, 100, 0.45), click(3000, 0.2)] },
  77: { pan: -0.3, layers: [tone(880, 130, 0.45), click(2600, 0.2)] },
  80: { pan: 0.4, choke: 2, layers: [tone(4180, 160, 0.16), tone(6870, 120, 0.1)] },
  81: { pan: 0.4, choke: 2, layers: [tone(4180, 1500, 0.16), tone(6870, 1100, 0.1)] },
  82: { pan: -0.4, layers: [puff(6000, 130, 0.4, 1)] },
}

/** A kick on both of its pitches, a snare on both, and so on: GM names two of most. */
function kit(parts: {
  readonly kick: Drum
  readonly snare: Drum
  readonly rim: Drum
  readonly clap: Drum
  readonly hat: readonly [closed: DrumLayer[], pedal: DrumLayer[], open: DrumLayer[]]
  readonly crash: Drum
  readonly ride: Drum
  readonly bell: Drum
  readonly toms: Record<number, Drum>
  readonly duckDb: number
}): KitPatch {
  const [closed, pedal, open] = parts.hat
  const hat = (layers: DrumLayer[]): Drum => ({ pan: 0.28, choke: hats, layers })
  return {
    kind: 'kit',
    duckDb: parts.duckDb,
    other: percussion[75]!,
    drums: {
      ...percussion,
      ...parts.toms,
      35: parts.kick,
      36: parts.kick,
      37: parts.rim,
      38: parts.snare,
      39: parts.clap,
      40: parts.snare,
      42: hat(closed),
      44: hat(pedal),
      46: hat(open),
      49: parts.crash,
      51: parts.ride,
      52: parts.crash,
      53: parts.bell,
      55: parts.crash,
      57: { ...parts.crash, pan: -(parts.crash.pan ?? 0) },
      59: parts.ride,
    },
  }
}

export const acoustic = kit({
  duckDb: 1.5,
  kick: {
    kick: true,
    layers: [
      skin({ hz: 54, decayMs: 430, level: 1 }, 178, 48),
      tone(108, 90, 0.18),
      click(3600, 0.5),
    ],
  },
  snare: {
    pan: -0.06,
    layers: [
      skin({ hz: 188, decayMs: 200, level: 0.5 }, 260, 26),
      tone(331, 85, 0.24),
      puff(2600, 300, 0.85, 0.5),
      hiss(5600, 175, 0.2),
    ],
  },
  rim: { pan: -0.1, layers: [tone(1720, 42, 0.42), tone(498, 60, 0.3), click(4200, 0.3)] },
  clap: { pan: 0.1, layers: [hands(1350, 270, 0.95)] },
  hat: [
    [metal(6200, 120, 0.34), puff(7800, 80, 0.16, 1)],
    [metal(5600, 95, 0.28), puff(5200, 65, 0.16)],
    [metal(5800, 1000, 0.3), puff(7600, 760, 0.1, 1)],
  ],
  crash: {
    pan: -0.35,
    layers: [metal(3900, 3400, 0.24, { size: 0.72 }), puff(6400, 2720, 0.26), puff(2900, 800, 0.2)],
  },
  ride: {
    pan: 0.38,
    layers: [
      metal(5600, 1500, 0.12, { size: 0.62 }),
      tone(3270, 420, 0.05),
      puff(7400, 110, 0.26, 1),
    ],
  },
  bell: {
    pan: 0.38,
    layers: [tone(1420, 900, 0.14), tone(2210, 800, 0.1), metal(5000, 1440, 0.16)],
  },
  toms: toms(82, 520, 0.8),
})

export const electro = kit({
  duckDb: 7,
  kick: {
    kick: true,
    layers: [
      skin({ hz: 47, decayMs: 620, level: 1 }, 240, 62),
      click(5200, 0.38),
      puff(1900, 25, 0.2),
    ],
  },
  snare: {
    layers: [
      skin({ hz: 192, decayMs: 180, level: 0.52 }, 330, 22),
      puff(1900, 270, 0.85, 0.5),
      hiss(4800, 300, 0.26),
    ],
  },
  rim: { pan: -0.15, layers: [tone(1660, 36, 0.45), tone(820, 30, 0.25), click(5200, 0.3)] },
  clap: { layers: [hands(1150, 420, 1), hiss(4200, 190, 0.1)] },
  hat: [
    [metal(6800, 95, 0.36)],
    [metal(6200, 130, 0.28)],
    [metal(6300, 700, 0.32), puff(7800, 420, 0.08)],
  ],
  crash: { pan: -0.3, layers: [metal(4600, 2800, 0.28, { size: 0.9 }), puff(6000, 2400, 0.3)] },
  ride: { pan: 0.3, layers: [metal(6000, 1100, 0.2, { size: 0.7 }), hiss(7600, 95, 0.14)] },
  bell: { pan: 0.3, layers: [tone(845, 500, 0.16), tone(1340, 420, 0.12), metal(6000, 800, 0.19)] },
  toms: toms(88, 620, 0.8),
})

export const lofi = kit({
  duckDb: 3,
  kick: {
    kick: true,
    layers: [
      skin({ hz: 57, decayMs: 340, level: 1 }, 132, 40),
      tone(86, 110, 0.2),
      click(1500, 0.36),
    ],
  },
  snare: {
    layers: [
      skin({ hz: 172, decayMs: 170, level: 0.5 }, 226, 30),
      puff(1700, 265, 0.9, 0.5),
      puff(4300, 110, 0.2, 0.6),
    ],
  },
  rim: { pan: -0.12, layers: [tone(1240, 44, 0.4), tone(430, 70, 0.34), click(2400, 0.3)] },
  clap: { layers: [hands(980, 270, 0.95)] },
  hat: [
    [metal(5200, 85, 0.43, { response: 'band' }), puff(5600, 65, 0.2)],
    [metal(4700, 75, 0.38, { response: 'band' })],
    [metal(5000, 600, 0.49, { response: 'band' }), puff(5400, 420, 0.14)],
  ],
  crash: {
    pan: -0.3,
    layers: [metal(4000, 2400, 0.3, { response: 'band' }), puff(3600, 2080, 0.3)],
  },
  ride: { pan: 0.34, layers: [metal(4600, 1000, 0.2, { response: 'band' }), puff(5200, 95, 0.2)] },
  bell: { pan: 0.34, layers: [tone(1180, 600, 0.14), tone(1870, 500, 0.1)] },
  toms: toms(78, 380, 0.75),
})
