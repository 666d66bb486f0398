/* How English asks for music, and for an answer in words: tables only, as in lexicon-en.ts. */

const list = (text: string): readonly string[] => text.split(/\s*,\s*/)

const words = (text: string): ReadonlyMap<string, true> =>
  new Map(list(text).map((said) => [said, true]))

/** Every way to put two lists together, a blank between. */
const pairs = (first: string, second: string): readonly string[] =>
  list(first).flatMap((one) => list(second).map((other) => `${one} ${other}`))

const giving = pairs(
  `give, get, bring, do, drop, spin, show, play, chuck, sling, bung, fling, toss, throw, lob, feed, fix, hit, cook up, knock up, whip up,
  rustle up, conjure up, dish up, hook up`,
  'me, us',
)
/** 'Whip up', and 'whip me up' as well. */
const phrasal = pairs(
  'cook, knock, whip, rustle, conjure, dream, mock, spin, set, dish, rig, fire, start, hook, write, serve',
  'up, me up, us up',
).concat(
  pairs('put, knock, throw, slap, bash', 'together, me together, us together'),
  pairs('lay, put, get, write, set', 'down, me down, us down'),
  pairs('bang, crank, churn, roll, sketch, knock, belt, pump, turn', 'out, me out, us out'),
  pairs('put, pop, stick, whack, bung, sling, chuck, slap, bang, get, throw', 'on, me on, us on'),
  pairs('treat', 'me to, us to'),
  pairs(
    'hit, hook, sort, set, bless, serenade, surprise, supply, provide',
    'me with, us with, me up with, us up with, me out with, us out with',
  ),
)
const longing = pairs(
  "i'm, we're",
  'after, looking for, hoping for, in the mood for, in need of',
).concat(
  pairs(
    "i'm, we're",
    'dying for, desperate for, up for, feeling, ready for, thinking of, thinking',
  ),
  pairs('i was, we were', 'hoping for, thinking of, thinking, after, looking for'),
  pairs("i'd, we'd", 'love, be up for, kill for, appreciate, enjoy, welcome, go for'),
  pairs(
    'i, we',
    'could use, could do with, could really use, could really do with, fancy, feel like',
  ),
  pairs('i, we', "wouldn't mind, wouldn't say no to, demand, request, crave"),
)
const hearing = pairs('can i, could i, may i, might i', 'have, get, hear, request, order').concat(
  pairs(
    "i want to, i'd like to, i'd love to, we want to, we'd like to, we'd love to",
    'hear, have',
  ),
  pairs('want to, would love to, would like to, let me, let us', 'hear, have'),
  pairs(
    "let's",
    'try, get, have, hear, make, do, go with, start with, begin with, go for, open with',
  ),
  pairs('can it, could it', 'do, make, play'),
  pairs('is it possible to, would it be possible to', 'have, get, hear'),
)

/** What asks for music: after one of these, anything musical is a wish. */
export const makingWords = new Map([
  ...words(
    `make, create, compose, generate, write, build, produce, improvise, play, start, invent, devise, try, jam, strum, lay, draft, sketch,
    kick off, kick off with, start with, begin with, open with, get some, do a, do some, do another, drop a, drop some, spin some,
    come up with, looking for, hoping for, in need of, in the mood for, how about, how's about, what about, i'll have, i'll take, we'll have,
    we'll take, i want to play, time for, it's time for, let there be, got any, have you got any, have you got a, have you got some,
    you got any, do you have any, any chance of, is there any chance of, bring on, cue, cue up, why not, can you do, i'd go for`,
  ),
  ...[...giving, ...phrasal, ...longing, ...hearing].map((said) => [said, true] as const),
])

/** What asks for music or for anything else: after one of these it must be music by more than an instrument. */
export const wantingWords = new Map([
  ...words(
    `need, want, could do with, could use, wouldn't mind, fancy, craving, get a, get, have, hear, give, do, bring, drop, throw, show, serve, spin, hum, send, another, some,
    would like, would love, would appreciate, put a, put some, put me, fill, flood, wake, cheer, soothe, lull, surprise, entertain,
    serenade, treat, warm, ease, accompany, pump, blast, sing, make me, find me, find us, keep me, keep us, wind, relax me, calm me, send me, send us, set, prepare,
    arrange, stick, pop, whack, bung, sling, chuck, slap, bang, knock, whip, crank, feed, deliver, provide,
    going for, thinking, feeling, requesting, requested, wanted, wanting, required`,
  ),
  ...pairs(
    'i, we',
    'want, need, wish for, require, prefer, am craving, really want, really need, just want, just need, also want, urgently need, will need',
  )
    .concat(
      pairs("i'd, we'd", 'like, want, prefer, rather have, rather, need, really like, quite like'),
    )
    .concat(pairs("i'm, we're, i've been, we've been", 'wanting, craving, needing'))
    .concat(pairs("i'll, we'll, you'll", 'need, want'))
    .map((said) => [said, true] as const),
])

/** What begins like a wish of ours and is none: strings to buy, a house for sale, another day. */
export const elsewhere =
  /\b(?:for (?:sale|rent|hire)|another (?:time|day|word|story|matter|question)|(?:guitar|violin|cello|banjo|ukulele|harp|bass) .*new strings|in (?:blue|red|green|black|white|pink))\b/

/** Where somebody else wants it. */
export const othersWant = words(
  `wants, want, would like, would love, would prefer, is asking for, are asking for, asked for, asks for, needs, need, is craving, are craving,
  fancies, fancy, requested, requests, wishes for, could use, could do with, has asked for, have asked for, has requested, wants to hear,
  want to hear, would like to hear, would love to hear, is after, are after, prefers, prefer, deserves, demands`,
)

/** A wish without a verb begins with one of these, or with a word of music. */
export const wishArticles = words(
  `a, an, some, something, everything, nothing, between, around, one, another, more, bit, spot, in, at, with, without, no, just, only, very,
    really, super, any, half, anything, about, for, this, like`,
)

/** A sentence that begins so wants an answer in words, which is not our trade. */
export const asks =
  /^(?:(?:what(?! about)|what's|whats|who|who's|when|where|where's|why|which|is|isn't|are|am|was|were|does|did|has|should|will|tell me)\b|how(?! about)\b|(?:do|have|did|can|could) (?:you (?:like|know|hear|think|have|remember)|i|we|they|it)\b)/
