import { commonTonics, fourFour, type Style } from './style.ts'

/** A machine that breathes: straight kick, one riff, little harmony, slow change. */
export const techno: Style = {
  id: 'techno',
  bpm: [126, 138],
  meter: fourFour,
  modes: [
    ['minor', 5],
    ['phrygian', 4],
    ['dorian', 2],
  ],
  tonics: commonTonics,
  swing: { least: 0, most: 8, of: 16 },
  moods: ['dark', 'tense'],
  energy: 78,
  bars: 48,
  sounds: {
    drums: ['kit-electro'],
    bass: ['bass-sub', 'bass-saw'],
    chords: ['pluck', 'organ'],
    melody: ['lead-saw', 'mallet'],
    pad: ['pad-warm', 'strings'],
  },
  louder: { melody: -12 },
  dynamics: { range: 30 },
  form: 'build',
  ending: 'layers',
  peak: {
    drums: { ride: 'x.x.X.x.x.x.X.x.', tambourine: '..x...x...x...x.' },
    doubled: ['chords'],
  },
  layers: {
    intro: ['drums', 'bass'],
    A: ['drums', 'bass', 'chords'],
    B: ['drums', 'bass', 'chords', 'melody'],
    C: ['drums', 'pad', 'chords', 'melody'],
    break: ['pad', 'chords'],
    outro: ['drums', 'bass', 'chords'],
  },
  harmony: {
    colour: 'triad',
    chromatic: 0,
    functional: 0,
    loops: {
      minor: ['i | i | i | VII', 'i | i | VI | i', 'i | i | i | v'],
      phrygian: ['i | i | i | II', 'i | II | i | i', 'i | i | II | vii'],
      dorian: ['i | i | i | IV', 'i | i | IV | i'],
    },
  },
  drums: {
    grooves: [
      {
        kick: 'X...X...X...X...',
        clap: '....X.......X...',
        open: '..x...x...x...x.',
        hat: 'xgxgxgxgxgxgxgxg',
        rim: '...o..o...o..o..',
      },
      {
        kick: 'X...X...X...X..oX...X...X...X...',
        open: '..X...X...X...X.',
        ride: 'x.x.x.x.x.x.x.x.',
        clap: '....X.......X.......X.......X..o',
        tumba: '...x..x....x..o.',
      },
      {
        kick: 'X...X...X...X...',
        hat: '..x...x...x...x.',
        shaker: 'xxxxxxxxxxxxxxxx',
        cowbell: '...x.....x......',
        clap: '....x.......x...',
      },
    ],
    light: ['kick', 'hat', 'open'],
    fills: [
      { from: 8, tab: { hat: '........xxxxxxxx' } },
      { from: 0, tab: { open: '..x...x...x...x.', snare: '........g.g.xxxX' } },
      { from: 12, tab: { clap: '............x..x' } },
    ],
    rise: { clap: 'x...x...x...x...x...x...x...x...x.x.x.x.x.x.x.x.xxxxxxxxxxxxxxxx' },
    crash: true,
    late: 0,
  },
  bass: {
    kind: 'tab',
    tabs: ['.RRR.RRR.RRR.RRR', '..R..R.R..R..R7.', '.R.R..R..R.R..7.', '..RR..R...RR..R8'],
  },
  comp: {
    tabs: ['..x...x....x....', '...X..X...X..X..', 'X..X..X..X..X...', '0.2.1.2.0.2.3.2.'],
    rootless: false,
  },
  melody: {
    range: [65, 79],
    cells: [
      'x..x..x.x..x..x.',
      'xx.x..x...x.x...',
      'x.x..x.x..x.....',
      '..x..x..x..xx...',
      'x...x.x.x...x.xx',
    ],
    endings: [],
    plans: ['mhm.', 'm.mw', 'mhmh', 'm.m.'],
    chromatic: 0,
    touch: 60,
  },
  bands: {
    pitchClassEntropy: {
      low: 2,
      high: 3.05,
      why: 'A riff over one or two chords uses few pitch classes: that is the style, not a fault.',
    },
    scaleConsistency: {
      low: 0.93,
      high: 1,
      why: 'Modal loops without dominants have nothing outside their scale.',
    },
    grooveConsistency: {
      low: 0.9,
      high: 0.99,
      why: 'Bars repeat by intention; change comes from layers, not from rhythm.',
    },
  },
}
