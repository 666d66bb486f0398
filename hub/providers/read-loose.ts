/** More of a reply is not read. */
const mostChars = 65_536
/** How much is read again in search of a place to cut a broken reply at, in characters. */
const mostRead = 1_000_000

export type LooseJson = {
  readonly value: unknown
  /** What had to be done to read it. */
  readonly mended: 'nothing' | 'unwrapped' | 'closed'
}

/**
 * The first object in a reply: as it is, out of a fence or a sentence, or closed before it breaks.
 * Undefined where there is none.
 */
export function readLoose(text: string): LooseJson | undefined {
  const whole = objectIn(text)
  if (whole !== undefined) return { value: whole, mended: 'nothing' }
  const start = text.indexOf('{')
  if (start < 0) return undefined
  const rest = text.slice(start, start + mostChars)
  const { end, cuts } = scanned(rest)
  if (end !== undefined) {
    const inner = objectIn(rest.slice(0, end))
    if (inner !== undefined) return { value: inner, mended: 'unwrapped' }
  }
  for (const cut of cuts.toReversed().slice(0, mostRead / rest.length)) {
    const closed = objectIn(rest.slice(0, cut.at) + cut.closing)
    if (closed !== undefined) return { value: closed, mended: 'closed' }
  }
  return undefined
}

type Cut = { readonly at: number; readonly closing: string }

/** Where the object ends, or the places where it could be closed: before a comma, after a bracket. */
function scanned(text: string): { readonly end?: number; readonly cuts: readonly Cut[] } {
  const cuts: Cut[] = []
  const open: string[] = []
  let quoted = false
  for (let i = 0; i < text.length; i++) {
    const sign = text[i]!
    if (quoted) {
      if (sign === '\\') i += 1
      else if (sign === '"') quoted = false
      continue
    }
    if (sign === '"') quoted = true
    else if (sign === '{' || sign === '[') open.push(sign === '{' ? '}' : ']')
    else if (sign === '}' || sign === ']') {
      open.pop()
      if (open.length === 0) return { end: i + 1, cuts }
      cuts.push({ at: i + 1, closing: open.toReversed().join('') })
    } else if (sign === ',') cuts.push({ at: i, closing: open.toReversed().join('') })
  }
  return { cuts }
}

function objectIn(text: string): object | undefined {
  try {
    const found: unknown = JSON.parse(text)
    return typeof found === 'object' && found !== null && !Array.isArray(found) ? found : undefined
  } catch {
    return undefined
  }
}
