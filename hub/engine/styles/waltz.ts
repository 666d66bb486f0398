import { commonTonics, type Style, threeFour, usualBands } from './style.ts'

/** One, two, three: bass on the one, chords on two and three, a long tune above. */
export const waltz: Style = {
  id: 'waltz',
  bpm: [96, 160],
  meter: threeFour,
  modes: [
    ['major', 6],
    ['minor', 4],
  ],
  tonics: commonTonics,
  swing: { least: 0, most: 0, of: 8 },
  moods: ['warm'],
  energy: 50,
  bars: 48,
  sounds: {
    drums: ['kit-acoustic'],
    bass: ['bass-finger'],
    chords: ['piano'],
    melody: ['flute', 'mallet'],
    pad: ['strings'],
  },
  louder: { chords: 6, drums: -18, pad: 12 },
  dynamics: { range: 50, swell: 10, arch: 12 },
  form: 'aaba',
  layers: {
    intro: ['bass', 'chords'],
    A: ['bass', 'chords', 'melody'],
    B: ['drums', 'bass', 'chords', 'melody', 'pad'],
    break: ['chords', 'pad'],
    outro: ['bass', 'chords', 'melody', 'pad'],
  },
  harmony: {
    colour: 'triad',
    chromatic: 40,
    functional: 10,
    loops: {
      major: [
        'I | I | V:7 | V:7',
        'I | vi | ii | V:7',
        'I | V/vi | vi | V/V',
        'IV | iv | I | V/ii',
        'I | iii | IV | V:7',
      ],
      minor: ['i | i | V:7 | V:7', 'i | iv | V:7 | i', 'i | VI | ii° | V:7', 'i | V/iv | iv | V:7'],
    },
  },
  drums: {
    grooves: [
      { kick: 'x...........', hat: '....x...x...', ride: '....g...g...' },
      {
        kick: 'X...........x.........g.',
        snare: '....g...g.......g...g...',
        hat: 'x...x...x...x...x...x.g.',
      },
    ],
    light: ['hat', 'kick'],
    fills: [{ from: 8, tab: { snare: '........x.x.x...' } }],
    crash: false,
    late: 0,
  },
  bass: {
    kind: 'tab',
    tabs: ['R---........5---........', 'R-------....5---....a---', 'R---........'],
  },
  comp: {
    tabs: ['....x---x---', '....x-..x-..', '0---u---u---', '....X---x-x-'],
    rootless: false,
  },
  melody: {
    range: [65, 82],
    cells: [
      'x-------x---',
      'x---x---x---',
      'x-----x-x---',
      'x---x-x-x-x-',
      '....x---x---',
      'x-x-x---x---',
    ],
    endings: [
      '1---0---....',
      '2---0---....',
      'd---0---....',
      '0---0---....',
      '1---a---0-..',
      '0-------....',
    ],
    plans: ['mrwomrtc', 'mwhomwic', 'mrshfrtc', 'mhshfrsc'],
    chromatic: 25,
    touch: 97,
  },
  bands: {
    ...usualBands,
    grooveConsistency: {
      low: 0.85,
      high: 0.98,
      why: 'A bar of three has few onsets, one more or less weighs more.',
    },
  },
}
