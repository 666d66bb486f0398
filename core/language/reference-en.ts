import type { Reference } from './reference.ts'

/*
 * How English speaks of the piece that is there: tables only, as in lexicon-en.ts. In the patterns
 * (a|b) is one of these, [a|b] one or none.
 */

const list = (text: string): readonly string[] => text.split(/\s*,\s*/)

const set = (text: string): ReadonlyMap<string, true> =>
  new Map(list(text).map((said) => [said, true]))

const making = `make|do|play|give me|give us|create|generate|compose|try|i want|i'd like|i'd love|i need|we want|we need|we'd like|we'd love|
  show me|show us|play me|play us|write me|write us|make me|make us|do me|do us|bring me|bring us|let's have|let's hear|let's do|let's try|let's get|let me hear|let me have|have|hear|get|can i have|could i have|may i have|can i get|could i get|
  may i get|can i hear|could i hear|may i hear|i want to hear|i'd like to hear|i'd love to hear|we'd like to hear|how about|what about|now`
const things = 'thing|one|piece|song|track|tune|beat|loop|music|idea|version|groove|stuff'
const whole = [
  'it|this|that|everything|things|all of it|all of that|the whole thing|the whole lot',
  ...['the', 'this', 'that'].flatMap((one) => things.split('|').map((thing) => `${one} ${thing}`)),
].join('|')

const single = `it|this|that|this one|that one|${['the', 'this', 'that'].flatMap((one) => things.split('|').map((thing) => `${one} ${thing}`)).join('|')}`

/**
 * What begins a sentence about the piece that is there. Other notes of the same kind are asked for by
 * 'another one', and by 'again' only alone: 'again but slower' is the same, slower.
 */
export const openers: readonly {
  readonly said: string
  readonly again?: 'alone' | 'always'
  /** What must follow, and is for others to read. */
  readonly ahead?: string
}[] = [
  { said: `[${making}] (it|this|that|this one|that one) again`, again: 'alone' },
  {
    said: `[${making}] (it|this|that|this one|that one) again but (different|differently)`,
    again: 'always',
  },
  { said: `[and|try|have another try|once|start] again`, again: 'alone' },
  {
    said: `[${making}|have] (another|one more) (take|try|attempt|version|go|shot|stab|round|variation)`,
    again: 'always',
  },
  { said: `[${making}] [${whole}] (once more|one more time|once again) (but|only)` },
  { said: `[${making}|try] (once more|one more time|once again)`, again: 'alone' },
  { said: `(keep|leave) (${whole}) but` },
  {
    said: `[${making}|exactly|just|precisely|more or less|pretty much] (${single}|the same|same) (but|only|just)`,
  },
  { said: `[${making}] (${single})`, ahead: 'with|without|minus|in|as|at' },
  {
    said: `(do|try|start) (it|this|that) (over|afresh|anew|from scratch|differently)`,
    again: 'alone',
  },
  {
    said: '(start|begin) (over|again|afresh|anew|from scratch) [with] [a|something|some|an] (new|else|different|other|fresh) [idea|one|thing|piece|song]',
    again: 'always',
  },
  { said: 'give (it|this|that) another (go|try|shot|spin)', again: 'always' },
  { said: `[${making}] (a|some|something) different [version|take|${things}]`, again: 'alone' },
  {
    said: `[${making}] (something|anything) [completely|entirely|totally|quite|very|altogether|a bit|a little|really] (else|different|new|fresh)`,
    again: 'alone',
  },
  {
    said: `[${making}] (a different|a new|a fresh|some other|a better|the next|a second) (one|piece|song|track|tune|idea|version|beat|loop)`,
    again: 'alone',
  },
  {
    said: `(not|i don't like|i'm tired of|i'm bored of|i'm bored with|i'm sick of|i'm not feeling|i'm not keen on|enough of|no not) (${whole}|this one|that one)
      [${making}|i want|i need|give me|try|a|some|something] (another|another one|something else|something new|something different|different|different one|new one)`,
    again: 'always',
  },
  {
    said: '(redo|regenerate|remake|rewrite|reroll|recompose) (it|this|that|everything|all of it|the whole thing)',
    again: 'alone',
  },
  { said: '(can|could|should|might|may) (it|this|that) (be|have|get|go|sound|feel)' },
  { said: '(put) (a|an|some)' },
  { said: `[${making}] (it|this|that) [one|piece|song|track|tune|beat] (but|only|just)` },
  { said: '(add|put in|bring in|throw in|stick in|drop in|layer in|include|bring back)' },
  {
    said: `(we have|${making}) (${whole}|this one|that one)`,
  },
  {
    said: `[${making}] [something|it|one|exactly|just] (like|as|similar to) (before|last time|that|this|it)`,
  },
  {
    said: `[${making}] [something|it|one|exactly|just] (like|as|similar to) (the|that|this) (last|previous|current)
      [${things}]`,
  },
  {
    said: `[${making}] (the|that) (last|previous|current|one before) [${things}] (but|only|with|without|in|at)`,
  },
  { said: `[${making}] [the|that|this] [exact|very] same [${things}] [again]` },
  {
    said: `[${making}] (another|one more|another one|something|one|some) [${things}] (like|similar to)
      (that|this|it|the last one|the previous one|before)`,
    again: 'always',
  },
  {
    said: `[${making}] [some|two|three|four|a few] more (like|of) (that|this|it|those|them)`,
    again: 'always',
  },
  {
    said: `[${making}] (a|another|some|one more) (new|different|fresh|second) (version|take|variation) [of] [it|that|this|the last one|the same]`,
    again: 'always',
  },
  {
    said: `(how|what) (would|will|does) (it|this|that) (sound|be|sound like|be like) (as|in|with|without)`,
  },
  { said: 'what if (it|this|that|we) (was|were|is|had|made it|make it|did it)' },
  { said: `[${making}] (another one|one more|another)`, again: 'always' },
  { said: `[${making}] (something|one) similar [${things}]` },
  {
    said: `(make|turn|try|change|transpose|move|shift|pitch|sing|put|take|bring|push|pull|get|set|give|raise|lower|play|do|keep) (${whole})`,
  },
  { said: `(give|let) (it|this|that|this one|that one)` },
  { said: '(transpose|move|shift)' },
  {
    said: '(take|leave|cut|drop|remove|lose|mute|get rid of|kick|pull|kill|ditch|scrap|strip) (out|away|off) [the|that]',
  },
  {
    said: '(take|cut|drop|remove|lose|mute|get rid of|kill|ditch|scrap|leave out|kick out|delete|silence|strip|pull|kick|throw) (the|that|this|those)',
  },
  {
    said: `(${whole}|this one|that one|it's|that's) (sounds|feels|needs|should be|could be|could do with|could use|wants|should have|
      could have|would be better|would be nicer|would sound better|ought to be|ought to have|has to be|must be|deserves|cries out for|is missing|is lacking|lacks)`,
  },
  { said: '(swap|switch|replace|exchange|change)' },
  { said: 'bring [back] [in] (the|them)' },
  {
    said: '(i|we) miss the',
    ahead: 'drums|bass|melody|strings|piano|pad|chords|guitar|organ|flute|synth',
  },
  { said: 'unmute [the]' },
]

/** Words that belong to such a sentence and say nothing by themselves. */
export const referenceWords: ReadonlySet<string> = new Set(
  list(
    `it's, that's, drop, lose, leave, take, cut, mute, out, away, skip, remove, even, version, versions, keep, now, time,
    can, could, we, what, how, it, them, be, need, needs, get, put, give, make, do, on, top, back, only, try, write, redo, change, is,
    are, i, like, should, as, is, same, please, bit, want, up, down, mix, over, part, then, also, before, minus, others, repeat, stays,
    under, underneath, behind, beneath, stay, thing, else, rest, all, bring, have, next, instead`,
  ),
)

/** Verbs that begin a change of the piece that is there, once it is said which. */
export const changeWords: ReadonlySet<string> = new Set(
  list(
    'make, turn, change, transpose, move, shift, keep, leave, have, hear, i, add, bring, throw, take, cut, drop, remove, lose, mute, play, do, try, give, let, get, set, put, push, pull, raise, lower, bring',
  ),
)

/** By itself or at the end it says that the piece that is there is meant. */
export const tails: readonly string[] = [
  ...['this time', 'next time', 'once again', 'again', 'once more', 'one more time'],
  ...[
    'differently',
    'but different',
    'but differently',
    'anew',
    'afresh',
    'from scratch',
    'over again',
  ],
]

/** Points at the piece that is there, wherever it stands: 'leave the drums out of this one'. */
export const pointers: ReadonlyMap<string, true> = new Map(
  list('in, from, out of, to, on, of, for, with').flatMap((at) =>
    list('one, song, piece, track, tune, beat, loop, groove, version').flatMap((thing) => [
      [`${at} this ${thing}`, true] as const,
      [`${at} that ${thing}`, true] as const,
    ]),
  ),
)

/** Before parts that stay as they are. */
export const keepers: ReadonlyMap<string, true> = set(
  `keep, leave, hold, don't touch, don't change, not touch, without touching, without changing, hold on to, stick with, i like, i love, preserve,
  keep only, keep just, over the same, with the same, on the same, to the same, over those, not the, just not, only not`,
)
/** Before the only parts that do not stay. */
export const keepingAllBut: ReadonlyMap<string, true> = set(
  [
    'keep everything',
    'leave everything',
    'keep it all',
    'keep all',
    'everything stays',
    'everything can stay',
    'all stays',
    'keep the rest',
  ]
    .flatMap((all) =>
      ['but', 'except', 'except for', 'apart from', 'other than'].map((word) => `${all} ${word}`),
    )
    .join(', '),
)
/** All others. */
export const rests: ReadonlyMap<string, true> = set(
  `the rest, everything else, all the rest, the others, all the others, everybody else, everyone else, the other parts, all the other parts,
  the other instruments, all the other instruments, all else, the remaining parts, the rest of it, the rest of them, rest of it, the other ones,
  the rest of the band, all other parts, all others, everything other than that`,
)
/** Before who is not meant. */
export const excepting: ReadonlyMap<string, true> = set(
  [
    'everything',
    'all',
    'all of it',
    'the whole thing',
    'everyone',
    'everybody',
    'all parts',
    'it all',
    'anything',
  ]
    .flatMap((all) =>
      ['but', 'except', 'except for', 'apart from', 'other than', 'besides', 'but not', 'bar'].map(
        (word) => `${all} ${word}`,
      ),
    )
    .join(', '),
)

/** Sections by the names people give them, as the kinds of our forms. */
export const sectionWords: ReadonlyMap<string, NonNullable<Reference['section']>> = new Map([
  ['intro', 'intro'],
  ['introduction', 'intro'],
  ['verse', 'A'],
  ['a part', 'A'],
  ['chorus', 'B'],
  ['hook', 'B'],
  ['refrain', 'B'],
  ['verses', 'A'],
  ['choruses', 'B'],
  ['b part', 'B'],
  ['bridge', 'C'],
  ['middle eight', 'C'],
  ['middle part', 'C'],
  ['break', 'break'],
  ['breakdown', 'break'],
  ['outro', 'outro'],
  ['ending', 'outro'],
  ['end', 'outro'],
  ['beginning', 'intro'],
  ['start', 'intro'],
  ['opening', 'intro'],
  ['coda', 'outro'],
])

/** How long, times what it was. */
export const lengths: ReadonlyMap<string, number> = new Map([
  ['longer', 1.5],
  ['extend', 1.5],
  ['extended', 1.5],
  ['lengthen', 1.5],
  ['stretch', 1.5],
  ['stretch out', 1.5],
  ['not long enough', 1.5],
  ["isn't long enough", 1.5],
  ['too short', 1.5],
  ['too long', 0.5],
  ['twice as long', 2],
  ['double the length', 2],
  ['double as long', 2],
  ['double its length', 2],
  ['twice the length', 2],
  ['two times as long', 2],
  ['three times as long', 3],
  ['shorter', 0.5],
  ['shorten', 0.5],
  ['cut short', 0.5],
  ['trim', 0.5],
  ['not so long', 0.5],
  ['less long', 0.5],
  ['half as long', 0.5],
  ['half the length', 0.5],
  ['half its length', 0.5],
  ['in half', 0.5],
  ['by half', 0.5],
  ['halve the', 0.5],
  ['double the', 2],
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
  ['octave', 12],
  ['octaves', 12],
  ['tones', 2],
  ['whole tones', 2],
  ['whole steps', 2],
  ['steps', 2],
])

/** Which way a tune is moved. */
export const ways: ReadonlyMap<string, 1 | -1> = new Map([
  ['up', 1],
  ['higher', 1],
  ['raise', 1],
  ['too low', 1],
  ['too high', -1],
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
export const articles: ReadonlySet<string> = new Set(list('the, a, an, this, that, those, these'))
/** Between a comparative and what it is said of: 'more notes in the bass'. */
export const inside: ReadonlySet<string> = new Set(
  list('in the, for the, on the, from the, of the, to the, with the'),
)
/** What may follow a part that is to be written anew: 'new drums please', not 'new guitar strings'. */
export const partFollowers: ReadonlySet<string> = new Set(
  list(
    'in, for, over, on, under, across, please, and, from, at, but, again, now, to, then, only, alone, keep, leave, with, instead, or, so',
  ),
)

export const barWords: ReadonlySet<string> = new Set(list('bar, bars, measure, measures'))
export const rangeWords: ReadonlySet<string> = new Set(
  list('to, through, till, until, and, up to, thru'),
)
