import type { Drum, DrumLayer, KitPatch } from './patch.ts'

type Tuned = { readonly hz: number; readonly decayMs: number; readonly level: number }

export const tone = (hz: number, decayMs: number, level: number): DrumLayer => ({
  kind: 'tone',
  hz,
  decayMs,
  level,
})
/** A skin: it starts sharp where it is struck and settles. */
export const skin = (
  { hz, decayMs, level }: Tuned,
  fromHz: number,
  sweepMs: number,
): DrumLayer => ({
  kind: 'tone',
  hz,
  fromHz,
  sweepMs,
  decayMs,
  level,
})
export const hiss = (hz: number, decayMs: number, level: number, q = 0.7): DrumLayer => ({
  kind: 'noise',
  response: 'high',
  hz,
  q,
  decayMs,
  level,
})
export const puff = (hz: number, decayMs: number, level: number, q = 0.9): DrumLayer => ({
  kind: 'noise',
  response: 'band',
  hz,
  q,
  decayMs,
  level,
})
export const click = (hz: number, level: number): DrumLayer => ({
  kind: 'noise',
  response: 'low',
  hz,
  q: 0.7,
  decayMs: 14,
  level,
})
export const metal = (
  hz: number,
  decayMs: number,
  level: number,
  { size = 1, q = 0.8, response = 'high' as 'high' | 'band' } = {},
): DrumLayer => ({ kind: 'metal', response, hz, q, decayMs, level, size })
export const hands = (hz: number, decayMs: number, level: number): DrumLayer => ({
  kind: 'noise',
  response: 'band',
  hz,
  q: 1.1,
  decayMs,
  level,
  bursts: 4,
  burstMs: 11,
})

/** A room that rings at full strength and is cut off, as the snares of the eighties were. */
export const gated = (hz: number, gateMs: number, level: number, q = 0.5): DrumLayer => ({
  kind: 'noise',
  response: 'band',
  hz,
  q,
  decayMs: 70,
  level,
  gateMs,
})

const hats = 1

/** The six toms of General MIDI from the floor up, left to right as the drummer sees them. */
export function toms(lowestHz: number, decayMs: number, level: number): Record<number, Drum> {
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
export function kit(parts: {
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
