import { commonTonics, fourFour, type Style, usualBands } from './style.ts'

/** Lazy swung drums, an electric piano, and a melody that leaves more than it says. */
export const lofi: Style = {
  id: 'lofi',
  bpm: [70, 88],
  meter: fourFour,
  modes: [
    ['minor', 4],
    ['dorian', 3],
    ['major', 3],
  ],
  tonics: commonTonics,
  swing: { least: 35, most: 60, of: 16 },
  moods: ['calm', 'warm'],
  energy: 50,
  bars: 40,
  sounds: {
    drums: ['kit-lofi'],
    bass: ['bass-finger', 'bass-sub'],
    chords: ['ep'],
    melody: ['mallet', 'lead-soft', 'flute'],
    pad: ['pad-warm'],
  },
  form: 'song',
  layers: {
    intro: ['drums', 'chords', 'pad'],
    A: ['drums', 'bass', 'chords', 'melody'],
    B: ['drums', 'bass', 'chords', 'melody', 'pad'],
    break: ['chords', 'melody'],
    outro: ['drums', 'bass', 'chords', 'melody', 'pad'],
  },
  harmony: {
    colour: 'ninth',
    chromatic: 20,
    functional: 15,
    tritones: true,
    loops: {
      minor: ['i | VI | III | VII', 'i | iv | VII | III', 'VI | v | i | i', 'iv | v | i | VI'],
      major: [
        'ii | V | I | vi',
        'IV | iii | ii | I',
        'I | vi | ii | V',
        'IV V | iii vi | ii V | I',
      ],
      dorian: ['i | IV | i | IV', 'i | ii | III | ii', 'i | III | IV | i'],
    },
  },
  drums: {
    grooves: [
      {
        kick: 'X.....o...X.....X..o..x...X..o..',
        snare: '....X..g.g..X.......X..g.g..X..g',
        hat: 'x.x.x.x.x.x.x.xox.x.x.x.x.x.xox.',
      },
      {
        kick: 'X..x......X.....X..x..o...X.....',
        rim: '....x.......x.......x.......x..o',
        snare: '....X.......X.......X.......X...',
        hat: 'x.xgx.x.x.xgx.x.x.xgx.x.x.x.x.xg',
      },
      {
        kick: 'X......xx.......X......x..x.....',
        snare: '....X.......X..g....X.......X...',
        hat: 'x.x.x.xgx.x.x.x.x.x.x.x.x.xgx.x.',
        shaker: 'g.g.x.g.g.g.x.g.g.g.x.g.g.g.x.g.',
      },
      {
        kick: 'X.........X.....X.....x...X..o..',
        snare: '....X.......X..g....X....g..X...',
        hat: 'x...x.x.x...x.x.x...x.x.x.x.x...',
        rim: '..............x...............o.',
      },
      {
        kick: 'X..x....X.........x.....X..o....',
        snare: '....X.......X.......X..g....X...',
        hat: '..x...x...x...x...x...x...x.x.x.',
        shaker: 'x.gxx.gxx.gxx.gxx.gxx.gxx.gxx.gx',
      },
    ],
    light: ['hat', 'rim'],
    fills: [
      { from: 12, tab: { snare: '............g.xx' } },
      { from: 8, tab: { kick: '........X.......' } },
      { from: 12, tab: { snare: '............x...', open: '..............x.' } },
    ],
    crash: false,
    late: 8,
  },
  bass: {
    kind: 'tab',
    tabs: ['R-----5-k.R---a.', 'R---..kk..R-5-a.', 'R------...R-..a.R-----8-..R-5-a.'],
  },
  comp: {
    tabs: ['X-------..x-----', 'X-----x-----....', 'x--x----..x-----', '0-1-2-3---u-....'],
    rootless: true,
  },
  melody: {
    range: [64, 81],
    cells: [
      '..x-x-x---x-....',
      'x---x-x-----....',
      'x-..x-x-x-......',
      '....x-x-x-x-----',
      'x--x--x---......',
      'xx--x---x-x-....',
    ],
    endings: [
      '0---0-----......',
      '1-------........',
      '..2-0-----......',
      '0-..............',
      '0-d-............',
      '2-1-0-----......',
    ],
    plans: ['m.hom.wc', 'mr.omt.c', 'mh.hmr.c', 'h.mo.rwc'],
    chromatic: 15,
    touch: 92,
  },
  bands: usualBands,
}
