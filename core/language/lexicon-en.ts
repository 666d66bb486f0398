import type { Role } from '#core/score/piece-spec.ts'
import type { SoundName } from '#core/score/sounds.ts'
import type { StyleId } from './styles.ts'

export * from './comparatives-en.ts'
export * from './numbers-en.ts'
export * from './reference-en.ts'
export { commands } from './sentences-en.ts'

/*
 * What English words mean to us: tables only. Entries are lower case, a dash is a space, and where
 * two entries fit the longer one is meant.
 */

const list = (text: string): readonly string[] => text.split(/\s*,\s*/)

/** Style words that mean other things too: a style only where no article of its own says otherwise. */
export const everydayStyles: ReadonlySet<string> = new Set(
  list(
    'house, rock, metal, trap, folk, pop, swing, soul, dub, drone, country, rap, drill, electro, latin, jungle',
  ),
)

/** Adjectives that lend a style where nobody named one. */
export const styleAdjectives: ReadonlyMap<string, StyleId> = new Map(
  Object.entries({
    jazzy: 'jazz-swing',
    swinging: 'jazz-swing',
    bluesy: 'jazz-swing',
    funky: 'funk',
    soulful: 'funk',
    folky: 'folk',
    orchestral: 'cinematic',
  } as const),
)

/** The moods we know, each with the other words for it. */
export const moodWords: Readonly<Record<string, readonly string[]>> = {
  calm: list(
    'calm, calming, peaceful, serene, tranquil, soothing, relaxing, relaxed, gentle, soft, quiet, hushed, meditative',
  ),
  chill: list('chill, chilled, mellow, laid back, easy going, lazy'),
  sleepy: list('sleepy, drowsy'),
  happy: list('happy, cheerful, cheery, jolly, joyful, joyous, merry'),
  sad: list('sad, sorrowful, mournful, tearful, heartbroken'),
  melancholic: list('melancholic, melancholy, wistful, pensive, bittersweet'),
  dark: list('dark, gloomy, sinister, brooding, ominous, moody, bleak, grim'),
  bright: list('bright, sunny, shiny'),
  dreamy: list('dreamy, dreamlike, ethereal, floaty, floating, hazy'),
  rainy: list('rainy, rain, drizzly'),
  energetic: list(
    'energetic, lively, upbeat, peppy, driving, high energy, full of energy, pumping',
  ),
  intense: list('intense, powerful, hard, heavy'),
  wild: list('wild, crazy, frantic, hectic, chaotic'),
  angry: list('angry, aggressive, furious'),
  tense: list('tense, suspenseful, nervous, anxious, dramatic'),
  uplifting: list('uplifting, hopeful, inspiring, optimistic'),
  epic: list('epic, heroic, majestic, triumphant, grand, soaring'),
  warm: list('warm, cozy, cosy'),
  romantic: list('romantic, tender, loving, intimate'),
  mysterious: list('mysterious, eerie, spooky, haunting, scary, creepy, ghostly, magical'),
  nostalgic: list('nostalgic, vintage, dusty, retro'),
  playful: list('playful, bouncy, quirky, funny, cheeky, silly'),
  slow: list('slow, slowly, slowish, down tempo'),
  fast: list('fast, quick, rapid, uptempo, up tempo, speedy'),
}

/** How much happens, 0 to 1, in music of these words. */
export const energyWords: Readonly<Record<string, number>> = {
  'low energy': 0.2,
  sleepy: 0.1,
  peaceful: 0.15,
  serene: 0.15,
  quiet: 0.2,
  calm: 0.2,
  calming: 0.2,
  soothing: 0.2,
  tranquil: 0.2,
  gentle: 0.25,
  soft: 0.25,
  relaxing: 0.25,
  relaxed: 0.3,
  chill: 0.3,
  chilled: 0.3,
  mellow: 0.3,
  lazy: 0.3,
  'laid back': 0.35,
  'medium energy': 0.5,
  lively: 0.7,
  upbeat: 0.7,
  bouncy: 0.7,
  driving: 0.75,
  energetic: 0.8,
  powerful: 0.8,
  hard: 0.8,
  heavy: 0.8,
  epic: 0.8,
  'high energy': 0.85,
  'full of energy': 0.85,
  intense: 0.85,
  pumping: 0.85,
  aggressive: 0.9,
  furious: 0.9,
  frantic: 0.95,
  wild: 0.95,
  crazy: 0.95,
}

type Instrument = { readonly role: Role; readonly sound?: SoundName }
const play = (role: Role, words: string, sound?: SoundName): readonly [string, Instrument][] =>
  list(words).map((word) => [word, sound ? { role, sound } : { role }])

/** Instruments by their names: the part they play, and our sound for it where the name says one. */
export const instruments: ReadonlyMap<string, Instrument> = new Map([
  ...play(
    'drums',
    'drums, drum, drum kit, drumkit, percussion, drum machine, bass drum, kick, kicks, congas, bongos',
  ),
  ...play('drums', 'electronic drums, electro kit', 'kit-electro'),
  ...play('drums', 'acoustic drums', 'kit-acoustic'),
  ...play('bass', 'bass, basses, bassline, basslines, bass line, bass guitar'),
  ...play('bass', 'double bass, upright bass, finger bass, electric bass', 'bass-finger'),
  ...play('bass', 'sub bass, sub, 808, 808 s', 'bass-sub'),
  ...play('bass', 'saw bass, synth bass', 'bass-saw'),
  ...play('chords', 'chords, chord, keys, keyboard, keyboards, harmony, harmonies'),
  ...play('chords', 'piano, grand piano, pianos', 'piano'),
  ...play('chords', 'electric piano, rhodes, wurlitzer, e piano', 'ep'),
  ...play('chords', 'organ, hammond, accordion', 'organ'),
  ...play(
    'chords',
    'pluck, plucks, guitar, guitars, acoustic guitar, harp, ukulele, banjo, mandolin',
    'pluck',
  ),
  ...play('melody', 'melody, melodies, lead, leads, tune line, topline'),
  ...play('melody', 'soft lead', 'lead-soft'),
  ...play('melody', 'synth lead, lead synth, synth, synths, saw lead', 'lead-saw'),
  ...play(
    'melody',
    'vibraphone, vibes, marimba, xylophone, glockenspiel, mallets, bells',
    'mallet',
  ),
  ...play('melody', 'flute, flutes, whistle, clarinet, oboe', 'flute'),
  ...play('melody', 'saxophone, sax, trumpet, trombone, brass, horns'),
  ...play('pad', 'pad, pads'),
  ...play('pad', 'warm pad, warm pads, choir', 'pad-warm'),
  ...play('pad', 'strings, string section, violins, violin, fiddle, viola, cello', 'strings'),
])

/** Says by itself who does not play. */
export const absences: ReadonlyMap<string, Role> = new Map(
  list('no beat, no beats, without a beat, without beats, beatless, drumless').map((said) => [
    said,
    'drums',
  ]),
)

/** What people call what we make. */
export const musicNouns: ReadonlySet<string> = new Set(
  list(
    `music, beat, beats, track, tracks, tune, tunes, song, songs, piece, loop, loops, groove, grooves,
    jam, riff, composition, jingle, lullaby, ballad, theme, anthem, instrumental, improvisation, solo,
    interlude, vibe, vibes, banger, rhythm`,
  ),
)

/** Objects of 'make', 'give' and 'write' that are somebody else's business. */
export const foreignWords: ReadonlySet<string> = new Set(
  list(
    `reservation, appointment, playlist, reminder, list, call, letter, email, mail, message, note, event,
    alarm, timer, cake, coffee, tea, sandwich, dinner, table, picture, photo, story, poem, joke, video,
    movie, film, game, podcast, news, radio, weather, light, lights, lamp, temperature, heating, ticket,
    tickets, concert, volume, calendar, meeting, recipe, report, book, summary, delay, delays, prices,
    chess, cards, lesson, lessons, teacher, festival, museum, club, shop, store, price, sure, louder,
    quieter, softer, tomorrow, yesterday, basket, cart, bag, pocket`,
  ),
)

/** What asks for music: after one of these, anything musical is a wish. */
export const makingWords: ReadonlyMap<string, true> = new Map(
  list(
    `make, create, compose, generate, write, build, produce, improvise, cook up, give me, give us, play,
    start, lay down, i want, i need, i would like, i'd like, i'd love, i would love, i could use,
    i could do with, i'm after, i'm looking for, we're looking for, i'm in the mood for, i fancy, looking for,
    get a, get some, get me, get us, spin up, bring me, bring us, do me, do us, hit me with, hit us with,
    let's try, let's get, i feel like, let's have, let's hear,
    let's make, let's do, let me hear, how about, what about, we need, we want, do a, do some,
    do another, put on, try, come up with, put together, whip up, can i have, could i have, can i get, could i get, i'll have,
    i want to hear, i'd like to hear, i would like to hear, i want to play`,
  ).map((words) => [words, true]),
)

/** A wish without a verb begins with one of these, or with a word of music. */
export const wishArticles: ReadonlySet<string> = new Set(
  list(
    'a, an, some, something, everything, nothing, between, around, one, another, more, in, at, with, without, no, just, only, very',
  ),
)

/** A sentence that begins so wants an answer in words, which is not our trade. */
export const asks =
  /^(?:(?:what|what's|whats|who|who's|when|where|where's|why|which|is|isn't|are|am|was|were|does|did|has|should|will|tell me)\b|how\b|(?:do|have|did|can|could) (?:you (?:like|know|hear|think|have|remember)|i|we|they|it)\b)/

/** Words that say nothing by themselves: a wish without a verb is made of these and of music. */
export const smallWords: ReadonlySet<string> = new Set(
  list(
    `a, an, the, some, something, in, at, of, with, and, or, but, for, to, on, by, like, that, this, is,
    it, everything, except, very, really, quite, kind, sort, bit, little, more, less, no, not, without, just, only, key, time,
    tempo, style, about, around, long, short, nice, cool, good, great, me, us, one, another, feel, per,
    feeling, so, too, any, new, same, over, from, into, be, should, length, meter, speed, sound, sounding,
    lot, lots, nothing, else, between, full, half, signature, mood`,
  ),
)

/** Praise and colour that we have no use for, but that belong to a wish. */
export const plainAdjectives: ReadonlySet<string> = new Set(
  list(
    `background, minimal, modern, classic, old, groovy, smooth, simple, big, fat, punchy, deep, catchy, beautiful,
    lovely, proper, random, fresh, crunchy, analog, distorted, melodic, hypnotic, complex, solid, steady`,
  ),
)

/** How a polite or hasty speaker begins, and ends: the longer way before the shorter. */
export const openings: ReadonlyMap<string, true> = new Map(
  list(
    `hey, hi, hello, ok, okay, yo, please, now, so, well, um, uh, er, oh, help, then, and, alright, right, yes,
  rigsong, rig song, computer, can you, could you, would you, will you, can you please, can we, could we, i want you to,
  i'd like you to, i would like you to, i need you to, go ahead and, just, quickly, kindly, maybe,
  actually, ask rigsong to, ask rigsong for, tell rigsong to`,
  ).map((words) => [words, true]),
)
export const closings: readonly string[] = list(
  'right now, please, now, thanks, thank you, for me, for us, then, immediately, ok, okay, at once, rigsong, instead',
)
