import type { Lexicon } from './lexicon.ts'
import type { Sentence } from './sentence.ts'
import { phraseAt } from './words.ts'

type Meaning = { readonly mood?: string; readonly energy?: number }

const read = new Map<Lexicon, ReadonlyMap<string, Meaning>>()

function meaningsIn(lexicon: Lexicon): ReadonlyMap<string, Meaning> {
  const known = read.get(lexicon)
  if (known) return known
  const { moodsByWord, energyWords } = lexicon
  const table = new Map<string, Meaning>()
  for (const [word, mood] of moodsByWord) table.set(word, { mood })
  for (const [word, energy] of Object.entries(energyWords))
    table.set(word, { ...table.get(word), energy })
  read.set(lexicon, table)
  return table
}

/** Moods by our names for them, and the energy their words speak of, 0 to 1. */
export function readMoods(sentence: Sentence): {
  readonly moods?: readonly string[]
  readonly energy?: number
} {
  const { words, lexicon } = sentence
  const isOfASound = (at: number, length: number): boolean =>
    (phraseAt(words, at, lexicon.instruments)?.length ?? 0) > length
  const said = sentence
    .claimAll(meaningsIn(lexicon), 'mood', (at, _, length) => !isOfASound(at, length))
    .filter(({ at }) => !isDenied(sentence, at))
  const moods = [...new Set(said.flatMap(({ means }) => means.mood ?? []))]
  const energies = said.flatMap(({ means }) => means.energy ?? [])
  const mean = energies.reduce((sum, energy) => sum + energy, 0) / energies.length
  return {
    ...(moods.length > 0 && { moods }),
    ...(energies.length > 0 && { energy: Math.round(mean * 100) / 100 }),
  }
}

/** 'energy 0.7', 'energy at 70 percent', '30 percent energy', 'energy 7'. */
export function readEnergy(sentence: Sentence): number | undefined {
  const { low, words, lexicon } = sentence
  for (let at = 0; at < words.length; at++) {
    if (low(at) !== 'energy') continue
    let from = at + 1
    while (['of', 'at', 'to', 'level', 'is'].includes(low(from))) from += 1
    const after = lexicon.numberAt(words, from)
    if (!after) continue
    const percent = low(from + after.length) === 'percent'
    sentence.claim(at, from - at + after.length + (percent ? 1 : 0), 'energy')
    if (after.value <= 1 && !percent) return after.value
    return Math.min(1, after.value / (percent || after.value > 10 ? 100 : 10))
  }
  return undefined
}

/** 'not too fast', 'less energetic', 'nothing sad'. */
function isDenied({ low }: Sentence, at: number): boolean {
  const before = ['too', 'so', 'very', 'that', 'a'].includes(low(at - 1)) ? at - 2 : at - 1
  return ['not', 'less', 'nothing', "isn't", 'never'].includes(low(before))
}
