import { nearestWord } from '#core/nearest-word.ts'
import { v } from '#core/schema.ts'

/** Something in a file that cannot be used: where it stands, what is wrong, what to do. */
export type Problem = {
  readonly path: readonly (string | number)[]
  readonly says: string
  readonly hint: string
}

/** What a schema has against a value, in words for whoever wrote it; none where it fits. */
export function problemsOf(
  schema: v.GenericSchema,
  value: unknown,
  above: Problem['path'] = [],
): readonly Problem[] {
  const { issues = [] } = v.safeParse(schema, value)
  return issues.flatMap((issue) => {
    const path = (issue.path ?? []).map(({ key }) => key as string | number)
    const problems = problemsIn(issue, { root: schema as unknown as Node, value, path })
    return problems.map((problem) => ({ ...problem, path: [...above, ...problem.path] }))
  })
}

/** A schema as far as it is walked here. */
type Node = {
  readonly type: string
  readonly entries?: Readonly<Record<string, Node>>
  readonly item?: Node
  readonly items?: readonly Node[]
  readonly wrapped?: Node
  readonly options?: readonly Node[]
  readonly literal?: unknown
  /** The key that tells the options of a variant apart. */
  readonly key?: unknown
  readonly value?: Node
}
type Spot = { readonly root: Node; readonly value: unknown; readonly path: Problem['path'] }

function problemsIn(issue: v.BaseIssue<unknown>, spot: Spot): readonly Problem[] {
  const { root, value, path } = spot
  const key = String(path.at(-1) ?? '')
  if (issue.type === 'strict_object' && issue.expected === 'never')
    return [{ path, ...noSuchKey(key, keysOf(schemaAt(root, value, path.slice(0, -1)))) }]
  if (issue.received === 'undefined') return [{ path, ...missing(issue, key) }]
  if (issue.type === 'union') return unfitting(schemaAt(root, value, path), spot)
  return [{ path, ...wrong(issue) }]
}

function noSuchKey(key: string, allowed: readonly string[]): Pick<Problem, 'says' | 'hint'> {
  return { says: `there is no \`${key}\` here`, hint: meant(key, allowed) }
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

function missing(issue: v.BaseIssue<unknown>, key: string): Pick<Problem, 'says' | 'hint'> {
  const words = wordsIn(issue.expected)
  if (/^\d+$/.test(key)) return { says: 'the list is too short', hint: 'Write one more.' }
  const says = `\`${key}\` is missing`
  if (words.length > 1) return { says, hint: `It can be ${words.join(', ')}.` }
  return { says, hint: `Write ${key}: and what it is.` }
}

/** Several forms could stand here, and none fits: the one that was probably meant is explained. */
function unfitting(union: Node, { value, path }: Spot): readonly Problem[] {
  const found = valueAt(value, path)
  const given = isGroup(found) ? Object.keys(found) : []
  const forms = union.options ?? []
  const form = formOf(forms, given)
  if (form) return problemsOf(form as unknown as v.GenericSchema, found, path)
  const allowed = [...new Set(forms.flatMap(keysOf))]
  const [first] = given
  if (first !== undefined) return [{ path: [...path, first], ...noSuchKey(first, allowed) }]
  return [{ path, says: `${shown(found)} says nothing`, hint: `It can be ${allowed.join(', ')}.` }]
}

/** The form with the most keys of those that are there. */
function formOf(forms: readonly Node[], given: readonly string[]): Node | undefined {
  const ranked = forms.map((form) => {
    const known = new Set(keysOf(form))
    return { form, shared: given.filter((key) => known.has(key)).length }
  })
  const best = ranked.reduce((one, other) => (other.shared > one.shared ? other : one))
  return best.shared > 0 ? best.form : undefined
}

function wrong(issue: v.BaseIssue<unknown>): Pick<Problem, 'says' | 'hint'> {
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
  array: () => 'a list',
  tuple: () => 'a list',
  record: () => 'a group of words',
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

const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 40 ? `${text.slice(0, 39)}…` : text
}

const isGroup = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const keysOf = (schema: Node): readonly string[] => Object.keys(schema.entries ?? {})

const valueAt = (value: unknown, path: Problem['path']): unknown =>
  path.reduce<unknown>(
    (at, key) => (at as Record<string | number, unknown> | undefined)?.[key],
    value,
  )

/** The schema that judges what stands at this place. */
function schemaAt(schema: Node, value: unknown, [key, ...rest]: Problem['path']): Node {
  if (schema.wrapped)
    return schemaAt(schema.wrapped, value, key === undefined ? [] : [key, ...rest])
  if (schema.type === 'variant') {
    const option = optionOf(schema, value)
    return option ? schemaAt(option, value, key === undefined ? [] : [key, ...rest]) : schema
  }
  if (key === undefined) return schema
  const next =
    schema.entries?.[key] ?? schema.items?.[key as number] ?? schema.item ?? schema.value ?? schema
  return schemaAt(next, (value as Record<string | number, unknown> | undefined)?.[key], rest)
}

/** The option that the variant's key chooses. */
function optionOf({ options = [], key }: Node, value: unknown): Node | undefined {
  const name = String(key)
  const word = isGroup(value) ? value[name] : undefined
  return options.find((option) => option.entries?.[name]?.literal === word)
}
