import { fourFour, type Style, usualBands } from './style.ts'

/** A picked guitar, plain chords, a tune one can sing after hearing it once. */
export const folk: Style = {
  id: 'folk',
  bpm: [88, 120],
  meter: fourFour,
  modes: [
    ['major', 6],
    ['mixolydian', 2],
    ['dorian', 2],
    ['minor', 2],
  ],
  tonics: ['C', 'D', 'E', 'F', 'G', 'A'],
  swing: { least: 0, most: 15, of: 8 },
  moods: ['warm', 'bright'],
  energy: 50,
  bars: 40,
  sounds: {
    drums: ['kit-acoustic'],
    bass: ['bass-finger'],
    chords: ['guitar'],
    melody: ['flute'],
    pad: ['strings'],
  },
  louder: { chords: 18, drums: -18, bass: -8, pad: 10 },
  dynamics: { range: 50, swell: 8, arch: 10 },
  form: 'song',
  layers: {
    intro: ['chords'],
    A: ['bass', 'chords', 'melody'],
    B: ['drums', 'bass', 'chords', 'melody', 'pad'],
    C: ['bass', 'chords', 'melody', 'pad'],
    break: ['chords', 'melody'],
    outro: ['bass', 'chords', 'melody'],
  },
  harmony: {
    colour: 'triad',
    chromatic: 10,
    functional: 10,
    loops: {
      major: [
        'I | IV | I | V',
        'I | V | vi | IV',
        'I | vi | IV | V',
        'IV | I | V | vi',
        'I | iii | IV | I',
      ],
      mixolydian: ['I | VII | IV | I', 'I | v | VII | IV', 'I | IV | VII | I'],
      dorian: ['i | VII | IV | i', 'i | III | VII | IV', 'i | IV | i | VII'],
      minor: ['i | VII | VI | VII', 'i | III | VII | iv', 'i | iv | V | i'],
    },
  },
  drums: {
    grooves: [
      { kick: 'X.......X.......', tambourine: '....x.......x...', shaker: 'xgxgxgxgxgxgxgxg' },
      { kick: 'X.......X.x.....', snare: '....x..g....x...', hat: 'x.x.x.x.x.x.x.x.' },
    ],
    light: ['shaker', 'tambourine'],
    fills: [
      { from: 12, tab: { snare: '............x.xx' } },
      { from: 12, tab: { tambourine: '............xxxx' } },
    ],
    crash: false,
    late: 0,
  },
  bass: {
    kind: 'tab',
    tabs: ['R-------5-------', 'R-----..5---R-a-', 'R---....5---....', 'R-------5-----a-'],
  },
  comp: {
    tabs: ['r-2-1-3-r-2-1-3-', 'r-2-3-2-r-1-3-2-', 'r---u---r---u-u-', 'r---x-xx..x-x-x-'],
    rootless: false,
  },
  melody: {
    range: [64, 83],
    cells: [
      'x---x-x-x---x---',
      'x-x-x---x-x-x---',
      'x-----x-x---x---',
      'x---x---x-x-x-x-',
      'x-x-x-x-x-------',
      '....x-x-x---x-x-',
    ],
    endings: [
      '2---0-------....',
      '1-0-0-------....',
      '0---0-------....',
      'b-a-0-------....',
      '2-1-0-------....',
      '....2-1-0---....',
    ],
    plans: ['mrhomrwc', 'mwhomwic', 'mrshfftc', 'mhshfrtc'],
    chromatic: 5,
    touch: 95,
  },
  bands: {
    ...usualBands,
    scaleConsistency: {
      low: 0.93,
      high: 1,
      why: 'Tunes of the people stay in their mode.',
    },
    grooveConsistency: {
      low: 0.9,
      high: 0.985,
      why: 'A picked guitar strikes every eighth of every bar.',
    },
  },
}
