import { type Body, sseEvent, type Wire } from './vendor.ts'

const error = (code: number, status: string, message: string, details: readonly object[] = []) => ({
  error: { code, status, message, details },
})
const chunk = (text: string, rest: object = {}): string =>
  sseEvent({
    candidates: [{ content: { role: 'model', parts: [{ text }] }, index: 0, ...rest }],
    usageMetadata: { promptTokenCount: 870, candidatesTokenCount: 400, totalTokenCount: 1270 },
    modelVersion: 'simulated',
  })
const info = 'type.googleapis.com/google.rpc'

/** Gemini's generateContent as a stream, as far as a plan needs it. */
export const gemini: Wire = {
  name: 'gemini',
  path: /^\/v1(?:alpha|beta)?\/models\/[^/]+:streamGenerateContent\?alt=sse$/,
  keyOf: ({ headers }) => headers['x-goog-api-key']?.toString(),
  messageOf: ({ contents }) =>
    String((contents as { parts?: { text?: unknown }[] }[] | undefined)?.[0]?.parts?.[0]?.text),
  wrongWith: (_, body) => wrongWith(body),
  refusals: {
    'rate-limit': {
      status: 429,
      body: error(429, 'RESOURCE_EXHAUSTED', 'You exceeded your current quota', [
        {
          '@type': `${info}.QuotaFailure`,
          violations: [{ quotaId: 'GenerateRequestsPerMinutePerProject' }],
        },
        { '@type': `${info}.RetryInfo`, retryDelay: '7s' },
      ]),
    },
    'out-of-credit': {
      status: 429,
      body: error(429, 'RESOURCE_EXHAUSTED', 'Quota exceeded for metric, limit: 0', [
        { '@type': `${info}.RetryInfo`, retryDelay: '7s' },
      ]),
    },
    'key-refused': {
      status: 400,
      body: error(400, 'INVALID_ARGUMENT', 'API key not valid.', [
        { '@type': `${info}.ErrorInfo`, reason: 'API_KEY_INVALID' },
      ]),
    },
    'model-unknown': { status: 404, body: error(404, 'NOT_FOUND', 'models/nobody is not found') },
    'bad-request': { status: 400, body: error(400, 'INVALID_ARGUMENT', 'Invalid JSON payload') },
    overloaded: { status: 503, body: error(503, 'UNAVAILABLE', 'The model is overloaded') },
  },
  head: () => [],
  delta: (text) => chunk(text),
  end: (how) => [
    chunk('', {
      finishReason: how === 'whole' ? 'STOP' : how === 'length' ? 'MAX_TOKENS' : 'SAFETY',
    }),
  ],
  errorEvent: sseEvent(error(503, 'UNAVAILABLE', 'The model is overloaded')),
}

function wrongWith({ contents, generationConfig }: Body): string | undefined {
  if (!Array.isArray(contents) || contents.length === 0) return 'contents'
  const { responseMimeType, responseJsonSchema } = (generationConfig ?? {}) as Record<
    string,
    unknown
  >
  if (responseMimeType !== 'application/json' || !responseJsonSchema) return 'no schema'
  return undefined
}
