import { fourFour, type Style } from './style.ts'

/** A ride cymbal, a walking bass, and lines in swung eighths over ii-V-I. */
export const jazzSwing: Style = {
  id: 'jazz-swing',
  bpm: [120, 184],
  meter: fourFour,
  modes: [
    ['major', 6],
    ['minor', 3],
    ['dorian', 1],
  ],
  tonics: ['C', 'Db', 'D', 'Eb', 'F', 'G', 'Ab', 'Bb'],
  swing: { least: 80, most: 100, of: 8 },
  moods: ['warm'],
  energy: 60,
  bars: 64,
  sounds: {
    drums: ['kit-acoustic'],
    bass: ['bass-finger'],
    chords: ['piano'],
    melody: ['brass', 'flute', 'mallet'],
    pad: ['strings'],
  },
  louder: { drums: 10, bass: -6, chords: 8 },
  swell: 8,
  form: 'aaba',
  layers: {
    intro: ['drums', 'bass', 'chords'],
    A: ['drums', 'bass', 'chords', 'melody'],
    break: ['bass', 'chords'],
    outro: ['drums', 'bass', 'chords', 'melody'],
  },
  harmony: {
    colour: 'seventh',
    chromatic: 85,
    functional: 25,
    tritones: true,
    loops: {
      major: [
        'I V/ii | ii V | I vi | ii V',
        'I | vi | ii | V',
        'ii V | I | ii V | I V/ii',
        'I V/IV | IV iv | iii V/ii | ii V',
        'ii | V | I | V/ii',
      ],
      minor: [
        'i | ii° V | i | ii° V',
        'i | iv | ii° V | i',
        'iv VII | III VI | ii° V | i',
        'i | VI | ii° | V',
      ],
      dorian: ['i | i | i | i', 'i | IV | i | IV', 'i | ii | i | IV'],
    },
  },
  drums: {
    grooves: [
      {
        ride: 'x...x.x.x...x.x.',
        pedal: '....x.......x...',
        kick: 'g...g...g...g...',
        snare: '......g...............g...g.....',
      },
      {
        ride: 'X...x.x.x...x.x.x...x.x.x...x...',
        pedal: '....x.......x...',
        kick: 'g.......g.......g.......g.....o.',
        snare: '..............g.......g.........',
        rim: '............o...............x...',
      },
    ],
    light: ['ride', 'pedal', 'kick'],
    fills: [
      { from: 8, tab: { snare: '........x.x.x.X.', ride: '........x...x...' } },
      { from: 12, tab: { snare: '............x.X.', kick: '..............X.' } },
      {
        from: 8,
        tab: { snare: '........x.......', high: '..........x.....', low: '............x.x.' },
      },
    ],
    crash: false,
    late: 0,
  },
  bass: { kind: 'walking' },
  comp: {
    tabs: [
      'x-....x-............x-..x-......',
      '......x---......x-....x-........',
      'x-....x-..............x---......',
      '..x-..........x-......x-..x-....',
    ],
    rootless: true,
  },
  melody: {
    range: [60, 84],
    cells: [
      'x-x-x-x-x---....',
      '..x-x-x-x-x-x-..',
      'x---x-x-x-x-....',
      '....x-x-x-x-x---',
      'x-x-x---..x-x---',
      'x-----x-x-x-....',
      '..x-x---x-x-....',
    ],
    endings: ['x-x-x---........', 'x---x-----......', 'x-x-x-x-........', 'x-....x-........'],
    plans: ['mrsc', 'm.sc', 'msrc', 'mr.c', 'misc'],
    chromatic: 40,
    touch: 90,
  },
  bands: {
    pitchClassEntropy: {
      low: 2.6,
      high: 3.4,
      why: 'Secondary dominants and chromatic approach use all twelve tones.',
    },
    scaleConsistency: {
      low: 0.85,
      high: 0.97,
      why: 'Jazz leaves its scale on purpose; the band of jazz, and a walking bass leads by half steps.',
    },
    grooveConsistency: {
      low: 0.85,
      high: 0.99,
      why: 'Ride and walking bass strike every beat of every bar; the variety is in the pitches.',
    },
  },
}
