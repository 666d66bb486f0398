import { commonTonics, fourFour, type Style, usualBands } from './style.ts'

/** Half-time weight: one snare a bar, a bass that speaks, space around both. */
export const dubstep: Style = {
  id: 'dubstep',
  bpm: [138, 144],
  meter: fourFour,
  modes: [
    ['minor', 5],
    ['phrygian', 4],
    ['harmonic-minor', 2],
  ],
  tonics: commonTonics,
  swing: { least: 0, most: 15, of: 16 },
  moods: ['dark', 'tense'],
  energy: 74,
  bars: 56,
  sounds: {
    drums: ['kit-electro'],
    bass: ['bass-wobble'],
    chords: ['organ', 'pluck'],
    melody: ['lead-saw', 'lead-soft'],
    pad: ['pad-warm', 'strings'],
  },
  louder: { bass: 12, chords: 8, melody: -6 },
  form: 'build',
  layers: {
    intro: ['pad', 'melody'],
    A: ['drums', 'bass', 'pad'],
    B: ['drums', 'bass', 'chords', 'melody'],
    C: ['drums', 'pad', 'melody', 'chords'],
    break: ['pad', 'chords'],
    outro: ['drums', 'bass', 'pad'],
  },
  harmony: {
    colour: 'triad',
    chromatic: 0,
    functional: 0,
    natural: true,
    loops: {
      minor: [
        'i | i | VI | VII',
        'i | i | iv | v',
        'i | VI | i | VII',
        'i | III | VII | iv',
        'VI | VII | i | i',
        'i | v | VI | iv',
      ],
      phrygian: ['i | i | II | II', 'i | II | i | vii', 'i | vii | II | i', 'i | i | III | II'],
      'harmonic-minor': ['i | i | VI | V', 'i | iv | V | i', 'i | V | VI | V', 'i | VI | iv | V'],
    },
  },
  drums: {
    grooves: [
      {
        kick: 'X.....o.........X..x..........o.',
        snare: '........X...............X.......',
        hat: 'x...x...x...x...x...x...x..xx.3.',
        rim: '...o......o.......o....o........',
      },
      {
        kick: 'X..x............X.........x.....',
        clap: '........X...............X.......',
        snare: '........X...............X.....g.',
        hat: 'x.x.x.x.x.x.x.3.x.x.x.x.x.x.x.22',
      },
      {
        kick: 'X.........x.....X......x..x.....',
        snare: '........X...............X..g....',
        hat: 'x..x..x.x..x..x.x..x..x.x..x..xx',
        shaker: '....x.......x.......x.......x...',
      },
    ],
    light: ['hat', 'rim'],
    fills: [
      { from: 8, tab: { snare: '........x..x..xX' } },
      { from: 8, tab: {} },
      { from: 12, tab: { snare: '............xxXX' } },
    ],
    rise: { snare: 'x...x...x...x...x...x...x...x...x.x.x.x.x.x.x.x.xxxxxxxxxxxxxxxx' },
    crash: true,
    late: 0,
  },
  bass: {
    kind: 'tab',
    tabs: [
      'R-------........R-----R-R-..8---R-------........R-R-8-R-7-......',
      'R-----R-R-----..R---------R-R-R-R-----R-8-----..7---R-----......',
      'R--R--R-........R-----------8-R-',
      'R---....R-R-8---R---------R-----R---....R-R-7---8-R-R-....5-....',
      'R-----------R-8-R-----....R-R-R-',
      '..R-R---....R-R-R-----8-..R-----',
    ],
  },
  comp: {
    tabs: ['....x-......x-..', '......X-....x-..', '..X-......X-....'],
    rootless: false,
  },
  melody: {
    range: [62, 84],
    cells: [
      'x---x---x-------',
      'x-----x-x---....',
      '....x---x---x---',
      'x--x--x-........',
      'x-x-x-..x-------',
    ],
    endings: ['x---x-----------', 'x-------........'],
    plans: ['m.rc', 'm.mc', 'mr.c', 'mmsc'],
    chromatic: 10,
    touch: 85,
  },
  bands: usualBands,
}
