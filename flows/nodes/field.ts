import { v } from '#core/schema.ts'

/** What the edit dialog draws for a field. */
export type Form =
  | {
      readonly is: 'number'
      readonly least: number
      readonly most: number
      readonly unit?: string
      readonly whole: boolean
    }
  | { readonly is: 'text'; readonly longest: number; readonly needed: boolean }
  | { readonly is: 'choice'; readonly of: Readonly<Record<string, string>> }
  | { readonly is: 'flag' }
  /** A text with the names of the hub to choose from. */
  | { readonly is: 'name'; readonly from: NameOf; readonly needed: boolean }
  /** A value, or where it is found: in the message, in the flow, everywhere. */
  | {
      readonly is: 'typed'
      readonly types: readonly ValueType[]
      readonly type: ValueType
      readonly needed: boolean
    }

type NameOf = 'devices' | 'controls' | 'outputs' | 'scenes'
export type ValueType = 'str' | 'num' | 'bool' | 'msg' | 'flow' | 'global'

/** What is written in a typed field: a value, or the name of what holds it. */
export type Typed = { readonly value: string; readonly type: ValueType }

/** Why a field cannot be used, in words that say what fits. */
export type Fault = { readonly fault: string }
export const isFault = (read: unknown): read is Fault =>
  typeof read === 'object' && read !== null && 'fault' in read

/** One property of a node: how it is drawn, what it is at first, and how it is read. */
export type Field<T> = {
  readonly label: string
  /** A word more, below the field. */
  readonly note?: string
  readonly fallback: string | number | boolean
  readonly form: Form
  read(stored: unknown, type: unknown): T | Fault
}
export type Fields = Readonly<Record<string, Field<unknown>>>
export type ValuesOf<F extends Fields> = {
  readonly [name in keyof F]: F[name] extends Field<infer T> ? T : never
}

type Said = { readonly label: string; readonly note?: string }

/** A number within bounds, in `unit`. */
export function number(
  said: Said & {
    readonly fallback: number
    readonly least: number
    readonly most: number
    readonly unit?: string
    readonly whole?: boolean
  },
): Field<number> {
  const { least, most, unit, whole = false } = said
  const bounds = `a number from ${least} to ${most}${unit ? ` ${unit}` : ''}`
  return {
    ...drawn(said),
    form: { is: 'number', least, most, whole, ...(unit && { unit }) },
    read(stored) {
      if (unsaid(stored)) return said.fallback
      const found = Number(stored)
      const fits = found >= least && found <= most && (!whole || Number.isInteger(found))
      return fits ? found : { fault: `${said.label} must be ${bounds}` }
    },
  }
}

/** Words; empty where nothing is `needed`. */
export function text(
  said: Said & { readonly fallback?: string; readonly longest?: number; readonly needed?: boolean },
): Field<string> {
  const { fallback = '', longest = 200, needed = false } = said
  return {
    ...drawn({ ...said, fallback }),
    form: { is: 'text', longest, needed },
    read: (stored) => wordsOf(said.label, stored ?? fallback, { longest, needed }),
  }
}

/** The name of a device, control, light or scene, offered from what the hub has. */
export function name(
  said: Said & { readonly from: NameOf; readonly fallback?: string; readonly needed?: boolean },
): Field<string> {
  const { fallback = '', needed = false } = said
  return {
    ...drawn({ ...said, fallback }),
    form: { is: 'name', from: said.from, needed },
    read: (stored) => wordsOf(said.label, stored ?? fallback, { longest: 200, needed }),
  }
}

/** One of a few; `of` is value → label. */
export function choice<const C extends Readonly<Record<string, string>>>(
  said: Said & { readonly of: C; readonly fallback: keyof C & string },
): Field<keyof C & string> {
  const isOne = (stored: unknown): stored is keyof C & string =>
    typeof stored === 'string' && Object.hasOwn(said.of, stored)
  return {
    ...drawn(said),
    form: { is: 'choice', of: said.of },
    read(stored) {
      if (unsaid(stored)) return said.fallback
      return isOne(stored)
        ? stored
        : { fault: `${said.label} must be one of ${Object.keys(said.of).join(', ')}` }
    },
  }
}

export const flag = (said: Said & { readonly fallback: boolean }): Field<boolean> => ({
  ...drawn(said),
  form: { is: 'flag' },
  read: (stored) => (unsaid(stored) ? said.fallback : stored === true || stored === 'true'),
})

const Value = v.picklist(['str', 'num', 'bool', 'msg', 'flow', 'global'])

/** A value of its own, or found in the message, the flow or everywhere; the first type is what it is at first. */
export function typed(
  said: Said & {
    readonly fallback: string
    readonly types: readonly [ValueType, ...ValueType[]]
    readonly needed?: boolean
  },
): Field<Typed> {
  const { types, needed = false } = said
  return {
    ...drawn(said),
    form: { is: 'typed', types, type: types[0], needed },
    read(stored, type) {
      const found = v.safeParse(Value, unsaid(type) ? types[0] : type)
      if (!found.success) return { fault: `${said.label} cannot be found in ${String(type)}` }
      const value = String(stored ?? said.fallback)
      if (needed && value.trim() === '') return { fault: `${said.label} is missing` }
      return { value, type: found.output }
    },
  }
}

/** Reads what Node-RED stored; the first thing that does not fit is the fault. */
export function valuesOf<F extends Fields>(
  fields: F,
  stored: Readonly<Record<string, unknown>>,
): ValuesOf<F> | Fault {
  const values: Record<string, unknown> = {}
  for (const [word, field] of Object.entries(fields)) {
    const value = field.read(stored[word], stored[`${word}Type`])
    if (isFault(value)) return value
    values[word] = value
  }
  return values as ValuesOf<F>
}

const drawn = ({
  label,
  note,
  fallback,
}: Said & { readonly fallback: string | number | boolean }) => ({
  label,
  fallback,
  ...(note !== undefined && { note }),
})

const unsaid = (stored: unknown): boolean =>
  stored === undefined || stored === null || stored === ''

function wordsOf(
  label: string,
  stored: unknown,
  { longest, needed }: { readonly longest: number; readonly needed: boolean },
): string | Fault {
  const words = String(stored).trim()
  if (needed && words === '') return { fault: `${label} is missing` }
  return words.length <= longest ? words : { fault: `${label} is longer than ${longest} letters` }
}
