import { en, type WordKey } from './en.ts'

type Fill = Readonly<Record<string, string | number>>

const language = 'en'
const plural = new Intl.PluralRules(language)
const whole = new Intl.NumberFormat(language)

type Sentence = string | { readonly one: string; readonly other: string }

/** The words of one table by key, filled in; `n` picks the plural form. */
export const sayIn =
  <K extends string>(words: Readonly<Record<K, Sentence>>) =>
  (key: K, fill: Fill = {}): string => {
    const entry: Sentence = words[key]
    const sentence = typeof entry === 'string' ? entry : entry[formOf(fill.n)]
    return sentence.replace(/\{(\w+)\}/g, (_, name: string) => wordOf(fill[name]))
  }

/** The words of the page. */
export const say = sayIn<WordKey>(en)

const formOf = (n: string | number | undefined): 'one' | 'other' =>
  plural.select(Number(n ?? 0)) === 'one' ? 'one' : 'other'

const wordOf = (value: string | number | undefined): string =>
  typeof value === 'number' ? whole.format(value) : (value ?? '')

/** Minutes and seconds: '1:04'. */
export function lengthOf(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000))
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

/** One place after the point: '2.4'. */
export const seconds = (ms: number): string =>
  new Intl.NumberFormat(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(
    ms / 1000,
  )

export const percent = (share: number): string =>
  new Intl.NumberFormat(language, { style: 'percent' }).format(share)

/** 'Nov 23, 17:59' for an ISO date; the date as it came where it is none. */
export function dateOf(iso: string): string {
  const date = new Date(iso)
  if (Number.isNaN(date.getTime())) return iso
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(date)
}

/** How old something is, in the largest fitting unit. */
export function ageOf(ms: number): string {
  const s = Math.max(0, Math.round(ms / 1000))
  return s < 100 ? say('age.seconds', { n: s }) : say('age.minutes', { n: Math.round(s / 60) })
}
