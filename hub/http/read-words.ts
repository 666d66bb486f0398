import { HubError } from '#core/errors.ts'
import { v } from '#core/schema.ts'
import { type Unfit, unfit } from '#core/unfit.ts'

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
  const { path, says, hint } = found.success ? noList : refusalOf(found.issues[0])
  throw new HubError('bad-request', `${where} is not right${path ? ` at ${path}` : ''}: ${says}`, {
    hint: `${hint} All of it stands in /api/v1/openapi.json.`,
  })
}

type Refusal = Unfit & { readonly path?: string | null }
const noList: Refusal = { says: 'a list is not expected', hint: 'Send an object.' }

function refusalOf(issue: v.BaseIssue<unknown>): Refusal {
  // Of several forms none fits: the one that came furthest says most.
  const nested = [...(issue.issues ?? [])].sort((a, b) => depthOf(b) - depthOf(a))
  if (nested[0] && depthOf(nested[0]) > 0) {
    const { path, ...rest } = refusalOf(nested[0])
    return { path: [v.getDotPath(issue), path].filter(Boolean).join('.'), ...rest }
  }
  // What our own schemas say names no value, which could be a passphrase.
  const { says, hint } = unfit(issue)
  const ours = /^Invalid /.test(issue.message) ? undefined : issue.message
  return { path: v.getDotPath(issue), says: ours ?? says, hint }
}

const depthOf = ({ path }: v.BaseIssue<unknown>): number => path?.length ?? 0
