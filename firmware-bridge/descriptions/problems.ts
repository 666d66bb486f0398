import { v } from '#core/schema.ts'
import { meant, shown, type Unfit, unfit } from '#core/unfit.ts'

/** Something in a file that cannot be used: where it stands, what is wrong, what to do. */
export type Problem = Unfit & { readonly path: readonly (string | number)[] }

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
  if (issue.type === 'union' && issue.received !== 'undefined')
    return unfitting(schemaAt(root, value, path), spot)
  return [{ path, ...unfit(issue) }]
}

function noSuchKey(key: string, allowed: readonly string[]): Unfit {
  return { says: `there is no \`${key}\` here`, hint: meant(key, allowed) }
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
