import { fourFour, type Style } from './style.ts'

/** The clave in the rim, root and fifth in the bass, a soft voice that comes in late. */
export const bossaNova: Style = {
  id: 'bossa-nova',
  bpm: [112, 140],
  meter: fourFour,
  modes: [
    ['major', 6],
    ['minor', 4],
  ],
  tonics: ['C', 'D', 'Eb', 'E', 'F', 'G', 'A', 'Bb'],
  swing: { least: 0, most: 6, of: 8 },
  moods: ['warm', 'calm'],
  energy: 48,
  bars: 56,
  sounds: {
    drums: ['kit-acoustic'],
    bass: ['bass-finger'],
    chords: ['guitar'],
    melody: ['flute', 'lead-soft'],
    pad: ['strings'],
  },
  louder: { drums: -14, bass: -6, chords: 10 },
  dynamics: { range: 36, swell: 6, arch: 8 },
  form: 'aaba',
  layers: {
    intro: ['drums', 'bass', 'chords'],
    A: ['drums', 'bass', 'chords', 'melody'],
    B: ['drums', 'bass', 'chords', 'melody', 'pad'],
    break: ['chords', 'bass'],
    outro: ['drums', 'bass', 'chords', 'melody'],
  },
  harmony: {
    colour: 'ninth',
    chromatic: 85,
    functional: 15,
    tritones: true,
    loops: {
      major: [
        'I | I | V/V | V/V',
        'I | V/ii | ii | V',
        'ii | V | I | V/ii',
        'I | iv | iii V/ii | ii V',
        'I | vi | ii | subV',
      ],
      minor: ['i | ii° V | i | V', 'i | iv | VII | III', 'i | VI | ii° | V', 'iv | VII | III | V'],
    },
  },
  drums: {
    grooves: [
      {
        rim: 'x.....x.....x.......x.....x.....',
        kick: 'x.....x.x.....x.',
        hat: 'x.x.x.x.x.x.x.x.',
        pedal: '....g.......g...',
      },
      {
        rim: '....x.....x.....x.....x.....x...',
        kick: 'x.....g.X.....g.',
        shaker: 'x.g.x.g.x.g.x.g.',
        pedal: '....x.......x...',
      },
      {
        rim: 'x.....x.....x.......x.....x.....',
        kick: 'x.....x.X.....x.',
        shaker: 'xgxgxgxgxgxgxgxg',
      },
    ],
    light: ['hat', 'rim', 'shaker', 'kick'],
    steady: ['rim'],
    fills: [
      { from: 12, tab: { snare: '............g.gx' } },
      { from: 12, tab: { snare: '............g.x.', kick: '............x.x.' } },
    ],
    crash: false,
    late: 0,
  },
  bass: {
    kind: 'tab',
    tabs: ['R-----5-5-----a-', 'R-----R-5-----5-', 'R-----5-R---5-a-'],
    chromatic: true,
  },
  comp: {
    tabs: [
      'x-..x---..x---x-----x---..x---x-',
      '..x---x-----x---x-..x---..x---x-',
      'x---..x---..x---..x---x---..x-x-',
      'x-x---x---..x-....x---x-..x---x-',
    ],
    rootless: true,
    ahead: 2,
  },
  melody: {
    range: [67, 84],
    cells: [
      '..x-x-x---x-x---',
      'x-----x-x-----x-',
      '..x---x-x-x-----',
      'x--x--x---x-----',
      '....x-x-x-----..',
      'x-x---x-x-------',
    ],
    endings: [
      '..0-0-------....',
      '0---b-0-----....',
      '1-----------....',
      '..2---0-----....',
      '..1-0---0---....',
      '0-----d-----....',
    ],
    plans: ['mrhomrwc', 'ms.omrwc', 'mwpomw.c', 'mhshfrtc'],
    chromatic: 30,
    touch: 96,
  },
  bands: {
    pitchClassEntropy: {
      low: 2.6,
      high: 3.4,
      why: 'Altered dominants and borrowed chords, as in jazz.',
    },
    scaleConsistency: {
      low: 0.85,
      high: 0.97,
      why: 'Changes move by half steps under a diatonic tune; the band of jazz.',
    },
    grooveConsistency: { low: 0.9, high: 0.985, why: 'The clave is the same in every bar.' },
  },
}
