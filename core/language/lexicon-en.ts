import type { StyleId } from './styles.ts'

export * from './asking-en.ts'
export * from './comparatives-en.ts'
export * from './courtesies-en.ts'
export * from './instruments-en.ts'
export * from './moods-en.ts'
export * from './numbers-en.ts'
export { levels, lifts, partVerbs } from './phrasals-en.ts'
export * from './reference-en.ts'
export * from './renewals-en.ts'
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
    'house, rock, metal, trap, folk, pop, swing, soul, dub, drone, country, rap, drill, electro, latin, jungle, punk, orchestra, industrial, irish, boogie, grime, rave, indie, gospel, campfire, soundtrack',
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

/** What people call what we make. */
export const musicNouns: ReadonlySet<string> = new Set(
  list(
    `music, beat, beats, track, tracks, tune, tunes, song, songs, piece, loop, loops, groove, grooves,
    jam, riff, composition, jingle, lullaby, ballad, theme, anthem, instrumental, improvisation, solo,
    interlude, vibe, vibes, banger, bangers, rhythm, rhythms, score, cue, ditty, joint, bop, instrumentals, backing, backing track, soundscape,
    jams, etude, sonata, prelude, nocturne, march, jig, reel, shanty, underscore, medley, fanfare, serenade, drone, demo, demos, riddim, vamp, turnaround, backdrop, freestyle, singalong, hymn, overture`,
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
    bill, rent, sale, train, bus, taxi, flight, hotel, doctor, dentist, washing, oven, kettle, chord, exam, homework, rehearsal, studio, gig, room, upstairs, downstairs, car, garden, wall, floor, friday, saturday, sunday, monday, tuesday, wednesday, thursday,
    morning, evening, week, weekend, remind, buy, sell, order, book`,
  ),
)

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

/** Begins what somebody says of why or when he wants it; 'always' whatever follows, else where people do. */
export const reasons: ReadonlyMap<string, 'always' | 'people'> = new Map([
  ...list('so that, because, while, whilst, whenever, so as to, in order to, since').map(
    (said) => [said, 'always'] as const,
  ),
  ...list(
    'so, when, until, till, before, after, during, as, where, if, as long as, in case, once',
  ).map((said) => [said, 'people'] as const),
])
/** Who may stand behind such a word. */
export const speakers: ReadonlySet<string> = new Set(
  list(
    `i, we, my, our, he, she, they, his, her, their, people, everyone, everybody, you, your, i'm, we're, they're, he's, she's, you're,
    folks, guests, visitors, somebody, someone, nobody`,
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
    modulate, off, knock, shave, add, lose, too, still, dragging, rushing, plodding, drags, rushes, lags, plods, lagging, i'd, we'd, need, back, there, groove, track, loop, one, pace,
    band, all, sounds, feels, here, then, over, on, jump, start, starts, counting, adjust, bump, kick, notch, dial, shift, creep, settle, stay, play, sit, percent, less, fewer, maybe, beats, clicks`,
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
