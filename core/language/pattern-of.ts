/**
 * '(stop|halt) [the music]' as a pattern over a line of lower-case words, a blank before each: (a|b)
 * is one of these, [a|b] one or none, ... is anything. `begins` leaves open what follows.
 */
export function patternOf(said: string, { begins = false } = {}): RegExp {
  const parts = said.match(/\([^)]*\)|\[[^\]]*\]|\S+/g)!.map((part) => {
    const inside = part.replace(/^[([]|[)\]]$/g, '').replace(/\s+/g, ' ')
    const ways = inside.split('|').map((way) => way.trim().replaceAll('...', '.+'))
    return `(?: (?:${ways.join('|')}))${part.startsWith('[') ? '?' : ''}`
  })
  return new RegExp(`^${parts.join('')}${begins ? '(?= |$)' : '$'}`)
}
