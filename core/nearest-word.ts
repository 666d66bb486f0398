/**
 * The word that somebody probably meant, and how many letters they were off; `words` must not be empty.
 * @example nearestWord('rangee', ['range', 'rate']) // { word: 'range', steps: 1 }
 */
export function nearestWord(
  word: string,
  words: readonly string[],
): { readonly word: string; readonly steps: number } {
  const ranked = words.map((one) => ({ word: one, steps: stepsBetween(word, one) }))
  return ranked.reduce((best, one) => (one.steps < best.steps ? one : best))
}

/** `Did you mean range? ` where a word is at most two letters off, else nothing. */
export function didYouMean(word: string, words: readonly string[]): string {
  const near = nearestWord(word, words)
  return near.steps <= 2 ? `Did you mean ${near.word}? ` : ''
}

/** How many letters must change (Levenshtein). */
function stepsBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(change, row[j]! + 1, next[j - 1]! + 1))
    }
    row = next
  }
  return row[b.length]!
}
