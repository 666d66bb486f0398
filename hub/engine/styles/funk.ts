import { commonTonics, fourFour, type Style } from './style.ts'

/** Everything on the one, sixteenths against it, short notes and shorter rests. */
export const funk: Style = {
  id: 'funk',
  bpm: [96, 114],
  meter: fourFour,
  modes: [
    ['dorian', 5],
    ['mixolydian', 5],
    ['minor', 1],
  ],
  tonics: commonTonics,
  swing: { least: 8, most: 25, of: 16 },
  moods: ['bright', 'energetic'],
  energy: 76,
  bars: 48,
  sounds: {
    drums: ['kit-acoustic'],
    bass: ['bass-finger'],
    chords: ['clav', 'organ', 'ep'],
    melody: ['brass'],
    pad: ['strings'],
  },
  louder: { melody: 12 },
  dynamics: { range: 30, arch: 4 },
  form: 'song',
  layers: {
    intro: ['drums', 'bass'],
    A: ['drums', 'bass', 'chords', 'melody'],
    break: ['drums', 'bass'],
    outro: ['drums', 'bass', 'chords', 'melody'],
  },
  harmony: {
    colour: 'ninth',
    chromatic: 10,
    functional: 0,
    tritones: true,
    loops: {
      dorian: ['i | i | IV | IV', 'i | IV | i | IV', 'i | i | i | IV V:7#9', 'i | ii | i | IV'],
      mixolydian: [
        'I | I | IV:9 | I',
        'I | IV:9 | I | IV:9',
        'I | I | v | IV:9',
        'I | I | I | VII IV:9',
      ],
      minor: ['i | i | iv | V:7#9', 'i | VI | iv | V:7#9'],
    },
  },
  drums: {
    grooves: [
      {
        kick: 'X.x...x...x..x..X.x...x...xo....',
        snare: '....X..g.g.gX..g....X..g.g..X.g.',
        hat: 'x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.',
        open: '..............x...............o.',
      },
      {
        kick: 'X..x..x....x..x.X..x..x....x....',
        snare: '....X..g.g..Xg.g....X..g.g..X..x',
        hat: 'xgxgxgxgxgxgxgxgxgxgxgxgxgxgxgxg',
      },
      {
        kick: 'X.....xx.x....x.X.....xx.x......',
        snare: '....X.g.g...X.g.....X.g.g...X.gx',
        hat: 'x.xxx.xxx.xxx.x.x.xxx.xxx.xxx.x.',
        tambourine: '....x.......x.......x.......x...',
      },
      {
        kick: 'X..x......x..x..X..x......X.....',
        snare: '....X.g..g..X..g....X..g.g..X...',
        hat: 'x..xx..xx..xx..xx..xx..xx..xx.xx',
        open: '......................x.......x.',
      },
      {
        kick: 'X.x.......X.x...X.x....x..X.....',
        snare: '....X..g....X.g.....X..g.g..X.g.',
        hat: 'xxx.xxx.xxx.xxx.xxx.xxx.xxx.x.x.',
        shaker: 'xgxxxgxxxgxxxgxxxgxxxgxxxgxxxgxx',
      },
    ],
    light: ['hat', 'kick', 'snare'],
    fills: [
      { from: 8, tab: { snare: '........X.xxgxXx', kick: '........X.....X.' } },
      { from: 12, tab: { snare: '............XxxX', kick: '............X...' } },
      {
        from: 8,
        tab: { snare: '........x..x....', high: '..........xx....', low: '............X.xX' },
      },
    ],
    crash: true,
    late: 2,
  },
  bass: {
    kind: 'tab',
    tabs: [
      'R..R..8.g.R.5.a.R..R..8.gR..8...',
      'R.gR..R..8.5....R.gR..R...3.5.a.',
      'RR.g..8.R..5..a.RR.g..8.R..8....',
      'R...g.R..R8.g...R...g.R..5.3.5a.',
    ],
    chromatic: true,
  },
  comp: {
    tabs: [
      '...X..x....x.......X..x...x.x......X..x....x.......X............',
      '......X-...x..........X-...x..x.......X-...x................X-..',
      '..X...xx..........X...xx....X.....X...xx..............x.........',
      '....X..x....X.......X..x...x........X..x....X...............x...',
    ],
    rootless: true,
  },
  melody: {
    range: [65, 82],
    cells: [
      'x.xx..x.x-......',
      '..x.xx.x..x-....',
      'x..x.xx-........',
      'xx.x..xx-.x-....',
      '....x.xx.xx-x-..',
      'x-..x.x.xx.x----',
    ],
    endings: [
      '0-0.............',
      '0..d............',
      '2.00............',
      '....c.0.........',
      'b-b0............',
      '0--1--0-........',
    ],
    plans: ['m.hom.wc', 'mh.omhwc', 'm.m.hwtc', 'mrh.mrwc'],
    chromatic: 40,
    touch: 68,
  },
  bands: {
    pitchClassEntropy: {
      low: 2.5,
      high: 3.2,
      why: 'Dominant ninths and approach notes on every degree.',
    },
    scaleConsistency: {
      low: 0.85,
      high: 0.98,
      why: 'Chromatic approach notes and dominant chords off the scale are the idiom, as in jazz.',
    },
    grooveConsistency: { low: 0.88, high: 0.97, why: 'Ghost notes fall differently in each bar.' },
  },
}
