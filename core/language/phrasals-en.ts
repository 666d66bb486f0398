import type { Reference } from './reference.ts'

/* Verbs of two words that ask for more or less: tables only, as in lexicon-en.ts. */

const list = (text: string): readonly string[] => text.split(/\s*,\s*/)

type Change = Pick<Reference, 'energy' | 'density' | 'mode'>
const verbs = (says: string, change: Change): readonly [string, Change][] =>
  list(says).map((said) => [said, change])

const stirring: readonly [string, Change][] = [
  ...verbs(
    'tone down, calm down, chill out, mellow out, settle down, cool down, soften, soften up, ease off, quieten down',
    {
      energy: -0.2,
    },
  ),
  ...verbs(
    `liven up, spice up, amp up, pump up, beef up, hype up, kick up, jazz up, lift, step up, ramp up, fire up, crank up, pep up,
    heat up, hot up, rev up, perk up, energise, energize`,
    { energy: 0.2 },
  ),
  ...verbs('fill out, fill in, fill up, flesh out, thicken, thicken up, busy up, embellish', {
    density: 0.2,
  }),
  ...verbs(
    'thin out, strip down, strip back, simplify, pare down, pare back, declutter, clean up, dial back, cut back, cut down, cut back on',
    { density: -0.2 },
  ),
  ...verbs('darken', { mode: 'minor' }),
  ...verbs('brighten, brighten up, lighten up', { mode: 'major' }),
  ...verbs('cheer up', { mode: 'major', energy: 0.1 }),
]

const whole = ['it', 'that', 'this', 'things', 'everything']

/** Said of the whole: 'tone it down', 'brighten up'. */
export const phrasals: readonly [string, Change][] = [
  ...stirring.flatMap(([said, change]): [string, Change][] => {
    const [verb = '', ...particle] = said.split(' ')
    return whole.map((it) => [[verb, it, ...particle].join(' '), change])
  }),
  ...verbs('bring down, take down, lower, drop, turn down, pull back', { energy: -0.2 })
    .concat(verbs('bring up, raise, lift, turn up, crank up, boost, up, increase', { energy: 0.2 }))
    .flatMap(([said, change]): [string, Change][] => {
      const [verb = '', ...particle] = said.split(' ')
      return ['the energy', 'the intensity'].flatMap((what): [string, Change][] => [
        [[said, what].join(' '), change],
        [[verb, what, ...particle].join(' '), change],
      ])
    }),
  ...verbs('take the edge off, keep it simple', { energy: -0.2 }),
  ...verbs('keep it simple', { density: -0.2 }),
]

/** Said of a part, with the part behind or between: 'tone down the drums', 'turn the bass down', 'louder drums'. */
export const partVerbs: ReadonlyMap<string, Change> = new Map([
  ...stirring,
  ...verbs(
    `turn up, bring up, push up, louder, raise, boost, more up, mix up, can't hear, i can't hear, can hardly hear, i can hardly hear, can barely hear, i can barely hear`,
    { energy: 0.2 },
  ),
  ...verbs(
    'turn down, bring down, pull down, pull back, take down, push back, quieter, lower, quieten, mix down, duck',
    {
      energy: -0.2,
    },
  ),
])

/** Behind a part, where no interval follows: 'drums down a bit'. */
export const lifts: ReadonlyMap<string, Change> = new Map([
  ...verbs('up', { energy: 0.2 }),
  ...verbs('down', { energy: -0.2 }),
])

/** How loud a part or a section is; said of the whole it is the knob of the loudspeaker that is meant. */
export const levels: ReadonlyMap<string, Change> = new Map([
  ...verbs(
    'louder, more audible, higher in the mix, more present, up in the mix, too quiet, too soft, not loud enough, too low in the mix, further forward, buried, hard to hear, inaudible, gets lost, is lost',
    { energy: 0.2 },
  ),
  ...verbs(
    'quieter, lower in the mix, less loud, not so loud, a bit much, a little much, in the background, further back, down in the mix, too loud, too much, too high in the mix, drowning everything, drowning everything out, drowning out everything, drowning out the rest, drowns everything, drowns everything out, overpowering, overpowers everything, deafening',
    {
      energy: -0.2,
    },
  ),
])
