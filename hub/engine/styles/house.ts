import { commonTonics, fourFour, type Style, usualBands } from './style.ts'

/** Four on the floor, open hats between, piano stabs off the beat. */
export const house: Style = {
  id: 'house',
  bpm: [120, 128],
  meter: fourFour,
  modes: [
    ['minor', 5],
    ['dorian', 3],
    ['major', 3],
  ],
  tonics: commonTonics,
  swing: { least: 8, most: 20, of: 16 },
  moods: ['bright'],
  energy: 72,
  bars: 48,
  sounds: {
    drums: ['kit-electro'],
    bass: ['bass-saw', 'bass-finger'],
    chords: ['piano', 'organ'],
    melody: ['lead-soft', 'mallet'],
    pad: ['strings', 'pad-warm'],
  },
  dynamics: { range: 36 },
  form: 'build',
  ending: 'layers',
  peak: {
    drums: { tambourine: 'xgxgXgxgxgxgXgxg', ride: '..x...x...x...x.' },
    doubled: ['chords'],
  },
  layers: {
    intro: ['drums', 'chords'],
    A: ['drums', 'bass', 'chords'],
    B: ['drums', 'bass', 'chords', 'melody', 'pad'],
    C: ['drums', 'chords', 'melody', 'pad'],
    break: ['chords', 'pad'],
    outro: ['drums', 'bass', 'chords'],
  },
  harmony: {
    colour: 'seventh',
    chromatic: 10,
    functional: 0,
    loops: {
      minor: ['i | VI | III | VII', 'i | iv | VI | VII', 'VI | VII | i | i', 'i | VII | VI | V'],
      dorian: ['i | IV | i | IV', 'i | III | IV | i', 'i | v | IV | IV'],
      major: ['IV | V | vi | I', 'I | vi | IV | V', 'vi | IV | I | V', 'ii | iii | IV | V'],
    },
  },
  drums: {
    grooves: [
      {
        kick: 'X...X...X...X...',
        clap: '....X.......X...',
        open: '..x...x...x...x.',
        hat: 'x..xx..xx..xx..x',
      },
      {
        kick: 'X...X...X...X...',
        clap: '....X.......X.......X.......X..o',
        open: '..x...x...x...x.',
        shaker: 'xgxgxgxgxgxgxgxg',
        rim: '...o..o....o....',
      },
      {
        kick: 'X...X...X...X...',
        snare: '....X..g....X.g.',
        open: '..X...X...X...X.',
        hat: 'x.xxx.xxx.xxx.xx',
        conga: '...x...o..x..x..',
      },
      {
        kick: 'X...X...X...X..oX...X...X...X...',
        clap: '....X.......X.......X.......X...',
        open: '..x...x...x...x.',
        tambourine: 'x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.',
      },
      {
        kick: 'X...X...X...X...X...X...X...X.x.',
        clap: '....X.......X...',
        hat: 'xx.xxx.xxx.xxx.x',
        open: '..X...X...X...X.',
        cowbell: '...o..o.....o...',
      },
    ],
    light: ['kick', 'hat', 'shaker'],
    fills: [
      { from: 12, tab: { clap: '............x.xx' } },
      { from: 0, tab: { kick: 'X...X...X.......', snare: '........x.x.xxXX' } },
      { from: 8, tab: { hat: '........x.x.x.x.' } },
    ],
    rise: {
      clap: 'x...x...x...x...x...x...x...x...x...x...x...x...x...x...x...x...',
      snare: '................................x.x.x.x.x.x.x.x.xxxxxxxxxxxx....',
    },
    crash: true,
    late: 0,
  },
  bass: {
    kind: 'tab',
    tabs: ['..R-..R-..R-..5-', 'R-.R-.8-..R-.7..', 'R..R..5-.R..8-7.', '..RR..R.8.R-..7.'],
  },
  comp: {
    tabs: ['X--x--x-..X--x..', 'X-.x-.X-..x-.x..', 'X..x..X-.x..X-..', '..x-.X-...x-.X-.'],
    rootless: true,
  },
  melody: {
    range: [65, 81],
    cells: [
      'x--x--x-....x-..',
      'x-..x-x-....x-x-',
      '..x-..x-x-..x---',
      'x--x--x---x-....',
      'x-x-x-..x--x----',
    ],
    endings: [
      '0--0--0-........',
      '0--d--0-........',
      '2--0--..........',
      '0-..0-..........',
      '....0--0........',
      'b--0--..........',
    ],
    plans: ['mhmomhwc', 'mhphmhwc', 'mwmhmwhc', 'mhmhpwfc'],
    chromatic: 15,
    touch: 82,
  },
  bands: {
    ...usualBands,
    scaleConsistency: {
      low: 0.93,
      high: 1,
      why: 'Four chords of one mode go round and round; what leaves the key would stop the dance.',
    },
  },
}
