import { parseJson } from '#core/json.ts'
import { isObject, type Json, own } from './announcement.ts'

/** Where a value stands in a payload, and its words for on and off. */
export type PayloadForm = {
  readonly path?: string
  readonly on?: string
  readonly off?: string
}

const longestBytes = 32 * 1024
const utf8 = new TextDecoder('utf-8', { fatal: true })

/** JSON of a payload; undefined where it is none, or too large to be a sensor's. */
export function jsonOf(payload: Uint8Array): Json | undefined {
  const text = plainText(payload)
  if (text === undefined) return undefined
  try {
    return parseJson(text) as Json
  } catch {
    return undefined
  }
}

/** The text of a payload; undefined where it is none. */
export function plainText(payload: Uint8Array): string | undefined {
  if (payload.length > longestBytes) return undefined
  try {
    return utf8.decode(payload)
  } catch {
    return undefined
  }
}

/**
 * The word at a place of a payload. 'broken' is a payload that cannot be read; undefined is one that
 * says nothing of this.
 */
export function wordAt(
  payload: Uint8Array,
  path: string | undefined,
): string | 'broken' | undefined {
  const text = plainText(payload)
  if (text === undefined) return 'broken'
  if (path === undefined || path === '') return text.trim()
  const json = jsonOf(payload)
  if (json === undefined) return 'broken'
  const value = path.split('.').reduce<Json | undefined>(stepInto, json)
  if (value === undefined || value === null) return undefined
  return typeof value === 'object' ? 'broken' : String(value)
}

function stepInto(at: Json | undefined, name: string): Json | undefined {
  if (Array.isArray(at)) return /^\d{1,4}$/.test(name) ? at[Number(name)] : undefined
  return isObject(at) ? own(at, name) : undefined
}

const numeric = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d{1,3})?$/i
/** What firmware says when it has no value. */
const nothing = /^(?:|nan|none|null|unknown|unavailable)$/i
const usualOn = /^(?:on|true|open|online|yes)$/i
const usualOff = /^(?:off|false|closed|offline|no)$/i

/**
 * The value of a payload: 1 and 0 for on and off, else its number. 'broken' is a payload that cannot be
 * read; undefined is one that says nothing of this.
 */
export function valueIn(payload: Uint8Array, form: PayloadForm): number | 'broken' | undefined {
  const word = wordAt(payload, form.path)
  if (word === undefined || word === 'broken') return word
  if (isWord(word, form.on)) return 1
  if (isWord(word, form.off)) return 0
  // Whoever names a word for on means nothing by any other.
  if (form.on !== undefined || nothing.test(word)) return undefined
  if (numeric.test(word) && Number.isFinite(Number(word))) return Number(word)
  if (usualOn.test(word)) return 1
  return usualOff.test(word) ? 0 : 'broken'
}

/** Some say true for True. */
export const isWord = (word: string, wanted: string | undefined): boolean =>
  wanted !== undefined && word.toLowerCase() === wanted.toLowerCase()
