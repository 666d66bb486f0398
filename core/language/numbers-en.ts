import type { Word } from './words.ts'

const small: Readonly<Record<string, number>> = Object.fromEntries(
  `zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
  sixteen seventeen eighteen nineteen`
    .split(/\s+/)
    .map((word, value) => [word, value]),
)
const tens: Readonly<Record<string, number>> = Object.fromEntries(
  'twenty thirty forty fifty sixty seventy eighty ninety'
    .split(' ')
    .map((word, n) => [word, (n + 2) * 10]),
)

/** Every word a number is made of. */
export const numberWords: ReadonlySet<string> = new Set([
  ...Object.keys(small),
  ...Object.keys(tens),
  'hundred',
  'oh',
])

/** A number somewhere in a sentence, and how many words it takes. */
export type Count = { readonly value: number; readonly length: number }

/** The number that stands at a place: '80', 'eighty five', 'a hundred and twenty', 'one twenty'. */
export function numberAt(words: readonly Word[], at: number): Count | undefined {
  const digits = words[at]?.low ?? ''
  if (/^\d+(\.\d+)?$/.test(digits)) return { value: Number(digits), length: 1 }
  return (
    digitsAt(words, at) ??
    hundredsAt(words, at) ??
    shortHundredsAt(words, at) ??
    belowHundredAt(words, at)
  )
}

/** The digit or word below 20 that stands at a place, as the two halves of a meter are said. */
export function smallNumberAt(words: readonly Word[], at: number): number | undefined {
  const word = words[at]?.low ?? ''
  return /^\d{1,2}$/.test(word) ? Number(word) : own(small, word)
}

/** Own properties only: 'constructor' is no number. */
const own = (table: Readonly<Record<string, number>>, word: string | undefined) =>
  word !== undefined && Object.hasOwn(table, word) ? table[word] : undefined

function belowHundredAt(words: readonly Word[], at: number): Count | undefined {
  const ten = own(tens, words[at]?.low)
  if (ten === undefined) {
    const value = own(small, words[at]?.low)
    return value === undefined ? undefined : { value, length: 1 }
  }
  const one = own(small, words[at + 1]?.low)
  const compound = one !== undefined && one > 0 && one < 10 && !words[at]?.ends
  return compound ? { value: ten + one, length: 2 } : { value: ten, length: 1 }
}

function hundredsAt(words: readonly Word[], at: number): Count | undefined {
  if (words[at]?.low === 'hundred') {
    const said = hundredsAt([{ ...words[at], low: 'one' }, ...words.slice(at)], 0)
    return said && { ...said, length: said.length - 1 }
  }
  if (words[at + 1]?.low !== 'hundred') return undefined
  const hundreds = words[at]!.low === 'a' ? 1 : own(small, words[at]!.low)
  if (hundreds === undefined) return undefined
  const after = words[at + 2]?.low === 'and' ? at + 3 : at + 2
  const rest = belowHundredAt(words, after)
  if (!rest) return { value: hundreds * 100, length: 2 }
  return { value: hundreds * 100 + rest.value, length: after - at + rest.length }
}

/** 'One three five', digit by digit; of four in a row nobody means a number. */
function digitsAt(words: readonly Word[], at: number): Count | undefined {
  const digits = [0, 1, 2].map((more) => own(small, words[at + more]?.low))
  const around = [at - 1, at + 3].map((place) => own(small, words[place]?.low))
  if (around.some((one) => one !== undefined) || (digits[0] ?? 0) < 1) return undefined
  if (digits.some((one) => one === undefined || one > 9) || words[at]?.ends) return undefined
  return { value: digits.reduce<number>((sum, one) => sum * 10 + one!, 0), length: 3 }
}

/** 'One twenty' for 120 and 'one oh five' for 105, as tempos are called out. */
function shortHundredsAt(words: readonly Word[], at: number): Count | undefined {
  const hundreds = own(small, words[at]?.low)
  if (hundreds === undefined || hundreds < 1 || hundreds > 2 || words[at]?.ends) return undefined
  if (words[at + 1]?.low === 'oh') {
    const one = own(small, words[at + 2]?.low)
    if (one !== undefined && one < 10) return { value: hundreds * 100 + one, length: 3 }
  }
  const rest = belowHundredAt(words, at + 1)
  if (!rest || rest.value < 10) return undefined
  return { value: hundreds * 100 + rest.value, length: 1 + rest.length }
}
