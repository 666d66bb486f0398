import { byHeart } from '#core/by-heart.ts'
import { pitchClassFrom, pitchClassName, type Spelling, toPitchClass } from './pitch.ts'

/** A chord as its pitch classes, 0 (C) to 11 (B). */
export type Chord = {
  /** As it was written, such as 'Bbmaj7' or 'D7/F#'. */
  readonly symbol: string
  readonly root: number
  /** The lowest tone: what follows the slash, else the root. */
  readonly bass: number
  /** From the root up; the bass only where it is a tone of the chord. */
  readonly tones: readonly number[]
}

/** Half tones above the root, in the order of thirds; a ninth is 14, so that it can be altered. */
const qualities = {
  '': [0, 4, 7],
  m: [0, 3, 7],
  dim: [0, 3, 6],
  aug: [0, 4, 8],
  5: [0, 7],
  sus2: [0, 2, 7],
  sus4: [0, 5, 7],
  6: [0, 4, 7, 9],
  m6: [0, 3, 7, 9],
  '6/9': [0, 4, 7, 9, 14],
  'm6/9': [0, 3, 7, 9, 14],
  add9: [0, 4, 7, 14],
  madd9: [0, 3, 7, 14],
  7: [0, 4, 7, 10],
  maj7: [0, 4, 7, 11],
  m7: [0, 3, 7, 10],
  mmaj7: [0, 3, 7, 11],
  dim7: [0, 3, 6, 9],
  dimmaj7: [0, 3, 6, 11],
  m7b5: [0, 3, 6, 10],
  '7#5': [0, 4, 8, 10],
  'maj7#5': [0, 4, 8, 11],
  '7b5': [0, 4, 6, 10],
  'maj7#11': [0, 4, 7, 11, 18],
  '7sus4': [0, 5, 7, 10],
  maj7sus4: [0, 5, 7, 11],
  9: [0, 4, 7, 10, 14],
  maj9: [0, 4, 7, 11, 14],
  m9: [0, 3, 7, 10, 14],
  mmaj9: [0, 3, 7, 11, 14],
  '9sus4': [0, 5, 7, 10, 14],
  '7b9': [0, 4, 7, 10, 13],
  '7#9': [0, 4, 7, 10, 15],
  '7#11': [0, 4, 7, 10, 18],
  '9#11': [0, 4, 7, 10, 14, 18],
  // The third would grind against the eleventh; nobody plays it.
  11: [0, 7, 10, 14, 17],
  m11: [0, 3, 7, 10, 14, 17],
  13: [0, 4, 7, 10, 14, 21],
  maj13: [0, 4, 7, 11, 14, 21],
  m13: [0, 3, 7, 10, 14, 21],
  '13sus4': [0, 5, 7, 10, 14, 21],
} as const satisfies Record<string, readonly number[]>

/** Longest first, so that 'maj7' is not read as 'm' and a rest. */
const bases = Object.entries<readonly number[]>(qualities).sort(([a], [b]) => b.length - a.length)

const namesByTones: ReadonlyMap<string, string> = new Map(
  Object.entries<readonly number[]>(qualities).map(([name, steps]) => [fingerprint(steps), name]),
)

/** What may follow: the steps that go away, and the one that comes. */
const alterations: Readonly<Record<string, { goes: readonly number[]; comes: readonly number[] }>> =
  {
    b5: { goes: [7], comes: [6] },
    '#5': { goes: [7], comes: [8] },
    b9: { goes: [14], comes: [13] },
    '#9': { goes: [14], comes: [15] },
    '#11': { goes: [17], comes: [18] },
    b13: { goes: [21], comes: [20] },
    add2: { goes: [], comes: [14] },
    add4: { goes: [], comes: [17] },
    add9: { goes: [], comes: [14] },
    add11: { goes: [], comes: [17] },
    add13: { goes: [], comes: [21] },
    sus2: { goes: [3, 4], comes: [2] },
    sus4: { goes: [3, 4], comes: [5] },
    no3: { goes: [3, 4], comes: [] },
    no5: { goes: [6, 7, 8], comes: [] },
  }
const alteration = /^(?:[#b](?:5|9|11|13)|add(?:2|4|9|11|13)|sus[24]|no[35])/

/** The ways people write a quality, told apart from capitals down: 'M7' is major, 'm7' minor. */
const spellings: readonly (readonly [RegExp, string])[] = [
  [/[\s(),]/g, ''],
  [/♯/g, '#'],
  [/♭/g, 'b'],
  [/^(?:ø|h)7?/, 'm7b5'],
  [/^(?:°|o)/, 'dim'],
  [/^(?:-|minor|min|mi(?!n))/i, 'm'],
  [/(?:Δ|\^)7?(?=9|11|13)/, 'maj'],
  [/(?:Δ|\^)7?/, 'maj7'],
  [/^(m?)\/?(?:major|maj|Maj|MAJ|ma(?=7|9|1)|M)/, '$1maj'],
  [/^maj#(?:4|11)/, 'maj7#11'],
  [/^maj(?!7|9|11|13)/, ''],
  [/^7?alt$/, '7#5#9'],
  [/^(?:\+|aug)maj7/, 'maj7#5'],
  [/^(?:\+7|7\+|aug7|7aug)/, '7#5'],
  [/^\+/, 'aug'],
  [/^(m?)add6/, '$16'],
  [/^dom7?/, '7'],
  [/^(m?)69/, '$16/9'],
  [/^(m?)2$/, '$1add9'],
  [/sus(?![24])/, 'sus4'],
  [/\+(?=[459]|11)/g, '#'],
  [/#4/g, '#11'],
]

/** Reading a symbol costs more than all else that is done with a chord, and pieces have few of them. */
const known = byHeart<Chord | undefined>(256)

/** The chord a symbol means: 'Bbmaj7', 'F#m7b5', 'C13(#11)', 'D7/F#'; undefined where it means none. */
export const chordFrom = (symbol: string): Chord | undefined => known(symbol, () => read(symbol))

function read(symbol: string): Chord | undefined {
  const found = /^([A-G][#b♯♭]?)(.*?)(?:\/([A-G][#b♯♭]?))?$/.exec(symbol.trim())
  if (!found) return undefined
  const steps = stepsOf(found[2]!)
  if (!steps) return undefined
  const root = pitchClassFrom(found[1]!)!
  const bass = found[3] === undefined ? root : pitchClassFrom(found[3])!
  const tones = steps.map((step) => toPitchClass(root + step))
  return { symbol: symbol.trim(), root, bass, tones: [...new Set(tones)] }
}

/** What these tones are called: { root: 10, tones: [10, 2, 5, 9] } in flats is 'Bbmaj7'; undefined where they have no name. */
export function chordName(
  { root, tones, bass = root }: Pick<Chord, 'root' | 'tones'> & { readonly bass?: number },
  spelling: Spelling = 'sharp',
): string | undefined {
  const quality = namesByTones.get(fingerprint(tones.map((tone) => tone - root)))
  if (quality === undefined) return undefined
  const over = bass === root ? '' : `/${pitchClassName(bass, spelling)}`
  return `${pitchClassName(root, spelling)}${quality}${over}`
}

function stepsOf(quality: string): readonly number[] | undefined {
  const written = spellings.reduce((text, [way, ours]) => text.replace(way, ours), quality)
  const base = bases.find(([name]) => written.startsWith(name))!
  let steps = base[1]
  let rest = written.slice(base[0].length)
  while (rest !== '') {
    const found = alteration.exec(rest)?.[0]
    const change = found === undefined ? undefined : alterations[found]
    if (found === undefined || !change) return undefined
    steps = [...steps.filter((step) => !change.goes.includes(step)), ...change.comes]
    rest = rest.slice(found.length)
  }
  return [...steps].sort((a, b) => a - b)
}

function fingerprint(steps: readonly number[]): string {
  return [...new Set(steps.map(toPitchClass))].sort((a, b) => a - b).join(' ')
}
