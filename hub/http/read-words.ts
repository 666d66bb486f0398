import { HubError } from '#core/errors.ts'
import { v } from '#core/schema.ts'

/** Words of a query are all text; numbers are read where the schema wants one. */
export function asWritten(schema: v.GenericSchema | undefined, query: unknown): unknown {
  const { entries } = (schema ?? {}) as { entries?: Record<string, { wrapped?: { type: string } }> }
  if (!entries) return query
  return Object.fromEntries(
    Object.entries(query as Record<string, unknown>).map(([name, word]) => {
      const isNumber = entries[name]?.wrapped?.type === 'number'
      return [
        name,
        isNumber && typeof word === 'string' && /^\d{1,9}$/.test(word) ? Number(word) : word,
      ]
    }),
  )
}

/** Words of a request as their schema has them; throws HubError 'bad-request'. `where` says which. */
export function readWords(
  schema: v.GenericSchema | undefined,
  words: unknown,
  where: string,
): unknown {
  if (!schema) return undefined
  const found = v.safeParse(schema, words, { abortEarly: true })
  // To valibot a list is an object like any other.
  if (found.success && !Array.isArray(words)) return found.output
  const issue = found.success ? undefined : found.issues[0]
  const path = issue && v.getDotPath(issue)
  const reason = issue?.message ?? 'a list is not expected'
  throw new HubError(
    'bad-request',
    `${where} is not right${path ? ` at ${path}` : ''}: ${reason}`,
    {
      hint: 'Compare with /api/v1/openapi.json.',
    },
  )
}
