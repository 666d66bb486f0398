import type { Role } from '#core/score/piece-spec.ts'
import type { SoundName } from '#core/score/sounds.ts'

/* Who plays, and who does not: tables only, as in lexicon-en.ts. */

const list = (text: string): readonly string[] => text.split(/\s*,\s*/)

type Instrument = { readonly role: Role; readonly sound?: SoundName }
const play = (role: Role, words: string, sound?: SoundName): readonly [string, Instrument][] =>
  list(words).map((word) => [word, sound ? { role, sound } : { role }])

/** Instruments by their names: the part they play, and our sound for it where the name says one. */
export const instruments: ReadonlyMap<string, Instrument> = new Map([
  ...play(
    'drums',
    `drums, drum, drum kit, drumkit, percussion, drum machine, bass drum, kick, kicks, kick drum, congas, bongos, drumming, drumbeat, drum beat, drum beats, drum groove, cajon, tabla,
    timpani, djembe, bodhran`,
  ),
  ...play('drums', 'electronic drums, electro kit', 'kit-electro'),
  ...play('drums', 'acoustic drums', 'kit-acoustic'),
  ...play('drums', '808 drums, 808 kit', 'kit-808'),
  ...play('drums', 'gated drums, simmons drums, retro kit', 'kit-retro'),
  ...play(
    'bass',
    'bass, basses, bassline, basslines, bass line, bass lines, bass guitar, baseline, contrabass, tuba, bass part',
  ),
  ...play('bass', 'double bass, upright bass, finger bass, electric bass', 'bass-finger'),
  ...play('bass', 'sub bass, sub', 'bass-sub'),
  ...play('bass', 'saw bass, synth bass', 'bass-saw'),
  ...play('bass', 'reese, reese bass', 'bass-reese'),
  ...play('bass', 'bowed bass, bowed basses, arco bass', 'bass-bow'),
  ...play('bass', '808, 808 s, 808 bass', 'bass-808'),
  ...play('bass', 'wobble, wobbles, wobble bass', 'bass-wobble'),
  ...play(
    'chords',
    'chords, chord, keys, keyboard, keyboards, harmony, harmonies, stabs, comping, chord progression, progression, backing chords, arpeggio, arpeggios, arp, arps',
  ),
  ...play('chords', 'piano, grand piano, pianos', 'piano'),
  ...play('chords', 'electric piano, rhodes, wurlitzer, wurli, e piano, fender rhodes', 'ep'),
  ...play(
    'chords',
    'organ, organs, hammond, hammond organ, church organ, pipe organ, accordion',
    'organ',
  ),
  ...play('chords', 'pluck, plucks, sitar', 'pluck'),
  ...play(
    'chords',
    'guitar, guitars, acoustic guitar, nylon guitar, classical guitar, spanish guitar, electric guitar, rhythm guitar, strumming, harp, ukulele, banjo, mandolin, lute',
    'guitar',
  ),
  ...play('chords', 'clav, clavinet, clavichord, harpsichord', 'clav'),
  ...play('chords', 'short strings, staccato strings, spiccato, pizzicato', 'spiccato'),
  ...play(
    'melody',
    'melody, melodies, lead, leads, lead line, tune line, topline, top line, lead guitar, lead melody, recorder, harmonica',
  ),
  ...play('melody', 'soft lead', 'lead-soft'),
  ...play('melody', 'synth lead, lead synth, synth, synths, saw lead', 'lead-saw'),
  ...play(
    'melody',
    'vibraphone, vibes, marimba, xylophone, glockenspiel, mallets, bells, kalimba, music box, steel drum, steel drums',
    'mallet',
  ),
  ...play(
    'melody',
    'flute, flutes, whistle, tin whistle, pan flute, piccolo, clarinet, oboe, bassoon',
    'flute',
  ),
  ...play(
    'melody',
    'saxophone, sax, tenor sax, alto sax, trumpet, trumpets, trombone, brass, horn, horns, french horn, brass section',
    'brass',
  ),
  ...play(
    'pad',
    'pad, pads, synth pad, synth pads, soft pad, soft pads, atmosphere, atmospheres, drone pad',
  ),
  ...play('pad', 'warm pad, warm pads, choir, choirs', 'pad-warm'),
  ...play('pad', 'air pad, airy pad', 'pad-air'),
  ...play(
    'pad',
    'strings, string section, string quartet, string pad, violins, violin, fiddle, viola, violas, cello, cellos',
    'strings',
  ),
])

/** Behind an instrument: not the sound of it is meant, but who plays or learns it. */
export const playing: ReadonlySet<string> = new Set(
  list(
    `player, players, teacher, lesson, lessons, class, classes, student, students, pupil, pupils, practice, exam, case, tutor, cover,
    workshop, maker, builder, shop, store, school, recital, audition, homework, clinic`,
  ),
)

/** Says by itself who does not play. */
export const absences: ReadonlyMap<string, Role> = new Map(
  list('no beat, no beats, without a beat, without beats, beatless, drumless').map((said) => [
    said,
    'drums',
  ]),
)
