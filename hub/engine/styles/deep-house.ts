import { commonTonics, fourFour, type Style, usualBands } from './style.ts'

/** House turned down: ninth chords, a round bass that pushes, much air. */
export const deepHouse: Style = {
  id: 'deep-house',
  bpm: [116, 124],
  meter: fourFour,
  modes: [
    ['minor', 5],
    ['dorian', 5],
  ],
  tonics: commonTonics,
  swing: { least: 15, most: 30, of: 16 },
  moods: ['warm'],
  energy: 58,
  bars: 48,
  sounds: {
    drums: ['kit-electro'],
    bass: ['bass-sub', 'bass-finger'],
    chords: ['ep', 'organ'],
    melody: ['lead-soft', 'flute'],
    pad: ['pad-warm'],
  },
  form: 'build',
  layers: {
    intro: ['drums', 'pad'],
    A: ['drums', 'bass', 'chords'],
    B: ['drums', 'bass', 'chords', 'melody', 'pad'],
    C: ['chords', 'pad', 'melody'],
    break: ['chords', 'pad'],
    outro: ['drums', 'bass', 'chords', 'pad'],
  },
  harmony: {
    colour: 'ninth',
    chromatic: 60,
    functional: 10,
    tritones: true,
    loops: {
      minor: ['i | i | iv | v', 'i | VI | iv | V', 'iv | v | i | i', 'VI | v | iv | i'],
      dorian: ['i | i | IV | IV', 'i | ii | i | IV', 'i | IV | VII | III'],
    },
  },
  drums: {
    grooves: [
      {
        kick: 'X...X...X...X...',
        clap: '....x.......x...',
        open: '..x...x...x...x.',
        shaker: 'gxggxggxggxggxgg',
        rim: '......o..o......',
      },
      {
        kick: 'X...X...X...X...',
        rim: '....x..x....x......x....x..o..x.',
        hat: '..x...x...x...x.',
        tumba: '...x......x...o.',
      },
    ],
    light: ['kick', 'hat', 'shaker'],
    fills: [
      { from: 8, tab: { open: '..........x...x.' } },
      { from: 12, tab: { rim: '............x.xx' } },
    ],
    crash: false,
    late: 4,
  },
  bass: {
    kind: 'tab',
    tabs: ['R--R--..R-..8-a.', 'R-..R--5..R-..a.', '...R--R-...R--8-', 'R--..R--..8-R-..'],
  },
  comp: {
    tabs: ['...X---...x-....', 'X-....x---......', '..x---..X-......', 'X--x--....x-----'],
    rootless: true,
  },
  melody: {
    range: [62, 82],
    cells: [
      '..x---x-..x-....',
      'x-----x-x-......',
      '....x-x---x-....',
      'x--x----..x-----',
      'x-..x---....x-x-',
    ],
    endings: ['x---x-------....', 'x--x--------....', 'x-------........'],
    plans: ['m.mc', 'm.rc', 'mr.c', 'mmsc'],
    chromatic: 20,
    touch: 88,
  },
  bands: usualBands,
}
