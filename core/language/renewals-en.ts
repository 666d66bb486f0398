/* How English asks for other notes of a part or a place: tables only, as in lexicon-en.ts. */

const list = (text: string): readonly string[] => text.split(/\s*,\s*/)

const set = (text: string): ReadonlyMap<string, true> =>
  new Map(list(text).map((said) => [said, true]))

const pairs = (first: string, second: string): readonly (readonly [string, true])[] =>
  list(first).flatMap((one) => list(second).map((other) => [`${one} ${other}`, true] as const))

/** Asks for other notes of what follows. */
export const renewals: ReadonlyMap<string, true> = set(
  `redo, rewrite, regenerate, recompose, rework, remake, change, vary, replace, swap, swap out, refresh, new, another, different,
    a new, a different, a fresh, some new, other, fresh, reroll, change up, mix up, switch up, shake up, rethink, revise, redo just,
    do over, some other, some different, a better, better, some fresh, a whole new, brand new, a brand new, alter`,
)
/** Before an instrument that another takes the place of. */
export const swaps: ReadonlySet<string> = new Set(
  list('swap, switch, replace, exchange, change, trade, turn'),
)
/** May follow an instrument without meaning another thing: 'a new drum pattern'. */
export const partTails: ReadonlySet<string> = new Set(
  list(
    'part, parts, pattern, patterns, line, lines, track, tracks, groove, beat, riff, progression, section, fill, fills, sound',
  ),
)
const needing =
  'need, needs, want, wants, could use, could do with, deserve, deserves, must get, should get, is due'
const having =
  'should be, could be, must be, has to be, have to be, needs to be, need to be, ought to be, can be, are to be, is to be'
/** Behind a part or a place: it is to be written anew. */
export const partRenewals: ReadonlyMap<string, true> = new Map([
  ...set(
    `again, anew, afresh, differently, over, over again, once more, one more time, once again, from scratch, should change, has to change,
    have to change, can change, must change, needs to change, need to change, ought to change, another go, one more go`,
  ),
  ...pairs(
    needing,
    `changing, redoing, rewriting, replacing, reworking, remaking, fixing, improving, work, some work, more work, another go, another try, a rewrite, a rethink,
    a change, a makeover, a refresh, an overhaul, rethinking, to change`,
  ),
  ...pairs(
    having,
    'different, better, new, redone, rewritten, changed, replaced, reworked, another one, more interesting',
  ),
])
/** Before a part, which is to be another then. */
export const dislikes: ReadonlyMap<string, true> = set(
  `i don't like, i didn't like, i hate, i don't love, i don't want, don't like, didn't like, hate, not a fan of, not keen on, not happy with,
  not sure about, i'm not sure about, i'm not happy with, i'm not keen on, i'm not a fan of, sick of, tired of, bored of, bored with,
  i'm bored of, i'm tired of, i'm sick of, i'm bored with, can't stand, i can't stand, fix, sort out, improve, do something about, don't care for,
  something else for, something different for, have another go at, work on, i'm not feeling, not feeling, i'm not loving, not loving,
  i'm not sold on, not sold on, not into, i'm not into, i don't care for, i can't bear, can't bear, i dislike, dislike, not convinced by,
  i'm not convinced by, fed up with, i'm fed up with, have enough of, what's wrong with, give me something else for`,
)
/** Between a part and what is wrong with it. */
export const judging: ReadonlySet<string> = new Set(
  list(
    'is, are, was, were, sounds, sound, feels, feel, so, really, a, bit, kind, of, just, very, pretty, rather, little, too, all',
  ),
)
const virtues =
  'good, great, right, nice, it, working, fitting, interesting, my thing, my favourite, there yet, cutting it'
/** What is wrong with who is to be written anew. */
export const flaws: ReadonlyMap<string, true> = set(
  [
    `dull, boring, bland, rubbish, bad, awful, terrible, horrible, wrong, ugly, annoying, weak, lame, crap, off, weird, odd, strange,
    uninspired, uninteresting, predictable, cheesy, corny, messed up, poor, monotonous, tired, generic, stale, a mess, over the place, meh,
    not for me, wonky, clumsy, garbage, trash, pants, naff, tacky, cringe, mid, sloppy, messy, random, tedious, tiresome, repetitive, flat, lifeless,
    clash, clashes, jar, jars, stiff, wooden, forgettable, unremarkable, not doing it, does nothing, get on my nerves, gets on my nerves, drive me mad, drives me mad,
    annoys me, bores me, bore me, annoy me`,
    ...list(virtues).flatMap((good) => ['not', "isn't", "aren't"].map((no) => `${no} ${good}`)),
    ...list('work, fit, sound right, sound good, feel right').flatMap((does) =>
      ["doesn't", "don't", "didn't"].map((no) => `${no} ${does}`),
    ),
  ].join(', '),
)
