import { commonTonics, fourFour, type Style } from './style.ts'

/** Slow chords that share their tones, single notes far apart, no drums. */
export const ambient: Style = {
  id: 'ambient',
  bpm: [58, 76],
  meter: fourFour,
  modes: [
    ['lydian', 4],
    ['major', 4],
    ['dorian', 2],
    ['minor', 2],
  ],
  tonics: commonTonics,
  swing: { least: 0, most: 0, of: 8 },
  moods: ['calm', 'dreamy'],
  energy: 30,
  bars: 56,
  sounds: {
    drums: ['kit-lofi'],
    bass: ['bass-sub'],
    chords: ['ep', 'piano'],
    melody: ['mallet', 'flute', 'lead-soft'],
    pad: ['pad-air', 'pad-warm'],
  },
  louder: { pad: 26, bass: -40, chords: 6, melody: -14 },
  dynamics: { range: 60, swell: 12, arch: 6, fade: 26 },
  form: 'drift',
  layers: {
    intro: ['pad', 'chords'],
    A: ['pad', 'bass', 'chords', 'melody'],
    B: ['pad', 'bass', 'melody', 'chords'],
    C: ['pad', 'chords'],
    break: ['pad', 'melody'],
    outro: ['pad', 'melody', 'bass'],
  },
  harmony: {
    colour: 'ninth',
    chromatic: 0,
    functional: 0,
    loops: {
      lydian: ['I | I | II | II', 'I | I | vi | II', 'vi | vi | I | II'],
      major: ['I | I | IV | IV', 'vi | vi | IV | I', 'I | I | iii | IV', 'IV | IV | I | I'],
      dorian: ['i | i | IV | IV', 'III | III | i | i', 'i | i | VII | IV'],
      minor: ['i | i | VI | VI', 'VI | VI | i | i', 'i | i | III | VI'],
    },
  },
  drums: {
    grooves: [
      { kick: 'x...............', hat: '....g.......g...', shaker: '..g...g...g...g.' },
      { kick: 'x...............x.........g.....', rim: '........g...............g..g....' },
    ],
    light: ['hat', 'shaker', 'rim'],
    fills: [],
    crash: false,
    late: 0,
  },
  bass: {
    kind: 'tab',
    tabs: ['R---------------', 'R---------------................', '....R-----------'],
  },
  comp: {
    tabs: [
      '0-----2---------..1-----------..',
      '....2-----1-----........3-------',
      '0-------3-----2-................',
      '..0-1-2-3-------....2-----------',
    ],
    rootless: false,
  },
  melody: {
    range: [65, 84],
    cells: [
      'x-------x-------',
      '....x-------x---',
      'x---x-----------',
      '..x-----x-------',
      'x-----x-x-------',
      'x-x-x-----------',
    ],
    endings: [
      '0-----------....',
      '2-----1-----....',
      'd---0-------....',
      '4-------0---....',
      '0-----1-----....',
      'b-----0-----....',
    ],
    plans: ['m..o.r.c', 'm.h..mo.', 'h..m..h.', '.m.o.r.c', 'm.s..h.c'],
    chromatic: 0,
    touch: 100,
  },
  bands: {
    pitchClassEntropy: {
      low: 2.4,
      high: 3.05,
      why: 'Few notes, held long, over chords that share them.',
    },
    scaleConsistency: {
      low: 0.93,
      high: 1,
      why: 'Whole pieces stay in one mode, as in the style itself.',
    },
    grooveConsistency: {
      low: 0.88,
      high: 0.99,
      why: 'So few onsets fall in a bar that bars hardly differ.',
    },
  },
}
