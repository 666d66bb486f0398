import { HubError } from './errors.ts'

/** Deeper than anything that is meant: what walks through a value must not run out of stack. */
export const deepestJson = 100

/**
 * The value of a text from outside. Throws HubError 'bad-request' where it nests too deep, SyntaxError
 * where it is no JSON.
 */
export function parseJson(text: string): unknown {
  const refusal = depthRefusal(text)
  if (refusal) throw refusal
  return JSON.parse(text)
}

/** HubError 'bad-request' for JSON that nests too deep, for whoever has a parser already; else undefined. */
export function depthRefusal(text: string): HubError | undefined {
  if (!isTooDeep(text)) return undefined
  return new HubError('bad-request', `lists and objects stand over ${deepestJson} deep`, {
    hint: `Send JSON of at most ${deepestJson} brackets in each other.`,
  })
}

const [quote, backslash] = [0x22, 0x5c]
const opening: ReadonlySet<number> = new Set([0x5b, 0x7b])
const closing: ReadonlySet<number> = new Set([0x5d, 0x7d])

function isTooDeep(text: string): boolean {
  let depth = 0
  let isQuoted = false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === quote) isQuoted = !isQuoted
    else if (isQuoted && code === backslash) at += 1
    else if (isQuoted) continue
    else if (opening.has(code)) depth += 1
    else if (closing.has(code)) depth -= 1
    if (depth > deepestJson) return true
  }
  return false
}
