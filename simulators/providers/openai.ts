import { type Body, sseEvent, type Wire } from './vendor.ts'

const error = (message: string, type: string, code: string) => ({
  error: { message, type, code, param: null },
})
const event = (type: string, rest: object): string => sseEvent({ type, ...rest }, type)
const usage = { input_tokens: 900, output_tokens: 420, total_tokens: 1320 }
const response = (rest: object) => ({ response: { id: 'resp_1', object: 'response', ...rest } })

/** OpenAI's Responses API, as far as a plan needs it. */
export const openai: Wire = {
  name: 'openai',
  path: /^\/v1\/responses$/,
  keyOf: ({ headers }) => /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1],
  messageOf: (body) => String(body.input),
  wrongWith: (_, body) => wrongWith(body),
  refusals: {
    'rate-limit': {
      status: 429,
      headers: {
        'x-ratelimit-limit-requests': '500',
        'x-ratelimit-remaining-requests': '0',
        'x-ratelimit-reset-requests': '2s',
        'x-ratelimit-limit-tokens': '30000',
        'x-ratelimit-remaining-tokens': '0',
        'x-ratelimit-reset-tokens': '7s',
        'x-should-retry': 'true',
      },
      body: error('Rate limit reached', 'requests', 'rate_limit_exceeded'),
    },
    'out-of-credit': {
      status: 429,
      body: error('You exceeded your current quota', 'insufficient_quota', 'insufficient_quota'),
    },
    'key-refused': {
      status: 401,
      body: error(
        'Incorrect API key provided: simul*****-key',
        'invalid_request_error',
        'invalid_api_key',
      ),
    },
    'model-unknown': {
      status: 404,
      body: error('The model does not exist', 'invalid_request_error', 'model_not_found'),
    },
    'bad-request': {
      status: 400,
      body: error(
        'Invalid schema for response_format',
        'invalid_request_error',
        'invalid_json_schema',
      ),
    },
    overloaded: {
      status: 503,
      body: error('The server is overloaded', 'server_error', 'server_error'),
    },
  },
  head: () => [
    event('response.created', response({ status: 'in_progress' })),
    event('response.in_progress', response({ status: 'in_progress' })),
    event('response.output_item.added', {
      output_index: 0,
      item: { type: 'message', role: 'assistant', content: [] },
    }),
    event('response.content_part.added', { part: { type: 'output_text', text: '' } }),
  ],
  delta: (delta) =>
    event('response.output_text.delta', { output_index: 0, content_index: 0, delta }),
  end(how, text) {
    if (how === 'refusal')
      return [
        event('response.refusal.delta', { delta: 'I cannot help with that.' }),
        event('response.refusal.done', { refusal: 'I cannot help with that.' }),
        event('response.completed', response({ status: 'completed', usage })),
      ]
    if (how === 'length')
      return [
        event(
          'response.incomplete',
          response({
            status: 'incomplete',
            incomplete_details: { reason: 'max_output_tokens' },
            usage,
          }),
        ),
      ]
    return [
      event('response.output_text.done', { text }),
      event('response.completed', response({ status: 'completed', usage })),
    ]
  },
  errorEvent: event('error', {
    code: 'server_error',
    message: 'The server had an error',
    param: null,
  }),
}

function wrongWith({ model, instructions, input, stream, text }: Body): string | undefined {
  if (typeof model !== 'string' || typeof instructions !== 'string') return 'model or instructions'
  if (typeof input !== 'string' || stream !== true) return 'input or stream'
  const { format } = (text ?? {}) as {
    format?: { type?: string; name?: string; strict?: boolean; schema?: unknown }
  }
  if (format?.type !== 'json_schema' || format.strict !== true) return 'no strict schema'
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(format.name ?? '')) return 'the name of the schema'
  return notStrict(format.schema)
}

/** OpenAI's strict subset: every property required, none added, no limits, not too deep. */
export function notStrict(schema: unknown, depth = 0): string | undefined {
  if (typeof schema !== 'object' || schema === null) return 'a schema that is none'
  if (depth > 10) return 'nested too deep'
  const { type, properties, required, additionalProperties, items, anyOf } = schema as {
    type?: string
    properties?: Record<string, unknown>
    required?: string[]
    additionalProperties?: unknown
    items?: unknown
    anyOf?: unknown[]
  }
  for (const word of [
    'default',
    'minItems',
    'maxItems',
    'minimum',
    'maximum',
    'minLength',
    'maxLength',
    'allOf',
    'oneOf',
    'not',
    '$schema',
  ])
    if (Object.hasOwn(schema, word)) return `the word ${word}`
  if (type === 'object') {
    const names = Object.keys(properties ?? {})
    if (additionalProperties !== false) return 'additionalProperties'
    if (names.some((name) => !required?.includes(name))) return 'a property that is not required'
  }
  const inner = [
    ...Object.values(properties ?? {}),
    ...(items === undefined ? [] : [items]),
    ...(anyOf ?? []),
  ]
  for (const one of inner) {
    const wrong = notStrict(one, depth + (type === 'object' || type === 'array' ? 1 : 0))
    if (wrong !== undefined) return wrong
  }
  return undefined
}
