/**
 * '(stop|halt) [the music]' as a pattern over a line of lower-case words, a blank before each: (a|b)
 * is one of these, [a|b] one or none, ... is anything. `open` leaves open what comes before or after.
 */
export function patternOf(
  said: string,
  { open }: { readonly open?: 'before' | 'after' } = {},
): RegExp {
  const parts = said.match(/\([^)]*\)|\[[^\]]*\]|\S+/g)!.map((part) => {
    const inside = part.replace(/^[([]|[)\]]$/g, '').replace(/\s+/g, ' ')
    const ways = inside.split('|').map((way) => way.trim().replaceAll('...', '.+'))
    return `(?: (?:${ways.join('|')}))${part.startsWith('[') ? '?' : ''}`
  })
  const [from, to] = [open === 'before' ? '' : '^', open === 'after' ? '(?= |$)' : '$']
  return new RegExp(from + parts.join('') + to)
}
