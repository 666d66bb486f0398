import { phrasals } from './phrasals-en.ts'
import type { Reference } from './reference.ts'

/* How English says more and less of what happens: tables only, as in lexicon-en.ts. */

const list = (text: string): readonly string[] => text.split(/\s*,\s*/)

type Change = Pick<Reference, 'energy' | 'density' | 'mode'>

/** Adjectives with what more of them asks for; behind a stroke the comparative, where 'more' is not said. */
const qualities: readonly { readonly more: Change; readonly says: readonly string[] }[] = [
  {
    more: { energy: -0.2 },
    says: list(
      `calm/calmer, mellow/mellower, gentle/gentler, soft/softer, sleepy/sleepier, chill/chiller, smooth/smoother, tame/tamer,
      relaxed, chilled, chilled out, peaceful, quiet and calm/quieter and calmer, laid back, subdued, soothing, relaxing, restrained, boring,
      subtle/subtler, delicate, tender/tenderer, dreamy/dreamier, easy going, lazy/lazier, cosy/cosier`,
    ),
  },
  {
    more: { energy: 0.2 },
    says: list(
      `lively/livelier, wild/wilder, heavy/heavier, hard/harder, big/bigger, punchy/punchier, bouncy/bouncier, crazy/crazier,
      strong/stronger, energetic, upbeat, intense, aggressive, powerful, driving, exciting, dramatic, hectic, frantic, groovy/groovier,
      peppy/peppier, epic, funky/funkier, fierce/fiercer, rough/rougher, angry/angrier, danceable, rhythmic, epic, harsh/harsher`,
    ),
  },
  {
    more: { density: 0.2 },
    says: list(
      `busy/busier, dense/denser, full/fuller, rich/richer, thick/thicker, complex, complicated, crowded, cluttered, intricate,
      elaborate, interesting, fussy/fussier, notey, ornate, messy/messier, florid`,
    ),
  },
  {
    more: { density: -0.2 },
    says: list(
      `simple/simpler, sparse/sparser, empty/emptier, thin/thinner, bare/barer, plain/plainer, minimal, spacious, airy/airier,
      basic, stripped down, stripped back, open, repetitive, clean/cleaner, light/lighter`,
    ),
  },
  {
    more: { mode: 'minor' },
    says: list('dark/darker, gloomy/gloomier, moody/moodier, sinister, brooding'),
  },
  {
    more: { mode: 'minor', energy: -0.1 },
    says: list('sad/sadder, melancholic, melancholy, mournful, wistful'),
  },
  { more: { mode: 'major' }, says: list('bright/brighter, sunny/sunnier, hopeful, optimistic') },
  {
    more: { mode: 'major', energy: 0.1 },
    says: list(
      'happy/happier, cheerful, merry/merrier, joyful, jolly/jollier, uplifting, cheery/cheerier',
    ),
  },
]

/** What there can be more and less of, and fewer. */
const amounts: readonly { readonly more: Change; readonly says: readonly string[] }[] = [
  {
    more: { energy: 0.2 },
    says: list(
      'energy, drive, punch, power, life, oomph, action, excitement, intensity, movement, momentum, pep, welly, attitude, fire',
    ),
  },
  {
    more: { density: 0.2 },
    says: list('notes, going on, happening, activity, complexity, detail, variety'),
  },
  { more: { density: -0.2 }, says: list('space, room, air, silence, gaps, rests') },
]

const steps = (says: string, change: Change): readonly [string, Change][] =>
  list(says).map((said) => [said, change])

const keyWords = (['minor', 'major'] as const).flatMap((mode) =>
  ['in *', 'in a * key', '*', 'more *', '* version', 'into *', 'to *'].map(
    (said): [string, Change] => [said.replace('*', mode), { mode }],
  ),
)

/** The other way round, of what it was. */
function opposite({ energy, density, mode }: Change): Change {
  return {
    ...(energy !== undefined && { energy: -energy }),
    ...(density !== undefined && { density: -density }),
    ...(mode !== undefined && { mode: mode === 'major' ? ('minor' as const) : ('major' as const) }),
  }
}

const entries = qualities.flatMap(({ more, says }) =>
  says.map((said) => {
    const [plain = '', comparative = `more ${plain}`] = said.split('/')
    return { more, plain, comparative }
  }),
)

/** Comparatives: what they add to how much happens and to how many notes; a full step. */
export const comparatives: ReadonlyMap<string, Change> = new Map([
  ...entries.flatMap(({ more, plain, comparative }): [string, Change][] => [
    [comparative, more],
    [`more ${plain}`, more],
    [`less ${plain}`, opposite(more)],
  ]),
  ...amounts.flatMap(({ more, says }) =>
    says.flatMap((what): [string, Change][] => [
      [`more ${what}`, more],
      [`less ${what}`, opposite(more)],
      [`fewer ${what}`, opposite(more)],
      [`not enough ${what}`, more],
      [`too little ${what}`, more],
      [`too few ${what}`, more],
    ]),
  ),
  ...phrasals,
  ...keyWords,
])

/** Complaints ask for the opposite; 'nothing too busy' is none. */
export const complaints: ReadonlyMap<string, Change> = new Map([
  ...entries.flatMap(({ more, plain }): [string, Change][] => [
    [`too ${plain}`, opposite(more)],
    [`not ${plain} enough`, more],
    [`isn't ${plain} enough`, more],
    [`not so ${plain}`, opposite(more)],
    [`not as ${plain}`, opposite(more)],
  ]),
  ...amounts.flatMap(({ more, says }) =>
    says.flatMap((what): [string, Change][] => [
      [`too much ${what}`, opposite(more)],
      [`too many ${what}`, opposite(more)],
    ]),
  ),
  ['too much', { energy: -0.2 }],
])
export const denials: ReadonlySet<string> = new Set(
  list("not, nothing, isn't, never, anything, something, without, don't"),
)

/** Behind a part: it is to play more, or less. */
export const doings: ReadonlyMap<string, Change> = new Map([
  ...steps('do more, play more, more to do, more to play', { density: 0.2 }),
  ...steps('do less, play less, do a bit less, less to do, less to play, hold back', {
    density: -0.2,
  }),
])

/** Before a part: more of what it plays, or less. */
export const quantities: ReadonlyMap<string, Change> = new Map([
  ...steps('more, more of, not enough, too little, add more, put more', { density: 0.2 }),
  ...steps('less, less of, fewer, not so much, not so many, not as much, too much, too many', {
    density: -0.2,
  }),
])

/** Before a comparative: half a step, or nearly two. */
export const softeners: ReadonlySet<string> = new Set(
  list(
    `a bit, a little, a little bit, slightly, a touch, a tad, a hair, a notch, a shade, a fraction, somewhat, a bit too, bit, a tiny bit,
    one notch, marginally`,
  ),
)
export const intensifiers: ReadonlySet<string> = new Set(
  list(
    'much, a lot, way, far, even much, so much, way way, lots, far too, way too, really, considerably',
  ),
)
