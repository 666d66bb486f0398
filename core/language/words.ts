/** A word of a sentence as it was written, in lower case, and whether a comma or stop follows. */
export type Word = { readonly raw: string; readonly low: string; readonly ends: boolean }

const oneWord = /\d+\/\d+|\d+:\d\d|\d+(?:\.\d+)?|[\p{L}][\p{L}\d'#♯♭&]*|[,.;:!?"]/gu
const mark = /^[,.;:!?"]$/

const decades = { 5: 'fifties', 6: 'sixties', 7: 'seventies', 8: 'eighties', 9: 'nineties' }
/** '80s synthwave' and 'the 90's', not 'in 80s' or '60s of rain'. */
const decade = /\b([5-9])0\s?'?s(?=\s+(?!of\b|long\b|at\b|in\b|and\b|with)\p{L})/giu

/** The words of a text: dashes part words, '80bpm' is '80 bpm', marks end a clause. */
export function wordsOf(text: string): readonly Word[] {
  const plain = text
    .normalize('NFC')
    .replace(/[’‘`]/g, "'")
    .replace(/[“”]/g, '"')
    .replace(/'n'?(?=[\s-]|bass|roll|b\b)|(?<=\s)n'(?=\s)/gi, ' and ')
    .replace(decade, (_, tens: keyof typeof decades) => decades[tens])
    .replace(/\bw\/o\b/gi, 'without')
    .replace(/\bw\/(?=\s)/gi, 'with')
    .replace(/[-–—_]/g, ' ')
    .replace(/%/g, ' percent ')
    .replace(/(?<=\s)@\s?(?=\d)/g, ' at ')
    .replace(/(?<=\s)[&+](?=\s)/g, ' and ')
  const words: Word[] = []
  for (const [found] of plain.matchAll(oneWord)) {
    const last = words.at(-1)
    if (!mark.test(found)) words.push({ raw: found, low: found.toLowerCase(), ends: false })
    else if (last) words[words.length - 1] = { ...last, ends: true }
  }
  return words
}

/** The words as one lower-case line without marks, for patterns over a whole sentence. */
export const lineOf = (words: readonly Word[]): string => words.map(({ low }) => low).join(' ')

/**
 * The longest entry of a table that stands at a place, no clause ending inside it.
 * @example phraseAt(wordsOf('deep house'), 0, new Map([['house', 1], ['deep house', 2]]))
 */
export function phraseAt<T>(
  words: readonly Word[],
  at: number,
  table: ReadonlyMap<string, T>,
): { readonly phrase: string; readonly length: number; readonly means: T } | undefined {
  if (at < 0) return undefined
  for (let length = Math.min(5, words.length - at); length > 0; length--) {
    const span = words.slice(at, at + length)
    if (span.slice(0, -1).some(({ ends }) => ends)) continue
    const phrase = lineOf(span)
    const means = table.get(phrase)
    if (means !== undefined) return { phrase, length, means }
  }
  return undefined
}
