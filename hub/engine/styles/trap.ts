import { commonTonics, fourFour, type Style, usualBands } from './style.ts'

/** Half-time snare, rolling hats, a long low bass under a dark, small melody. */
export const trap: Style = {
  id: 'trap',
  bpm: [128, 150],
  meter: fourFour,
  modes: [
    ['minor', 6],
    ['harmonic-minor', 3],
    ['phrygian', 2],
  ],
  tonics: commonTonics,
  swing: { least: 0, most: 0, of: 16 },
  moods: ['dark'],
  energy: 66,
  bars: 48,
  sounds: {
    drums: ['kit-808'],
    bass: ['bass-808'],
    chords: ['ep', 'piano'],
    melody: ['mallet', 'flute'],
    pad: ['strings', 'pad-warm'],
  },
  dynamics: { range: 30, arch: 4 },
  form: 'build',
  peak: {
    drums: { tambourine: '........x.......' },
    doubled: ['chords'],
  },
  layers: {
    intro: ['chords', 'melody', 'drums'],
    A: ['drums', 'bass', 'chords', 'melody'],
    B: ['drums', 'bass', 'chords', 'melody', 'pad'],
    C: ['drums', 'chords', 'pad', 'melody'],
    break: ['chords', 'pad'],
    outro: ['chords', 'bass', 'melody'],
  },
  harmony: {
    colour: 'triad',
    chromatic: 0,
    functional: 0,
    natural: true,
    loops: {
      minor: ['i | i | VI | VII', 'i | VI | iv | v', 'i | iv | VI | v', 'VI | VII | i | i'],
      'harmonic-minor': ['i | VI | iv | V', 'i | i | VI | V', 'i | V | VI | V'],
      phrygian: ['i | II | i | II', 'i | i | II | vii'],
    },
  },
  drums: {
    grooves: [
      {
        kick: 'X.....o...x.....X..x......x...o.',
        clap: '........X...............X.......',
        hat: 'x.x.x.x.x.x.2.2.x.x.x.3.x.x.2222',
        open: '..............o.................',
      },
      {
        kick: 'X......x......x.X.....x...o.....',
        clap: '........X...............X.......',
        snare: '........x...............x.....g.',
        hat: 'x.x.x.xxx.x.x.3.x.x.x.x.x.2222x.',
      },
      {
        kick: 'X.........x..x..X......x..x.....',
        clap: '........X...............X.......',
        hat: 'x.xxx.x.x.x.3.3.x.x.x.xxx.x.2.2.',
        rim: '...o......o.......o......x......',
      },
      {
        kick: 'X..X......x.....X..X.......x.x..',
        snare: '........X...............X.....g.',
        hat: 'x.x.2.x.x.x.x.x.x.x.3.x.x.222222',
        open: '......................x.........',
      },
    ],
    light: ['hat'],
    fills: [
      { from: 12, tab: { hat: '............2222' } },
      { from: 8, tab: { snare: '........x.x.xxXX' } },
      { from: 8, tab: {} },
    ],
    rise: { hat: 'x.......x.......x.......x.......x...x...x...x...x.x.x.x.22222222' },
    crash: true,
    late: 0,
  },
  bass: {
    kind: 'tab',
    tabs: ['Rkkkkkkkkkkk.kkk', 'RkkkkkkkkkkkkkkkRkkkkkkkkkkk.k8k', 'Rkkkkkkkkkkk8kkk'],
  },
  comp: {
    tabs: ['0-2-1-2-3-2-1-2-', '0-----2-----1---', '0---2---1---3---', 'x-----x-----x---'],
    rootless: false,
  },
  melody: {
    range: [65, 81],
    cells: [
      'x-x-x---x-x-....',
      'x---x-x-x---....',
      '....x-x-x-x-x---',
      'x--x--x-x---....',
      'x-x-..x-x-..x---',
    ],
    endings: [
      '0---0-------....',
      'd-0-------......',
      '0-0-0-..........',
      '2---0-------....',
      '....1-0-----....',
      '0-----..........',
    ],
    plans: ['mh.omhwc', 'm.hom.wc', 'm.w.mr.c', 'mhmo.rhc'],
    chromatic: 8,
    touch: 85,
  },
  bands: {
    ...usualBands,
    scaleConsistency: {
      low: 0.93,
      high: 1,
      why: 'A dark loop stays in its mode: a leading note would lead out of it.',
    },
    grooveConsistency: {
      low: 0.85,
      high: 0.97,
      why: 'Rolls of the hats and kicks off the beat fall elsewhere in each bar.',
    },
  },
}
