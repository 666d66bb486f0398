import type { Key, Mode } from '#core/music/key.ts'
import { isMinorish } from '#core/music/scale.ts'
import type { Random } from '#core/random.ts'
import type { BarGrid } from './bar-grid.ts'
import { chordSymbol } from './numerals.ts'
import type { Style } from './styles/style.ts'

/** The Roman numerals of one bar, one or two. */
export type Bar = readonly string[]

/** How a section ends: by a cadence, on the dominant, by going round again, or on the tonic as it comes. */
export type Close = 'full' | 'half' | 'open' | 'home'

/** Tonic, subdominant and dominant chords of each mode, the most usual ones oftener. */
const functions: Readonly<Record<Mode, { T: string; P: string; D: string }>> = {
  major: { T: 'I I vi iii', P: 'ii IV IV vi', D: 'V V ii' },
  minor: { T: 'i i VI III', P: 'iv iv ii° VI', D: 'V V VII' },
  dorian: { T: 'i i III', P: 'IV IV ii VII', D: 'v VII IV' },
  phrygian: { T: 'i i VI', P: 'iv III vii', D: 'II II vii' },
  lydian: { T: 'I I vi', P: 'II II iii', D: 'V II' },
  mixolydian: { T: 'I I vi', P: 'IV IV ii', D: 'VII VII v' },
  locrian: { T: 'i° i° VI', P: 'iv iii', D: 'II vii' },
  'harmonic-minor': { T: 'i i VI', P: 'iv ii° VI', D: 'V' },
  'melodic-minor': { T: 'i i', P: 'IV ii IV', D: 'V' },
}
const functionPlans = ['TTPD', 'TPTD', 'TPDT', 'TTPP', 'PDTT', 'TPPD', 'TDTP'] as const

/** The two chords a section closes with; the last alone where it closes half. */
const fullCloses: Readonly<Record<Mode, readonly (readonly [string, string])[]>> = {
  major: [
    ['V', 'I'],
    ['ii V', 'I'],
    ['IV V', 'I'],
    ['iv', 'I'],
  ],
  minor: [
    ['V', 'i'],
    ['iv V', 'i'],
    ['VII', 'i'],
  ],
  dorian: [
    ['IV', 'i'],
    ['v', 'i'],
  ],
  phrygian: [['II', 'i']],
  lydian: [['II', 'I']],
  mixolydian: [
    ['VII', 'I'],
    ['IV', 'I'],
  ],
  locrian: [['II', 'i°']],
  'harmonic-minor': [
    ['V', 'i'],
    ['iv V', 'i'],
  ],
  'melodic-minor': [
    ['V', 'i'],
    ['IV V', 'i'],
  ],
}

/** In minor what does not raise the seventh of its scale has no V. */
const isNatural = ({ harmony }: Style, mode: Mode): boolean =>
  harmony.natural === true && mode === 'minor'

const inMode = (numerals: string, style: Style, mode: Mode): string =>
  isNatural(style, mode) ? numerals.replace(/\bV\b/g, 'v') : numerals

const words = (text: string): readonly string[] => text.split(' ').filter((word) => word !== '')
const barsOf = (loop: string): readonly Bar[] => loop.split('|').map(words)

/** Four bars: one of the style's loops in this mode, or chords found by their function. */
export function fourBars(style: Style, mode: Mode, random: Random): readonly Bar[] {
  const loops = style.harmony.loops[mode]
  if (loops && random.below(100) >= style.harmony.functional) return barsOf(random.pick(loops))
  const plan = random.pick(functionPlans)
  const bars: Bar[] = []
  for (const place of plan) {
    const choices = words(inMode(functions[mode][place as 'T' | 'P' | 'D'], style, mode))
    const fresh = choices.filter((chord) => chord !== bars.at(-1)?.[0])
    bars.push([random.pick(fresh.length > 0 ? fresh : choices)])
  }
  return bars
}

/** `count` bars out of phrases of four: loops go round, songs answer the first phrase with another. */
export function lay(phrases: readonly (readonly Bar[])[], count: number): readonly Bar[] {
  const bars: Bar[] = []
  for (let i = 0; bars.length < count; i++) bars.push(...phrases[i % phrases.length]!)
  return bars.slice(0, count)
}

/** The same bars, ending as their place in the form asks. */
export function closed(
  bars: readonly Bar[],
  close: Close,
  { style, mode }: { readonly style: Style; readonly mode: Mode },
  random: Random,
): readonly Bar[] {
  if (close === 'open') return bars
  const closes = fullCloses[mode].map(([way, home]) => [inMode(way, style, mode), home] as const)
  const [before, tonic] = random.pick(closes)
  if (close === 'home') return [...bars.slice(0, -1), [tonic]]
  if (close === 'full') return [...bars.slice(0, -2), ...tail(bars, words(before), tonic)]
  if (bars.length < 2) return bars
  const dominants = closes.map(([way]) => words(way).at(-1)!)
  const said = bars.at(-2)!.at(-1)
  // A half close that only repeats the chord before it is not heard as one.
  const dominant = [words(before).at(-1)!, ...dominants].find((chord) => chord !== said)
  return [...bars.slice(0, -1), [dominant ?? said!]]
}

const tail = (bars: readonly Bar[], before: Bar, tonic: string): readonly Bar[] =>
  bars.length < 2 ? [[tonic]] : [before, [tonic]]

/**
 * Colour from outside the key: a dominant before one of the chords, a minor subdominant in major, a
 * tritone substitute. Never in the first bar, which says where home is.
 */
export function coloured(bars: readonly Bar[], style: Style, key: Key, random: Random): Bar[] {
  const result = bars.map((bar) => [...bar])
  for (let first = 0; first < result.length; first += 4) {
    if (random.below(100) >= style.harmony.chromatic) continue
    const places = coloursIn(result, first, style, key)
    if (places.length > 0) random.pick(places)()
  }
  return result
}

function coloursIn(
  bars: string[][],
  first: number,
  style: Style,
  key: Key,
): readonly (() => void)[] {
  const changes: (() => void)[] = []
  for (let i = Math.max(1, first); i < Math.min(bars.length, first + 4); i++) {
    const before = bars[i - 1]!
    const [chord] = bars[i]!
    const plain = before.length === 1 && !before[0]!.includes('/') && before[0] !== chord
    if (plain && tonicizable(chord!, key)) changes.push(() => before.push(`V/${chord}`))
    if (!isMinorish(key) && chord === 'IV' && bars[i]!.length === 1)
      changes.push(() => bars[i]!.push('iv'))
    if (key.mode === 'minor' && chord === 'v' && !isNatural(style, key.mode))
      changes.push(() => bars[i]!.splice(0, 1, 'V'))
    if (style.harmony.tritones && bars[i]!.at(-1) === 'V')
      changes.push(() => bars[i]!.splice(-1, 1, 'subV'))
  }
  return changes
}

/**
 * The same bars with every dominant of another chord going there: one that would not, before `next` at
 * the end too, gives way to the dominant of what follows, and before the tonic to a turnaround.
 */
export function resolved(bars: readonly Bar[], next: string | undefined, key: Key): Bar[] {
  return bars.map((bar, i) =>
    bar.flatMap((chord, n) => {
      const aim = chord.startsWith('V/') ? chord.slice(2) : undefined
      const after = bar[n + 1] ?? bars[i + 1]?.[0] ?? next
      if (aim === undefined || after === undefined || after === chord) return [chord]
      if (degreeOf(after) === degreeOf(aim)) return [chord]
      if (tonicizable(after, key)) return [`V/${after}`]
      const turn = isMinorish(key) ? ['ii°', 'V'] : ['ii', 'V']
      return bar.length === 1 && degreeOf(after) === 0 ? turn : ['V']
    }),
  )
}

const degrees: readonly string[] = ['i', 'ii', 'iii', 'iv', 'v', 'vi', 'vii']

/** On which degree a numeral stands, 0 for the tonic: that of V/x is a fifth above x. */
function degreeOf(numeral: string): number {
  const [, of] = numeral.split('/')
  if (of !== undefined) return (degreeOf(of) + 4) % 7
  return degrees.indexOf(numeral.replace(/[°:].*$/, '').toLowerCase())
}

/** A dominant of one's own needs a plain chord of the key that is not the tonic and not diminished. */
const tonicizable = (chord: string, key: Key): boolean =>
  /^(ii|iii|IV|iv|V|vi|VI|III|v|VII)$/.test(chord) && !(isMinorish(key) && chord === 'ii')

/** As a section writes its chords: one a bar plainly, else each with its beats. */
export function symbolsOf(
  bars: readonly Bar[],
  { key, style, grid }: { key: Key; style: Style; grid: BarGrid },
): string[] {
  const name = (numeral: string): string => chordSymbol(numeral, key, style.harmony.colour)
  if (bars.every((bar) => bar.length === 1)) return bars.map((bar) => name(bar[0]!))
  return bars.flatMap((bar) => {
    const lengths = shares(bar.length, grid)
    return bar.map((numeral, i) => `${name(numeral)}*${lengths[i]}`)
  })
}

/** The beats of each of `count` chords of a bar, parted where a pulse begins. */
function shares(count: number, grid: BarGrid): readonly number[] {
  const starts = Array.from({ length: count }, (_, i) => {
    if (count > grid.pulses.length) return Math.round((grid.steps * i) / count)
    return grid.pulses[Math.ceil((grid.pulses.length * i) / count)]!.step
  })
  return starts.map((start, i) => ((starts[i + 1] ?? grid.steps) - start) / 4)
}
