import { entry, jsonOf, numberIn, textIn } from './any-json.ts'
import type { Failure, Planner } from './provider.ts'
import { failureOfStatus, waitIn } from './refusals.ts'
import { askByEvents, type Heard } from './wire.ts'

/** As it was last known; `rigsong provider model` says another. */
const usualModel = 'claude-haiku-4-5'
/** The wire as it was dated; another one may name its fields otherwise. */
export const anthropicVersion = '2023-06-01'

/** Claude, by the Messages API with structured output. */
export const anthropic: Planner = {
  name: 'anthropic',
  does: 'plan',
  url: 'https://api.anthropic.com',
  model: usualModel,
  plan: ({ instructions, input, schema, mostTokens }, line) =>
    askByEvents(
      {
        path: '/v1/messages',
        headers: { 'x-api-key': line.key, 'anthropic-version': anthropicVersion },
        body: {
          model: line.model,
          max_tokens: mostTokens,
          system: [{ type: 'text', text: instructions, cache_control: { type: 'ephemeral' } }],
          messages: [{ role: 'user', content: input }],
          output_config: { format: { type: 'json_schema', schema } },
          stream: true,
        },
        failureOf: (status, headers, body) =>
          failureOf(status, entry(body, 'error'), waitIn(headers)),
        hear: ({ data }) => hear(jsonOf(data)),
      },
      line,
    ),
}

const spent: ReadonlySet<string> = new Set(['billing_error', 'enforced_spend_limit_reached'])
const statusOf: Readonly<Record<string, number>> = {
  invalid_request_error: 400,
  authentication_error: 401,
  permission_error: 403,
  not_found_error: 404,
  request_too_large: 413,
  rate_limit_error: 429,
  api_error: 500,
  timeout_error: 504,
  overloaded_error: 529,
}

function failureOf(status: number, error: unknown, afterMs?: number): Failure {
  const words = [textIn(error, 'type'), textIn(error, 'code')].filter((word) => word !== undefined)
  const bill = words.find((word) => spent.has(word))
  if (bill !== undefined) return { why: 'out-of-credit', code: bill }
  return failureOfStatus(status, afterMs)
}

function hear(event: unknown): Heard {
  switch (textIn(event, 'type') ?? '') {
    case 'message_start':
      return usageIn(entry(entry(event, 'message'), 'usage'))
    case 'content_block_delta':
      return { text: textIn(entry(event, 'delta'), 'text') ?? '' }
    case 'message_delta':
      return {
        ...usageIn(entry(event, 'usage')),
        ...endIn(textIn(entry(event, 'delta'), 'stop_reason')),
      }
    case 'error': {
      const error = entry(event, 'error')
      return { failure: failureOf(statusOf[textIn(error, 'type') ?? ''] ?? 500, error) }
    }
    default:
      return {}
  }
}

/** Only `end_turn` is a whole answer. */
function endIn(reason: string | undefined): Heard {
  if (reason === undefined) return {}
  if (reason === 'end_turn') return { whole: true }
  if (reason === 'refusal') return { failure: { why: 'declined' } }
  return { failure: { why: 'cut-off', code: 'length' } }
}

function usageIn(usage: unknown): Heard {
  const parts = ['input_tokens', 'cache_creation_input_tokens', 'cache_read_input_tokens']
  const read = parts.map((name) => numberIn(usage, name)).filter((n) => n !== undefined)
  const outputTokens = numberIn(usage, 'output_tokens')
  return {
    usage: {
      ...(read.length > 0 && { inputTokens: read.reduce((sum, n) => sum + n, 0) }),
      ...(outputTokens !== undefined && { outputTokens }),
    },
  }
}
