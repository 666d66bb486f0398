import { notStrict } from './openai.ts'
import { type Body, sseEvent, type Wire } from './vendor.ts'

const error = (type: string, message: string) => ({
  type: 'error',
  error: { type, message },
  request_id: 'req_1',
})
const event = (type: string, rest: object): string => sseEvent({ type, ...rest }, type)
const stop = (reason: string): readonly string[] => [
  event('content_block_stop', { index: 0 }),
  event('message_delta', {
    delta: { stop_reason: reason, stop_sequence: null },
    usage: { output_tokens: 410 },
  }),
  event('message_stop', {}),
]

/** Anthropic's Messages API, as far as a plan needs it. */
export const anthropic: Wire = {
  name: 'anthropic',
  path: /^\/v1\/messages$/,
  keyOf: ({ headers }) => headers['x-api-key']?.toString(),
  messageOf: ({ messages }) =>
    String((messages as { content?: unknown }[] | undefined)?.[0]?.content),
  wrongWith: ({ headers }, body) =>
    /^\d{4}-\d\d-\d\d$/.test(String(headers['anthropic-version'])) ? wrongWith(body) : 'no version',
  refusals: {
    'rate-limit': {
      status: 429,
      headers: {
        'retry-after': '7',
        'anthropic-ratelimit-requests-limit': '50',
        'anthropic-ratelimit-requests-remaining': '0',
        'anthropic-ratelimit-requests-reset': '2026-11-23T18:00:07Z',
      },
      body: error('rate_limit_error', 'Number of requests has exceeded your rate limit'),
    },
    'out-of-credit': {
      status: 402,
      body: error('billing_error', 'Your credit balance is too low'),
    },
    'key-refused': { status: 401, body: error('authentication_error', 'invalid x-api-key') },
    'model-unknown': { status: 404, body: error('not_found_error', 'model: nobody') },
    'bad-request': {
      status: 400,
      body: error('invalid_request_error', 'output_config: invalid schema'),
    },
    overloaded: { status: 529, body: error('overloaded_error', 'Overloaded') },
  },
  head: () => [
    event('message_start', {
      message: {
        id: 'msg_1',
        role: 'assistant',
        content: [],
        usage: { input_tokens: 880, output_tokens: 1 },
      },
    }),
    event('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }),
    event('ping', {}),
  ],
  delta: (text) => event('content_block_delta', { index: 0, delta: { type: 'text_delta', text } }),
  end: (how) => stop(how === 'whole' ? 'end_turn' : how === 'length' ? 'max_tokens' : 'refusal'),
  errorEvent: event('error', { error: { type: 'overloaded_error', message: 'Overloaded' } }),
}

function wrongWith({
  model,
  max_tokens,
  messages,
  stream,
  output_config,
}: Body): string | undefined {
  if (typeof model !== 'string' || !Number.isInteger(max_tokens)) return 'model or max_tokens'
  if (!Array.isArray(messages) || messages.length === 0 || stream !== true)
    return 'messages or stream'
  const { format } = (output_config ?? {}) as { format?: { type?: string; schema?: unknown } }
  return format?.type === 'json_schema' ? notStrict(format.schema) : 'no schema'
}
