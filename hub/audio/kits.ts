import { click, gated, hands, hiss, kit, metal, puff, skin, toms, tone } from './kit.ts'

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

/** Short kicks that leave the low end to the bass, and the driest hats, for rolls. */
export const eightOhEight = kit({
  duckDb: 5,
  kick: {
    kick: true,
    layers: [skin({ hz: 52, decayMs: 330, level: 1 }, 210, 40), click(3600, 0.34)],
  },
  snare: {
    layers: [
      skin({ hz: 186, decayMs: 130, level: 0.42 }, 232, 20),
      tone(336, 80, 0.2),
      hiss(3600, 210, 0.6),
    ],
  },
  rim: { pan: -0.2, layers: [tone(1720, 30, 0.5), tone(470, 26, 0.3), click(4600, 0.24)] },
  clap: { layers: [hands(1250, 340, 1), hiss(3800, 160, 0.14)] },
  hat: [
    [metal(7600, 48, 0.44), hiss(9000, 36, 0.1)],
    [metal(7200, 60, 0.36)],
    [metal(7000, 420, 0.38), puff(8200, 300, 0.07)],
  ],
  crash: { pan: -0.3, layers: [metal(5200, 2200, 0.26, { size: 0.9 }), puff(6600, 1800, 0.26)] },
  ride: { pan: 0.3, layers: [metal(6400, 900, 0.2, { size: 0.7 }), hiss(7800, 80, 0.12)] },
  bell: { pan: 0.3, layers: [tone(845, 420, 0.16), tone(1340, 360, 0.12), metal(6000, 700, 0.19)] },
  toms: toms(80, 480, 0.8),
})

/** A tight kick, a snare in a gated room, toms that fall: a drum machine of 1984. */
export const retro = kit({
  duckDb: 4,
  kick: {
    kick: true,
    layers: [
      skin({ hz: 58, decayMs: 300, level: 1 }, 220, 36),
      tone(116, 70, 0.2),
      click(4200, 0.42),
    ],
  },
  snare: {
    layers: [
      skin({ hz: 190, decayMs: 230, level: 0.6 }, 270, 32),
      gated(2100, 210, 0.5),
      hiss(5400, 190, 0.2),
    ],
  },
  rim: { pan: -0.12, layers: [tone(1620, 40, 0.45), tone(520, 50, 0.25), click(4000, 0.3)] },
  clap: { layers: [hands(1300, 260, 0.95), gated(2400, 180, 0.22)] },
  hat: [
    [metal(6600, 80, 0.36), hiss(8200, 50, 0.07)],
    [metal(6000, 90, 0.28)],
    [metal(6100, 620, 0.32), puff(7600, 400, 0.09)],
  ],
  crash: { pan: -0.3, layers: [metal(4400, 2900, 0.27, { size: 0.85 }), puff(6000, 2400, 0.28)] },
  ride: { pan: 0.3, layers: [metal(5800, 1200, 0.18, { size: 0.68 }), hiss(7400, 95, 0.14)] },
  bell: { pan: 0.3, layers: [tone(900, 600, 0.15), tone(1410, 500, 0.11), metal(5400, 900, 0.17)] },
  toms: toms(94, 640, 0.9),
})
