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
    const closed = objectIn(rest.slice(0, cut.at) + closingOf(cut.open))
    if (closed !== undefined) return { value: closed, mended: 'closed' }
  }
  return undefined
}

/** A bracket that is open, and the one around it. */
type Open = { readonly closing: string; readonly around: Open | undefined }
type Cut = { readonly at: number; readonly open: Open | undefined }

function closingOf(innermost: Open | undefined): string {
  let closing = ''
  for (let open = innermost; open; open = open.around) closing += open.closing
  return closing
}

/** Where the object ends, or the places where it could be closed: before a comma, after a bracket. */
function scanned(text: string): { readonly end?: number; readonly cuts: readonly Cut[] } {
  const cuts: Cut[] = []
  // A chain, so that a cut costs the same however deep it lies.
  let open: Open | undefined
  let quoted = false
  for (let i = 0; i < text.length; i++) {
    const sign = text[i]!
    if (quoted) {
      if (sign === '\\') i += 1
      else if (sign === '"') quoted = false
      continue
    }
    if (sign === '"') quoted = true
    else if (sign === '{') open = { closing: '}', around: open }
    else if (sign === '[') open = { closing: ']', around: open }
    else if (sign === '}' || sign === ']') {
      open = open?.around
      if (!open) return { end: i + 1, cuts }
      cuts.push({ at: i + 1, open })
    } else if (sign === ',') cuts.push({ at: i, open })
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
