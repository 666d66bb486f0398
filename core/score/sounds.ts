import type { Role } from './piece-spec.ts'

/** A voice of our synth as the rest of the house knows it. */
export type SoundCard = {
  readonly role: Role
  /** General MIDI program counted from 0; for drums the kit that GS synths choose on channel 10. */
  readonly program: number
  /** As people read it. */
  readonly label: string
}

/** Every sound of the synth, the default of each role first. Drums play General MIDI drum pitches. */
export const sounds = {
  'kit-acoustic': { role: 'drums', program: 0, label: 'Acoustic kit' },
  'kit-electro': { role: 'drums', program: 24, label: 'Electro kit' },
  'kit-lofi': { role: 'drums', program: 32, label: 'Lo-fi kit' },
  'kit-808': { role: 'drums', program: 25, label: '808 kit' },
  'kit-retro': { role: 'drums', program: 16, label: 'Retro kit' },
  'bass-finger': { role: 'bass', program: 33, label: 'Finger bass' },
  'bass-sub': { role: 'bass', program: 39, label: 'Sub bass' },
  'bass-saw': { role: 'bass', program: 38, label: 'Saw bass' },
  'bass-reese': { role: 'bass', program: 39, label: 'Reese bass' },
  'bass-wobble': { role: 'bass', program: 87, label: 'Wobble bass' },
  'bass-808': { role: 'bass', program: 39, label: '808 bass' },
  'bass-bow': { role: 'bass', program: 43, label: 'Bowed basses' },
  ep: { role: 'chords', program: 4, label: 'Electric piano' },
  piano: { role: 'chords', program: 0, label: 'Piano' },
  organ: { role: 'chords', program: 16, label: 'Organ' },
  pluck: { role: 'chords', program: 88, label: 'Pluck' },
  guitar: { role: 'chords', program: 24, label: 'Guitar' },
  clav: { role: 'chords', program: 7, label: 'Clavinet' },
  spiccato: { role: 'chords', program: 45, label: 'Short strings' },
  'lead-soft': { role: 'melody', program: 80, label: 'Soft lead' },
  'lead-saw': { role: 'melody', program: 81, label: 'Saw lead' },
  mallet: { role: 'melody', program: 11, label: 'Mallets' },
  flute: { role: 'melody', program: 73, label: 'Flute' },
  brass: { role: 'melody', program: 61, label: 'Brass' },
  'pad-warm': { role: 'pad', program: 89, label: 'Warm pad' },
  strings: { role: 'pad', program: 48, label: 'Strings' },
  'pad-air': { role: 'pad', program: 95, label: 'Air pad' },
} as const satisfies Record<string, SoundCard>

export type SoundName = keyof typeof sounds

export const soundNames = Object.keys(sounds) as readonly SoundName[]

export const isSound = (name: string): name is SoundName => Object.hasOwn(sounds, name)

/** The sound a role plays where nobody chose one: `soundFor('chords')` is 'ep'. */
export function soundFor(role: Role): SoundName {
  return soundNames.find((name) => sounds[name].role === role)!
}
