import { commonTonics, fourFour, type Style, usualBands } from './style.ts'

/** Hard kick and snare, ghost notes between them, a chopped loop on top. */
export const boomBap: Style = {
  id: 'boom-bap',
  bpm: [84, 98],
  meter: fourFour,
  modes: [
    ['minor', 6],
    ['dorian', 3],
  ],
  tonics: commonTonics,
  swing: { least: 30, most: 50, of: 16 },
  moods: ['dark'],
  energy: 66,
  bars: 40,
  sounds: {
    drums: ['kit-lofi', 'kit-acoustic'],
    bass: ['bass-finger'],
    chords: ['piano', 'ep'],
    melody: ['mallet', 'flute'],
    pad: ['strings'],
  },
  dynamics: { range: 12, arch: 5 },
  form: 'song',
  layers: {
    intro: ['chords'],
    A: ['drums', 'bass', 'chords', 'melody'],
    break: ['bass', 'chords'],
    outro: ['drums', 'bass', 'chords'],
  },
  harmony: {
    colour: 'seventh',
    chromatic: 20,
    functional: 10,
    natural: true,
    tritones: true,
    loops: {
      minor: ['i | i | VI | v', 'i | iv | i | v', 'i | VII | VI | v', 'iv | i | iv | v'],
      dorian: ['i | IV | i | ii', 'i | i | IV | i', 'i | VII | IV | i'],
    },
  },
  drums: {
    grooves: [
      {
        kick: 'X..x...o..X.....X..x..x...Xo....',
        snare: '....X..g.g..X..g....X..g.g..X...',
        hat: 'x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.',
        open: '..............o...............x.',
      },
      {
        kick: 'X.x.......X..x..X.x....x..X.....',
        snare: '....X....g..X.......X..g....X..g',
        hat: 'x.x.x.xxx.x.x.x.x.x.x.x.x.xxx.x.',
      },
      {
        kick: 'X......x.xX.....X......x..X..x..',
        snare: '....X..g....X.......X.g.....X..g',
        hat: 'x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.',
      },
      {
        kick: 'X.........xX....X..X......x.....',
        snare: '....X.......X..g....X..g....X.gg',
        hat: 'x...x.x.x...x.x.x...x.x.x...xxx.',
        ride: '..........................o.....',
      },
      {
        kick: 'X..X...x..X.....X......xX.......',
        snare: '....X.......X.......X.g.....X...',
        hat: 'X.x.X.x.X.x.X.x.X.x.X.x.X.x.Xxx.',
      },
    ],
    light: ['hat'],
    fills: [
      { from: 12, tab: { snare: '............x.Xx', kick: '............X...' } },
      { from: 8, tab: { kick: '........X..x....', snare: '..........x..xxX' } },
      { from: 8, tab: { kick: '........X.......' } },
    ],
    crash: false,
    late: 6,
  },
  bass: {
    kind: 'tab',
    tabs: ['R-kk..kk..kk..a.', 'R-kk...k..kk8-..', 'R--k..kk5-kk-...R--k..kk..kk..7.'],
  },
  comp: {
    tabs: ['X---....x-......', 'X-..x-....X-..x-', '0-.2..1-..u-....', 'X---......x---..'],
    rootless: false,
  },
  melody: {
    range: [64, 79],
    cells: [
      'x-x--x-.x-......',
      '..x-x-.xx-......',
      'x--x--x-..x-....',
      'xx-xx-..x---....',
      'x-..x-..xx-x-...',
    ],
    endings: [
      '0--0............',
      '2--0--..........',
      '0-c-0...........',
      '....0-..........',
      'b-b-0---........',
      'd--0............',
    ],
    plans: ['m.hom.wc', 'm.m.wr..', 'mh.hmwh.', 'mr..mr.c'],
    chromatic: 15,
    touch: 80,
  },
  bands: usualBands,
}
