import { fourFour, type Style, usualBands } from './style.ts'

/** A theme in long notes, strings under it, drums that arrive late and mean it. */
export const cinematic: Style = {
  id: 'cinematic',
  bpm: [66, 96],
  meter: fourFour,
  modes: [
    ['minor', 6],
    ['dorian', 2],
    ['lydian', 2],
    ['major', 2],
  ],
  tonics: ['C', 'D', 'Eb', 'E', 'F', 'G', 'A', 'B'],
  swing: { least: 0, most: 0, of: 8 },
  moods: ['dark', 'uplifting'],
  energy: 62,
  bars: 40,
  sounds: {
    drums: ['kit-acoustic'],
    bass: ['bass-bow'],
    chords: ['spiccato', 'piano'],
    melody: ['brass', 'flute'],
    pad: ['strings'],
  },
  louder: { pad: 30, chords: 12, bass: -4 },
  dynamics: { range: 96, swell: 22, arch: 6 },
  form: 'build',
  peak: {
    drums: { low: 'X.....x.X...x.x.', crash: 'x...............................' },
    doubled: ['chords', 'pad', 'bass'],
  },
  layers: {
    intro: ['pad', 'chords'],
    A: ['pad', 'bass', 'chords', 'melody'],
    B: ['drums', 'pad', 'bass', 'chords', 'melody'],
    C: ['pad', 'melody'],
    break: ['pad', 'chords'],
    outro: ['pad', 'bass', 'chords', 'melody'],
  },
  harmony: {
    colour: 'triad',
    chromatic: 25,
    functional: 15,
    loops: {
      minor: [
        'i | VI | III | VII',
        'i | iv | VI | V',
        'i | III | VII | iv',
        'VI | iv | i | V',
        'i | v | VI | IV',
      ],
      dorian: ['i | IV | VII | i', 'i | III | IV | IV'],
      lydian: ['I | II | vi | I', 'I | II | I | iii'],
      major: ['I | iii | IV | iv', 'vi | IV | I | V', 'I | bVI | IV | V'],
    },
  },
  drums: {
    grooves: [
      {
        floor: 'X.....x.X.......X.....x.X...x.x.',
        kick: 'X.......X.......X.......X.......',
        low: '....g.......g.......g.......g...',
      },
      {
        kick: 'X.......x.......X.......x...x...',
        floor: 'X..x..x.X..x..x.X..x..x.X.x.x.x.',
        snare: '............g...............g.g.',
      },
    ],
    light: ['floor'],
    fills: [
      { from: 8, tab: { floor: '........X.x.XxXX', snare: '........g.g.xxxX' } },
      {
        from: 12,
        tab: { high: '............X...', mid: '.............x..', floor: '..............XX' },
      },
    ],
    crash: true,
    late: 0,
  },
  bass: { kind: 'tab', tabs: ['R---------------', 'R-------R-------', 'R-----R-R-------'] },
  comp: {
    tabs: [
      '0.2.1.2.0.2.1.2.',
      '0.0.1.0.2.0.1.0.',
      '0.00100.0.002010',
      '0.1.2.1.3.1.2.1.',
      'X.xxX.xxX.xxX.x.',
    ],
    rootless: false,
  },
  melody: {
    range: [67, 83],
    cells: [
      'x-------x-------',
      'x-----x-x-------',
      'x---x---x-------',
      'x-------x---x---',
      'x---x-------x-x-',
    ],
    endings: [
      '0-----------....',
      '1-------0---....',
      'd---0-------....',
      '2---0-------....',
      'b---a---0---....',
      '0---4-------....',
    ],
    plans: ['mrwomrsc', 'mwhomwic', 'mrshfwtc', 'mhshfrsc'],
    chromatic: 10,
    touch: 100,
  },
  bands: usualBands,
}
