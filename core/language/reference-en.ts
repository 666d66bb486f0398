import type { Reference } from './reference.ts'

/*
 * How English speaks of the piece that is there: tables only, as in lexicon-en.ts. In the patterns
 * (a|b) is one of these, [a|b] one or none.
 */

const list = (text: string): readonly string[] => text.split(/\s*,\s*/)

const making =
  "make|do|play|give me|create|generate|compose|try|i want|let's have|let's hear|let's do|let me hear"
const things = 'thing|one|piece|song|track|tune|beat|loop|music|idea|version|groove'

/**
 * What begins a sentence about the piece that is there. Other notes of the same kind are asked for by
 * 'another one', and by 'again' only alone: 'again but slower' is the same, slower.
 */
export const openers: readonly { readonly said: string; readonly again?: 'alone' | 'always' }[] = [
  { said: `[${making}] (it|this|that) again`, again: 'alone' },
  { said: `[and|try|have another try|once] again`, again: 'alone' },
  {
    said: `[${making}|have] another (take|try|attempt|version|go|shot|stab|round)`,
    again: 'always',
  },
  { said: `[${making}] [it|this|that] (once more|one more time|once again) (but|only)` },
  { said: `(keep|leave) (it|this|that) but` },
  { said: `do (it|this|that) over`, again: 'alone' },
  { said: 'give (it|this|that) another (go|try|shot)', again: 'always' },
  { said: `(a|some) different (version|take|${things})`, again: 'alone' },
  { said: '(can|could) (it|this|that) be' },
  { said: `[${making}] (it|this|that) [one|piece|song|track|tune|beat] but` },
  { said: '(add|put in|bring in|throw in)' },
  { said: `(we have|let's have|let's hear|let me hear|have|hear|i want) (it|this|that)` },
  {
    said: `[${making}] [something|it|one|exactly] (like|as|similar to) (before|last time|that|this)`,
  },
  {
    said: `[${making}] [something|it|one|exactly] (like|as|similar to) the (last|previous|current)
      [${things}]`,
  },
  { said: `[${making}] [the|that] same [${things}] [again]` },
  {
    said: `[${making}] (another|one more|another one|something) [${things}] (like|similar to)
      (that|this|it|the last one|the previous one|before)`,
    again: 'always',
  },
  { said: `[${making}] [some] more (like|of) (that|this|it)`, again: 'always' },
  { said: `[${making}] (another one|one more|another)`, again: 'always' },
  { said: `(make|turn|change|transpose|move|shift) (it|this|that|everything|the whole thing)` },
  { said: `(make|turn|change|transpose|move|shift) (the|this|that) (piece|song|track|tune|loop)` },
  { said: '(transpose|move|shift)' },
  { said: '(take|leave|cut|drop|remove|lose|mute) (out|away) [the]' },
  { said: '(take|cut|drop|remove|lose|mute) the' },
]

/** Words that belong to such a sentence and say nothing by themselves. */
export const referenceWords: ReadonlySet<string> = new Set(
  list(
    `it's, that's, drop, lose, leave, take, cut, mute, out, away, skip, remove, even, version, versions, keep, now, time,
    can, could, we, what, how`,
  ),
)

/** Verbs that begin a change of the piece that is there, once it is said which. */
export const changeWords: ReadonlySet<string> = new Set(
  list(
    'make, turn, change, transpose, move, shift, keep, leave, have, hear, i, add, bring, throw, take, cut, drop, remove, lose, mute',
  ),
)

/** By itself or at the end it says that the piece that is there is meant. */
export const tails: readonly string[] = [
  ...['this time', 'next time', 'once again', 'again', 'once more', 'one more time'],
  ...['differently', 'anew', 'afresh', 'from scratch'],
]

/** Asks for other notes of what follows. */
export const renewals: ReadonlySet<string> = new Set(
  list(
    `redo, rewrite, regenerate, recompose, rework, remake, change, vary, replace, swap, swap out, refresh, new, another, different,
    a new, a different, a fresh, some new, other`,
  ),
)
/** May follow an instrument without meaning another thing: 'a new drum pattern'. */
export const partTails: ReadonlySet<string> = new Set(list('part, parts, pattern, line, lines'))

/** Sections by the names people give them, as the kinds of our forms. */
export const sectionWords: ReadonlyMap<string, NonNullable<Reference['section']>> = new Map([
  ['intro', 'intro'],
  ['introduction', 'intro'],
  ['verse', 'A'],
  ['a part', 'A'],
  ['chorus', 'B'],
  ['hook', 'B'],
  ['refrain', 'B'],
  ['b part', 'B'],
  ['bridge', 'C'],
  ['middle eight', 'C'],
  ['middle part', 'C'],
  ['break', 'break'],
  ['breakdown', 'break'],
  ['outro', 'outro'],
  ['ending', 'outro'],
])

/** How long, times what it was. */
export const lengths: ReadonlyMap<string, number> = new Map([
  ['longer', 1.5],
  ['extend', 1.5],
  ['too short', 1.5],
  ['too long', 0.5],
  ['twice as long', 2],
  ['double the length', 2],
  ['double as long', 2],
  ['shorter', 0.5],
  ['shorten', 0.5],
  ['half as long', 0.5],
  ['half the length', 0.5],
])

/** Half tones of the ways a tune is moved. */
export const intervals: ReadonlyMap<string, number> = new Map([
  ['semitone', 1],
  ['half step', 1],
  ['half tone', 1],
  ['semitones', 1],
  ['half steps', 1],
  ['tone', 2],
  ['whole tone', 2],
  ['whole step', 2],
  ['step', 2],
  ['minor third', 3],
  ['third', 4],
  ['major third', 4],
  ['fourth', 5],
  ['fifth', 7],
])

/** Which way a tune is moved. */
export const ways: ReadonlyMap<string, 1 | -1> = new Map([
  ['up', 1],
  ['higher', 1],
  ['raise', 1],
  ['drop', -1],
  ['down', -1],
  ['lower', -1],
])

/** Says which end bars are counted from: 'the last four bars'. */
export const ends: ReadonlyMap<string, 'first' | 'last'> = new Map([
  ['first', 'first'],
  ['opening', 'first'],
  ['last', 'last'],
  ['final', 'last'],
])
/** Which of several sections is meant, counted from 1, or below 0 from the end: 'the second verse'. */
export const ordinals: ReadonlyMap<string, number> = new Map([
  ['first', 1],
  ['opening', 1],
  ['second', 2],
  ['third', 3],
  ['fourth', 4],
  ['last', -1],
  ['final', -1],
])
export const articles: ReadonlySet<string> = new Set(list('the, a'))
/** Between a comparative and what it is said of: 'more notes in the bass'. */
export const inside: ReadonlySet<string> = new Set(list('in the, for the, on the'))
/** What may follow a part that is to be written anew: 'new drums please', not 'new guitar strings'. */
export const partFollowers: ReadonlySet<string> = new Set(
  list('in, for, over, on, under, across, please, and, from, at, but, again, now, to'),
)

export const barWords: ReadonlySet<string> = new Set(list('bar, bars, measure, measures'))
export const rangeWords: ReadonlySet<string> = new Set(
  list('to, through, till, until, and, up to, thru'),
)
