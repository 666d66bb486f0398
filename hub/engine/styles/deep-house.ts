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
  louder: { pad: 12 },
  dynamics: { range: 36 },
  form: 'build',
  ending: 'layers',
  peak: { drums: { tambourine: '....x.......x...', conga: '..x..x.g..x..xg.' }, doubled: ['pad'] },
  layers: {
    intro: ['drums', 'pad'],
    A: ['drums', 'bass', 'chords'],
    B: ['drums', 'bass', 'chords', 'melody', 'pad'],
    C: ['drums', 'chords', 'pad', 'melody'],
    break: ['chords', 'pad'],
    outro: ['drums', 'bass', 'chords', 'pad'],
  },
  harmony: {
    colour: 'ninth',
    chromatic: 0,
    functional: 0,
    natural: true,
    tritones: true,
    loops: {
      minor: ['i | i | iv | v', 'i | VI | iv | v', 'iv | v | i | i', 'VI | v | iv | i'],
      dorian: ['i | i | IV | IV', 'i | ii | i | IV', 'i | IV | VII | III'],
    },
  },
  drums: {
    grooves: [
      {
        kick: 'X...X...X...X...',
        clap: '....X.......X...',
        open: '..x...x...x...x.',
        shaker: 'x.gxx.gxx.gxx.gx',
        rim: '......o..o......',
      },
      {
        kick: 'X...X...X...X...',
        clap: '....x.......x.......x.......x...',
        rim: '.......x..x............x..o..x..',
        open: '..x...x...x...x.',
        hat: 'x..gx..gx..gx..g',
        tumba: '...x......x...o.',
      },
      {
        kick: 'X...X...X...X..gX...X...X...X...',
        clap: '....X.......X.......X.......X..g',
        hat: 'xgxgxgxgxgxgxgxg',
        open: '..x...x...x...x.',
        conga: '......x..x............x..x..o...',
      },
      {
        kick: 'X...X...X...X...',
        rim: '....X..x....X.......X..x....X.x.',
        open: '..x...x...x...x.',
        shaker: 'g.xgg.xgg.xgg.xg',
      },
    ],
    light: ['kick', 'hat', 'shaker'],
    fills: [
      { from: 8, tab: { open: '..........x...x.' } },
      { from: 12, tab: { rim: '............x.xx' } },
    ],
    rise: {
      hat: '..x...x...x...x...x...x...x...x.x.x.x.x.x.x.x.x.xxxxxxxxxxxxxxxx',
      shaker: 'g.g.g.g.g.g.g.g.xgxgxgxgxgxgxgxgxgxgxgxgxgxgxgxgxxxxxxxxxxxxxxxx',
    },
    crash: false,
    late: 4,
  },
  bass: {
    kind: 'tab',
    tabs: ['R--R--..R-..8-7.', 'R-..R--5..R-..7.', '...R--R-...R--5-', 'R--..R--..8-7-..'],
  },
  comp: {
    tabs: ['...X---...x-....', '......x---....x-', '..x---..X-......', 'X--x--....x-----'],
    rootless: true,
  },
  melody: {
    range: [65, 81],
    cells: [
      '..x---x-..x-....',
      'x-----x-x-......',
      '....x-x---x-....',
      'x--x----..x-----',
      'x-..x---....x-x-',
    ],
    endings: [
      '0--0--------....',
      '..1---------....',
      '2--0----........',
      '..0---d---......',
      'a-..0-..........',
      'b--0----........',
    ],
    plans: ['m.mom.wc', 'mhm.mhwc', 'mh.omhwc', 'm.hom.m.'],
    chromatic: 20,
    touch: 88,
  },
  bands: {
    ...usualBands,
    scaleConsistency: {
      low: 0.93,
      high: 1,
      why: 'Two or three ninth chords of one mode, over and over: that is the depth of it.',
    },
  },
}
