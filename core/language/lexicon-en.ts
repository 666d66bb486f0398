import type { Role } from '#core/score/piece-spec.ts'
import type { SoundName } from '#core/score/sounds.ts'
import type { StyleId } from './styles.ts'

export * from './comparatives-en.ts'
export * from './courtesies-en.ts'
export * from './numbers-en.ts'
export { levels, partVerbs } from './phrasals-en.ts'
export * from './reference-en.ts'
export { commands } from './sentences-en.ts'
export * from './spelling-en.ts'

/*
 * What English words mean to us: tables only. Entries are lower case, a dash is a space, and where
 * two entries fit the longer one is meant.
 */

const list = (text: string): readonly string[] => text.split(/\s*,\s*/)

/** Style words that mean other things too: a style only where no article of its own says otherwise. */
export const everydayStyles: ReadonlySet<string> = new Set(
  list(
    'house, rock, metal, trap, folk, pop, swing, soul, dub, drone, country, rap, drill, electro, latin, jungle, punk, orchestra, industrial, irish, boogie, grime, rave, indie, symphony, gospel, campfire, soundtrack, tango, polka',
  ),
)

/** Adjectives that lend a style where nobody named one. */
export const styleAdjectives: ReadonlyMap<string, StyleId> = new Map(
  Object.entries({
    jazzy: 'jazz-swing',
    swinging: 'jazz-swing',
    swingy: 'jazz-swing',
    bluesy: 'jazz-swing',
    funky: 'funk',
    soulful: 'funk',
    folky: 'folk',
    folksy: 'folk',
    rustic: 'folk',
    techy: 'techno',
    housey: 'house',
    trappy: 'trap',
    orchestral: 'cinematic',
  } as const),
)

/** The moods we know, each with the other words for it. */
export const moodWords: Readonly<Record<string, readonly string[]>> = {
  calm: list(
    `calm, calming, peaceful, serene, tranquil, soothing, relaxing, relaxed, gentle, gently, soft, softly, quiet, hushed, meditative, placid,
    restful, zen, contemplative, delicate, unhurried, still, calmness, tranquility, relaxation`,
  ),
  chill: list(
    'chill, chilled, chilled out, chilling, mellow, laid back, easy going, easygoing, lazy, lounge, loungy, breezy',
  ),
  sleepy: list('sleepy, drowsy, snoozy, dozy, bedtime'),
  happy: list(
    'happy, cheerful, cheery, jolly, joyful, joyous, merry, glad, gleeful, feel good, feelgood, good mood, joy, happiness, delighted',
  ),
  sad: list(
    'sad, sorrowful, mournful, tearful, heartbroken, heartbreaking, weepy, grieving, tragic, depressing, sadness, sorrow',
  ),
  melancholic: list(
    'melancholic, melancholy, melancholical, wistful, pensive, bittersweet, lonely, longing, yearning, blue, plaintive, reflective',
  ),
  dark: list(
    'dark, gloomy, sinister, brooding, ominous, moody, bleak, grim, sombre, somber, shadowy, murky, evil, menacing, dystopian, darkness',
  ),
  bright: list(
    'bright, sunny, shiny, sparkling, sparkly, radiant, glittering, shimmering, summery, crisp',
  ),
  dreamy: list(
    'dreamy, dreamlike, ethereal, floaty, floating, hazy, airy, weightless, otherworldly, spacey, spacy, trippy, psychedelic',
  ),
  rainy: list('rainy, rain, drizzly, raining'),
  energetic: list(
    'energetic, lively, upbeat, peppy, driving, high energy, full of energy, pumping, energising, energizing, vibrant, dynamic, danceable, bouncing, up beat, perky, hyped, pumped up',
  ),
  intense: list(
    'intense, powerful, hard, heavy, hard hitting, massive, strong, forceful, punishing, brutal',
  ),
  wild: list(
    'wild, crazy, frantic, hectic, chaotic, manic, mad, frenzied, insane, bonkers, unhinged',
  ),
  angry: list(
    'angry, aggressive, furious, fierce, raging, mean, rage, anger, hostile, savage, ferocious',
  ),
  tense: list(
    'tense, suspenseful, nervous, anxious, dramatic, suspense, tension, edgy, uneasy, thrilling, nerve racking, unsettling, gripping',
  ),
  uplifting: list(
    'uplifting, hopeful, inspiring, optimistic, inspirational, motivating, motivational, encouraging, positive, hope, euphoric',
  ),
  epic: list(
    'epic, heroic, majestic, triumphant, grand, soaring, grandiose, monumental, glorious, victorious, sweeping, larger than life',
  ),
  warm: list('warm, cozy, cosy, warmth, comforting, snug, homely'),
  romantic: list(
    'romantic, tender, loving, intimate, sensual, sexy, romance, lovey dovey, passionate, amorous',
  ),
  mysterious: list(
    'mysterious, eerie, spooky, haunting, scary, creepy, ghostly, magical, mystery, mystical, enigmatic, haunted, horror, frightening, terrifying, mystic, enchanted, enchanting, supernatural',
  ),
  nostalgic: list(
    'nostalgic, vintage, dusty, retro, nostalgia, old school feel, sentimental, old timey, throwback',
  ),
  playful: list(
    'playful, bouncy, quirky, funny, cheeky, silly, whimsical, goofy, comical, mischievous, childish, cute, humorous, zany, clumsy',
  ),
  slow: list(
    'slow, slowly, slowish, down tempo, adagio, largo, lento, unhurriedly, sluggish, plodding',
  ),
  fast: list(
    'fast, quick, rapid, uptempo, up tempo, speedy, brisk, presto, allegro, vivace, fastish, snappy, pacy, high speed, racing',
  ),
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
  'chilled out': 0.3,
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
  ...play('bass', 'sub bass, sub, 808, 808 s', 'bass-sub'),
  ...play('bass', 'saw bass, synth bass', 'bass-saw'),
  ...play('bass', 'reese, reese bass', 'bass-reese'),
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
    interlude, vibe, vibes, banger, bangers, rhythm, rhythms, score, cue, ditty, joint, bop, instrumentals, backing, backing track, soundscape,
    jams, etude, sonata, prelude, nocturne, march, jig, reel, shanty, underscore, medley, fanfare, serenade, drone`,
  ),
)

/** Verbs that tell what was or what is, as no wish does. */
export const storyVerbs =
  /^(?:\w{2,}(?<!e)ed|came|went|made|wrote|heard|sang|bought|sold|told|said|had|began|broke|left|took|saw|met|won|lost|found|used|has|does|did|makes|plays|sings|likes|loves|says|belongs|means|takes|goes|comes|ends|runs|starts|costs|keeps|knows|moves|lives|works|never)$/

/** Objects of 'make', 'give' and 'write' that are somebody else's business. */
export const foreignWords: ReadonlySet<string> = new Set(
  list(
    `reservation, appointment, playlist, reminder, list, call, letter, email, mail, message, note, event,
    alarm, timer, cake, coffee, tea, sandwich, dinner, table, picture, photo, story, poem, joke, video,
    movie, film, game, podcast, news, radio, weather, light, lights, lamp, temperature, heating, ticket,
    tickets, concert, volume, calendar, meeting, recipe, report, book, summary, delay, delays, prices,
    chess, cards, lesson, lessons, teacher, festival, museum, club, shop, store, price, sure, louder,
    quieter, tomorrow, yesterday, basket, cart, bag, pocket, here, outside, tonight, today, kitchen, bedroom, window, door, album,
    albums, artist, radio, spotify, youtube, netflix, episode, channel, station, queue, favourites, favorites, shopping, chapter, movies,
    bill, rent, train, bus, taxi, flight, hotel, doctor, dentist, washing, oven, kettle, chord, exam, homework, rehearsal, studio, gig, room, upstairs, downstairs, car, garden, wall, floor, friday, saturday, sunday, monday, tuesday, wednesday, thursday,
    morning, evening, week, weekend, remind, buy, sell, order, book`,
  ),
)

const words = (text: string): ReadonlyMap<string, true> =>
  new Map(list(text).map((said) => [said, true]))

/** What asks for music: after one of these, anything musical is a wish. */
export const makingWords = words(
  `make, create, compose, generate, write, build, produce, improvise, cook up, give me, give us, play,
  start, lay down, i'd love, i could use, i could do with, we could do with, we could use, i'm after, we're after,
  i'm looking for, we're looking for, looking for, i'm in the mood for, we're in the mood for, in the mood for, i fancy,
  get some, get me, get us, spin up, bring me, bring us, do me, do us, hit me with, hit us with, let's try, let's get,
  i feel like, let's have, let's hear, let's make, let's do, let me hear, how about, what about, do a, do some, do another,
  put on, try, come up with, put together, whip up, knock together, knock up, knock out, throw together, rustle up, conjure up,
  dream up, mock up, knock me up, knock us up, whip me up, whip us up, cook me up, cook us up, rustle me up, rustle us up, spin me up,
  put me on, lay me down, set me up, throw me together, bang out, crank out, churn out, roll out, fire up, kick off, set up, sketch, sketch out, draft, jam, drop me,
  drop us, drop a, drop some, spin me, spin us, spin some, show me, can i have, could i have, may i have, can i get, could i get,
  can i hear, could i hear, i'll have, i'll take, i want to hear, i'd like to hear, i'd love to hear, we want to hear, we'd like to hear,
  want to hear, would love to hear, would like to hear, i want to play, time for, let there be, got any, any chance of,
  is there any chance of, can it do, can it make, can it play, could it do, could it make, could it play, strum, lay`,
)

/** What asks for music or for anything else: after one of these it must be music by more than an instrument. */
export const wantingWords = words(
  `i want, i need, i'd like, we want, we need, we'd like, i'm wanting, need, want, fancy, craving, get a, get, have, hear, give, do, bring,
  drop, throw, show, serve, spin, hum, send, another, i wish for, i require, we require, i'm craving, i'd want, would like, would love, some`,
)

/** Where somebody else wants it. */
export const othersWant = words(
  'wants, want, would like, would love, is asking for, are asking for, asked for, asks for, needs, need, is craving, fancies, requested',
)

/** A wish without a verb begins with one of these, or with a word of music. */
export const wishArticles = words(
  `a, an, some, something, everything, nothing, between, around, one, another, more, in, at, with, without, no, just, only, very,
    really, super, any, half, anything, about, for, this, like`,
)

/** A sentence that begins so wants an answer in words, which is not our trade. */
export const asks =
  /^(?:(?:what(?! about)|what's|whats|who|who's|when|where|where's|why|which|is|isn't|are|am|was|were|does|did|has|should|will|tell me)\b|how(?! about)\b|(?:do|have|did|can|could) (?:you (?:like|know|hear|think|have|remember)|i|we|they|it)\b)/

/** Words that say nothing by themselves: a wish without a verb is made of these and of music. */
export const smallWords: ReadonlySet<string> = new Set(
  list(
    `a, an, the, some, something, in, at, of, with, and, or, but, for, to, on, by, like, that, this, is,
    it, everything, except, very, really, quite, kind, sort, bit, little, more, less, no, not, without, just, only, key, time,
    tempo, style, about, around, long, short, nice, cool, good, great, me, us, one, another, feel, per,
    feeling, so, too, any, new, same, over, from, into, be, should, length, meter, speed, sound, sounding,
    lot, lots, nothing, else, between, full, half, signature, mood, long, please, also, super, it's, that's, as, its, has, have, play,
    got, get, want, need, there, thing, things, number, you, we, be, all, much, many, number, going, out, up, down, then, using, featuring,
    plus, maybe, don't, while, because, i, me, my, please`,
  ),
)

/** Praise and colour that we have no use for, but that belong to a wish. */
export const plainAdjectives: ReadonlySet<string> = new Set(
  list(
    `background, minimal, modern, classic, old, groovy, smooth, simple, big, fat, punchy, deep, catchy, beautiful,
    lovely, proper, random, fresh, crunchy, analog, distorted, melodic, hypnotic, complex, solid, steady`,
  ),
)

/** What turns a key into the key of the playing. */
export const keyTurns =
  /^(?:set|change|switch|move|go|transpose|modulate|take (?:it|this)|let's take (?:it|this)|let's go|let's move|now in|key of|the key is|we're in|we're|let's play in|play in|playing in|back to|take it to)\b/

/** Words that a change of the playing is made of, beside the tempo, meter or key itself. */
export const settingWords: ReadonlySet<string> = new Set(
  list(
    `set, change, make, put, bring, take, push, pull, nudge, ease, crank, switch, move, go, get, turn, play, playing, keep, run, the, it, us, this, that, to,
    tempo, bpm, speed, time, signature, meter, key, of, a, bit, little, much, lot, way, up, down, by, at, around, be, should,
    is, was, in, now, i, we, want, let's, it's, that's, more, touch, tad, hair, notch, shade, fraction, slightly, count, and, lets, just, tap, from, into, piece, music, song,
    beat, do, everything, things, would, like, drop, raise, lower, increase, decrease, reduce, between, half, we're, give, me, click, metronome, pulse, clock, for, about,
    modulate, off, knock, shave, add, lose, too, still, dragging, rushing, plodding, i'd, we'd, need, back, there, groove, track, loop, one, pace,
    band, all, sounds, feels, here, then, over, on, jump, start, starts, counting, adjust, bump, kick, notch, dial, shift, creep, settle, stay, play, sit, percent`,
  ),
)

/** What keeps a take: 'save that as Blue Door' gives it a name. */
export const keepWords: ReadonlySet<string> = new Set(
  list('keep, save, store, capture, remember, record, bookmark, hold, hang, file, mark'),
)

/** Up to an instrument that shall not play. */
export const leavings =
  /(?:^| )(?:without|no|not|minus|sans|except|drop|remove|skip|omit|lose|mute|cut|ditch|scrap|kill|delete|silence|bin|chuck|lose|no more|rid|(?:instead|rather)(?: than)?|(?:leave|take|cut|kick|pull|strip|throw|get) (?:out|away|off)|everything but|all but|any|swap|switch|exchange|trade|replace)$/
/** Up to one that shall. */
export const joinings = /(?:^| )(?:add|with|include|bring in|put in|bring back|throw in|plus|and)$/
