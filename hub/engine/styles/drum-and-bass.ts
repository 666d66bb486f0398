import { commonTonics, fourFour, type Style, usualBands } from './style.ts'

/** A broken beat at full speed over a bass at half of it. */
export const drumAndBass: Style = {
  id: 'drum-and-bass',
  bpm: [168, 176],
  meter: fourFour,
  modes: [
    ['minor', 7],
    ['dorian', 3],
  ],
  tonics: commonTonics,
  swing: { least: 0, most: 12, of: 16 },
  moods: ['energetic'],
  energy: 80,
  bars: 48,
  sounds: {
    drums: ['kit-acoustic', 'kit-electro'],
    bass: ['bass-reese', 'bass-sub'],
    chords: ['ep', 'pluck'],
    melody: ['lead-soft', 'lead-saw'],
    pad: ['pad-warm', 'strings'],
  },
  louder: { pad: 8 },
  dynamics: { range: 40 },
  form: 'build',
  ending: 'layers',
  peak: {
    drums: { ride: 'x.x.X.x.x.x.X.x.', tambourine: '..x...x...x...x.' },
    doubled: ['chords', 'pad'],
  },
  layers: {
    intro: ['pad', 'chords', 'drums'],
    A: ['drums', 'bass', 'pad'],
    B: ['drums', 'bass', 'chords', 'melody', 'pad'],
    C: ['drums', 'chords', 'pad', 'melody'],
    break: ['chords', 'pad'],
    outro: ['drums', 'bass', 'chords', 'pad'],
  },
  harmony: {
    colour: 'seventh',
    chromatic: 0,
    functional: 0,
    natural: true,
    loops: {
      minor: ['i | i | VI | VII', 'i | VI | III | VII', 'VI | VI | i | v', 'i | i | iv | VI'],
      dorian: ['i | i | IV | IV', 'i | VII | IV | i'],
    },
  },
  drums: {
    grooves: [
      {
        kick: 'X.........X.....X.........X...o.',
        snare: '....X..g.g..X..g....X..g.g..X.g.',
        hat: 'x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.',
        ride: '..............o...............o.',
      },
      {
        kick: 'X.x.......x.....X.x.......x.....',
        snare: '....X..g.g....X.....X..g.g..X...',
        hat: 'x.xxx.xxx.xxx.xxx.xxx.xxx.xxx.xx',
      },
      {
        kick: 'X.........x.....X..x......x...o.',
        snare: '....X..g.g..X..g....X..g.g..X...',
        shaker: 'xgxgxgxgxgxgxgxgxgxgxgxgxgxgxgxg',
        open: '......o...............x.........',
      },
      {
        kick: 'X.....x...x.....X.........x.....',
        snare: '....X..g.g..X..g....X..g..g.X..g',
        hat: 'x..xx..xx..xx..xx..xx..xx..xx.xx',
        ride: 'x.x.x.x.x.x.x.x.',
      },
      {
        kick: 'X.........x...o.X..x............',
        snare: '....X..g.g..X.g.....X..g.g..X.gg',
        ride: 'x.x.x.x.x.x.x.x.',
        hat: 'xgxgxgxgxgxgxgxg',
      },
    ],
    light: ['hat', 'shaker'],
    fills: [
      { from: 8, tab: { snare: '........XxgxXgxX', kick: '........X.......' } },
      { from: 12, tab: { snare: '............XxxX' } },
      { from: 8, tab: { kick: '........X.x.....', snare: '............X.xX' } },
    ],
    rise: { snare: 'x...x...x...x...x...x...x...x...x.x.x.x.x.x.x.x.xxxxxxxxxxxxxxxx' },
    crash: true,
    late: 0,
  },
  bass: {
    kind: 'tab',
    tabs: [
      'R-k---k---R---7-',
      'R-------..R---5-R-k---k---R---7-',
      'R-kk--k---R-8---R---------R---7-',
      'R-----..5-R-----R-k-------R-..8-',
    ],
  },
  comp: {
    tabs: ['X---------------', '...X----..x-....', 'x--x--x---......', '0-2-1-3-2-1-0-2-'],
    rootless: false,
  },
  melody: {
    range: [65, 81],
    cells: [
      '..x---x-----x---',
      'x--x--x---x-----',
      '....x---x-x-x---',
      'x-----x-----x---',
      'x-x-x-------....',
    ],
    endings: [
      '0-----------....',
      '..0-----0---....',
      'd---0-------....',
      '2-----0-........',
      '1-----------....',
      '....b-0-----....',
    ],
    plans: ['mrhom.wc', 'm.hom.wc', 'mhphm.wc', 'mr.omrhc'],
    chromatic: 20,
    touch: 92,
  },
  bands: {
    ...usualBands,
    scaleConsistency: {
      low: 0.93,
      high: 1,
      why: 'Chords that stay, long ones, in one mode: what moves is the break.',
    },
  },
}
