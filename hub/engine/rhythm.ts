/** Whether more strokes are played than written (above 0) or fewer; a half does so in each second bar. */
export type Busy = -1 | -0.5 | 0 | 0.5 | 1

/** What that comes to in a bar. */
export const busyIn = (bar: number, busy: Busy): number =>
  Math.abs(busy) === 1 || bar % 2 === 1 ? Math.sign(busy) : 0

/**
 * A tab with more strokes than it is written with (a long note is struck again in its middle, else a
 * rest is filled), or with fewer (of two strokes in a row the second is held instead), as its bar asks.
 * @example inRhythm('R-------....5---', 1, 0) // 'R---R---....5-5-'
 */
export function inRhythm(tab: string, busy: Busy, bar: number): string {
  const way = busyIn(bar, busy)
  if (way === 0) return tab
  return way > 0 ? busier(tab) : calmer(tab)
}

const isStroke = (sign: string | undefined): boolean =>
  sign !== undefined && sign !== '.' && sign !== '-'

function busier(tab: string): string {
  const split = [splitFrom(4, tab), splitFrom(2, tab)].find((signs) => signs !== tab)
  // Where nothing is held, every stroke before a rest is struck twice.
  return split ?? tab.replace(/([^.-])\./g, '$1$1')
}

/** Every note of at least so many sixteenths is struck again in its middle. */
function splitFrom(least: number, tab: string): string {
  const signs = [...tab]
  for (let from = 0; from < signs.length; from++) {
    if (!isStroke(tab[from])) continue
    let steps = 1
    while (tab[from + steps] === '-') steps++
    if (steps >= least) signs[from + (steps >> 1)] = tab[from]!
  }
  return signs.join('')
}

function calmer(tab: string): string {
  let kept = false
  return [...tab]
    .map((sign, step) => {
      if (sign === '.') return sign
      if (!isStroke(sign)) return kept ? sign : '.'
      // The first of the bar stays, and of those after it each second.
      kept = step % 16 === 0 || !kept
      return kept ? sign : '.'
    })
    .join('')
}
