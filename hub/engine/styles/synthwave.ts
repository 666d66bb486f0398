import { commonTonics, fourFour, type Style, usualBands } from './style.ts'

/** Driving eighths in the bass, a big snare, arpeggios, a theme made for a long road. */
export const synthwave: Style = {
  id: 'synthwave',
  bpm: [84, 116],
  meter: fourFour,
  modes: [
    ['minor', 7],
    ['major', 2],
    ['dorian', 2],
  ],
  tonics: commonTonics,
  swing: { least: 0, most: 0, of: 16 },
  moods: ['bright'],
  energy: 68,
  bars: 40,
  sounds: {
    drums: ['kit-retro'],
    bass: ['bass-saw'],
    chords: ['pluck'],
    melody: ['lead-saw', 'lead-soft'],
    pad: ['pad-warm', 'strings'],
  },
  louder: { pad: 16, chords: 8 },
  dynamics: { range: 36, swell: 8, arch: 5 },
  form: 'song',
  layers: {
    intro: ['bass', 'chords', 'pad'],
    A: ['drums', 'bass', 'chords', 'melody'],
    B: ['drums', 'bass', 'chords', 'melody', 'pad'],
    C: ['chords', 'pad', 'melody'],
    break: ['chords', 'pad'],
    outro: ['drums', 'bass', 'chords', 'pad'],
  },
  harmony: {
    colour: 'triad',
    chromatic: 0,
    functional: 10,
    natural: true,
    loops: {
      minor: [
        'i | VI | III | VII',
        'i | VII | VI | v',
        'VI | VII | i | i',
        'i | III | VII | iv',
        'i | iv | VI | VII',
      ],
      major: ['I | V | vi | IV', 'vi | IV | I | V', 'I | iii | IV | V'],
      dorian: ['i | IV | VII | i', 'i | III | IV | IV'],
    },
  },
  drums: {
    grooves: [
      {
        kick: 'X...X...X...X...',
        snare: '....X.......X...',
        hat: 'x.x.x.x.x.x.x.x.',
        open: '..............o.',
      },
      {
        kick: 'X.....X.X.......X.....X.X....o..',
        snare: '....X.......X.......X.......X...',
        hat: 'xgxgxgxgxgxgxgxgxgxgxgxgxgxgxgxg',
        tambourine: '....x.......x.......x.......x...',
      },
      {
        kick: 'X.......X.x.....X.......X.x...x.',
        snare: '....X.......X.......X.......X...',
        clap: '....x.......x.......x.......x...',
        hat: 'x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.xx',
      },
    ],
    light: ['hat', 'kick'],
    fills: [
      {
        from: 8,
        tab: {
          high: '........XX......',
          mid: '..........xx....',
          low: '............xx..',
          floor: '..............XX',
        },
      },
      { from: 12, tab: { snare: '............XxXX' } },
      {
        from: 8,
        tab: { high: '........X.x.....', floor: '............X.xX', kick: '........X...X...' },
      },
    ],
    crash: true,
    late: 0,
  },
  bass: {
    kind: 'tab',
    tabs: [
      'R-R-R-R-R-R-R-R-R-R-R-R-R-R-R-R-R-R-R-R-R-R-R-R-R-R-R-R-R-R-5-7-',
      'R.R.8.R.R.R.8.R.R.R.8.R.R.R.8.7.',
      'R-RRR-RRR-RRR-8-R-RRR-RRR-RRR-7-',
      'RRRRRRRRRRRRRRRRRRRRRRRRRRRR5577',
    ],
  },
  comp: {
    tabs: ['0123012301230123', '0.1.2.3.2.1.0.2.', '0213021302130213', '0123210101232101'],
    rootless: false,
  },
  melody: {
    range: [66, 81],
    cells: [
      'x-----x-x-------',
      'x---x-x-x-------',
      'x--x--x-x-----x-',
      'x-------x---x-x-',
      '....x-x-x---x---',
    ],
    endings: [
      '0-----------....',
      'd---0-------....',
      '2-----0-----....',
      '0--0--0-----....',
      '0-----1-----....',
      'b--a--0-----....',
    ],
    plans: ['mrhomrwc', 'mwhomrtc', 'mrshfwtc', 'mhpomhwc'],
    chromatic: 6,
    touch: 94,
  },
  bands: {
    ...usualBands,
    scaleConsistency: {
      low: 0.93,
      high: 1,
      why: 'Chords of one mode over a driven bass; the colour is in the sounds.',
    },
    grooveConsistency: {
      low: 0.9,
      high: 0.985,
      why: 'An arpeggio strikes every sixteenth of every bar.',
    },
  },
}
