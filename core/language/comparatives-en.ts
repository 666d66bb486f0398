import type { Reference } from './reference.ts'

/* How English says more and less of what happens: tables only, as in lexicon-en.ts. */

const list = (text: string): readonly string[] => text.split(/\s*,\s*/)

type Change = Pick<Reference, 'energy' | 'density' | 'mode'>
const steps = (words: string, change: Change): readonly [string, Change][] =>
  list(words).map((word) => [word, change])

/** Comparatives: what they add to how much happens and to how many notes; a full step. */
export const comparatives: ReadonlyMap<string, Change> = new Map([
  ...steps('calmer, more calm, more relaxed, mellower, more mellow, more chilled, chiller', {
    energy: -0.2,
  }),
  ...steps(
    'gentler, more gentle, quieter and calmer, more peaceful, sleepier, less intense, less energetic',
    { energy: -0.2 },
  ),
  ...steps(
    'less energy, less wild, less aggressive, less heavy, less hectic, tone it down, tone that down, calm it down',
    {
      energy: -0.2,
    },
  ),
  ...steps('more energetic, livelier, more lively, more upbeat, wilder, more intense, heavier', {
    energy: 0.2,
  }),
  ...steps(
    'harder, more energy, more aggressive, more powerful, bigger, more driving, less calm, liven it up, spice it up',
    {
      energy: 0.2,
    },
  ),
  ...steps(
    'busier, more busy, denser, fuller, more complex, more notes, less empty, more going on, fill it out',
    {
      density: 0.2,
    },
  ),
  ...steps(
    'simpler, more simple, sparser, emptier, less busy, fewer notes, less notes, less complex, less going on, thin it out, strip it down, simplify it',
    {
      density: -0.2,
    },
  ),
  ...steps('darken it, darker, more dark, gloomier, moodier, less happy, less bright', {
    mode: 'minor',
  }),
  ...steps('sadder, more sad, more melancholic', { mode: 'minor', energy: -0.1 }),
  ...steps('brighten it up, brighter, more bright, less dark, less gloomy, less sad, sunnier', {
    mode: 'major',
  }),
  ...steps('happier, more happy, more cheerful, merrier', { mode: 'major', energy: 0.1 }),
])

/** Complaints ask for the opposite; 'nothing too busy' is none. */
export const complaints: ReadonlyMap<string, Change> = new Map([
  ...steps('too busy, too full, too dense, too complex, too complicated', { density: -0.2 }),
  ...steps('too empty, too sparse, too simple, too thin', { density: 0.2 }),
  ...steps(
    'too wild, too hectic, too intense, too energetic, too aggressive, too heavy, too much',
    {
      energy: -0.2,
    },
  ),
  ...steps('too calm, too sleepy, too tame, too boring', { energy: 0.2 }),
  ...steps('too dark, too sad, too gloomy', { mode: 'major' }),
  ...steps('too happy, too cheerful, too bright, too sunny', { mode: 'minor' }),
])
export const denials: ReadonlySet<string> = new Set(
  list("not, nothing, isn't, never, anything, something, without, don't"),
)

/** Before a comparative: half a step, or nearly two. */
export const softeners: ReadonlySet<string> = new Set(
  list(
    'a bit, a little, a little bit, slightly, a touch, a tad, a hair, a notch, a shade, a fraction, somewhat',
  ),
)
export const intensifiers: ReadonlySet<string> = new Set(list('much, a lot, way, far, even much'))
