import { nearestWord } from './nearest-word.ts'
import type { v } from './schema.ts'

/** Why a value does not fit, and what to do about it. */
export type Unfit = { readonly says: string; readonly hint: string }

/**
 * What a schema has against a value, in words for whoever wrote it.
 * @example `unfit(issue)` // { says: '"fonk" is none of the words', hint: 'Did you mean `funk`?' }
 */
export function unfit(issue: v.BaseIssue<unknown>): Unfit {
  if (issue.received === 'undefined') return missing(issue)
  const words = wordsIn(issue.expected)
  const is = shown(issue.input)
  if (words.length > 0) return { says: `${is} is none of the words`, hint: meant(plain(is), words) }
  // Our own schemas say what fits; what they do not say is in the table.
  const ours = /^Invalid /.test(issue.message) ? undefined : issue.message
  const wants = ours ?? wanted[issue.type]?.(String(issue.expected)) ?? String(issue.expected)
  if (wants === 'nothing') return { says: `${is} has no place here`, hint: 'Take it away.' }
  if (issue.type === 'string') return { says: `${is} is not a text`, hint: 'Put quotes around it.' }
  return { says: `${is} is not ${wants}`, hint: `Write ${wants}.` }
}

const bare = (expected: string): string => expected.replace(/^[<>=]+/, '')
/** What fits, by the kind of schema that was not met. */
const wanted: Readonly<Record<string, (expected: string) => string>> = {
  number: () => 'a number',
  integer: () => 'a whole number',
  boolean: () => 'true or false',
  literal: (expected) => expected,
  picklist: (expected) => expected.replace(/[()]/g, '').replaceAll('|', 'or'),
  min_value: (expected) => `at least ${bare(expected)}`,
  max_value: (expected) => `at most ${bare(expected)}`,
  min_length: (expected) => `of a length of at least ${bare(expected)}`,
  max_length: (expected) => `of a length of at most ${bare(expected)}`,
  regex: (expected) => `of the form ${expected}`,
  array: () => 'a list',
  tuple: () => 'a list',
  record: () => 'a group of words',
  object: () => 'a group of words',
  strict_object: () => 'a group of words',
  variant: () => 'a group of words',
  never: () => 'nothing',
}

/** `"a" | "b"` as words. */
const wordsIn = (expected: unknown): readonly string[] =>
  String(expected).includes('" | "')
    ? [...String(expected).matchAll(/"([^"]+)"/g)].map(([, word]) => word!)
    : []

const plain = (text: string): string => text.replaceAll('"', '')

/** A value as it was written, cut where it is long. */
export const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 40 ? `${text.slice(0, 39)}…` : text
}

function missing(issue: v.BaseIssue<unknown>): Unfit {
  const key = String(issue.path?.at(-1)?.key ?? '')
  const words = wordsIn(issue.expected)
  if (/^\d+$/.test(key)) return { says: 'the list is too short', hint: 'Write one more.' }
  const says = `\`${key}\` is missing`
  if (words.length > 1) return { says, hint: `It can be ${words.join(', ')}.` }
  return { says, hint: `Write ${key}: and what it is.` }
}

/** The word that was probably meant, where one is near, else all of them. */
export function meant(word: string, words: readonly string[]): string {
  if (words.length === 0) return 'Nothing can stand here.'
  const near = nearestWord(word, words)
  const isNear = near.steps <= Math.max(1, Math.floor(word.length / 3))
  const begun = words.find((one) => one.startsWith(word) || word.startsWith(one))
  const guess = isNear ? near.word : begun
  return guess === undefined ? `It can be ${words.join(', ')}.` : `Did you mean \`${guess}\`?`
}
