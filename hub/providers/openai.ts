import type { APIError } from 'openai'
import { entry, numberIn, textIn } from './any-json.ts'
import type { Failure, Line, Planner, PlanReply, PlanRequest, Usage } from './provider.ts'
import { durationMs, failureOfStatus, failureOfStranger, waitIn } from './refusals.ts'
import { eventsOnly, growingText, StreamEnded, soon, unlessQuiet } from './stream.ts'

/** As it was last known; `rigsong provider model` says another. */
const usualModel = 'gpt-5.4-mini'

/** OpenAI, by the Responses API with a strict schema. Its package is loaded with the first request. */
export const openai: Planner = {
  name: 'openai',
  does: 'plan',
  url: 'https://api.openai.com/v1',
  model: usualModel,
  async plan(request, line) {
    const text = growingText()
    const ours = new AbortController()
    const { default: OpenAI, APIError } = await import('openai')
    const client = new OpenAI({
      apiKey: line.key,
      adminAPIKey: null,
      baseURL: line.url,
      organization: null,
      project: null,
      // When to ask again is decided in one place, for all providers.
      maxRetries: 0,
      logLevel: 'off',
      fetchOptions: { redirect: 'error' },
      fetch: async (url, init) => eventsOnly(await fetch(url, init)),
    })
    let usage: Usage | undefined
    const answer = (failure?: Failure): PlanReply => ({
      text: text.text(),
      ...(failure && { failure }),
      ...(usage && { usage }),
    })
    try {
      const asked = client.responses.create(bodyOf(request, line), { signal: ours.signal })
      const events = await soon(asked, line.quietMs, line.signal)
      for await (const event of unlessQuiet<unknown>(events, line)) {
        const heard = hear(event)
        if (heard.text !== undefined) text.add(heard.text)
        usage = heard.usage ?? usage
        if (heard.ended) return answer(heard.failure)
      }
      return answer({ why: 'cut-off' })
    } catch (error) {
      if (error instanceof StreamEnded) return answer(error.failure)
      if (error instanceof APIError) return answer(failureOf(error, text.text() !== ''))
      return answer({ why: text.text() === '' ? 'unreachable' : 'cut-off' })
    } finally {
      ours.abort()
    }
  },
}

const bodyOf = (
  { instructions, input, schema, mostTokens, prompt }: PlanRequest,
  { model }: Line,
) => ({
  model,
  instructions,
  input,
  max_output_tokens: mostTokens,
  store: false,
  stream: true as const,
  prompt_cache_key: prompt,
  // Older models refuse the very word.
  ...(/^(?:gpt-[5-9]|o\d)/.test(model) && { reasoning: { effort: 'low' as const } }),
  text: {
    format: { type: 'json_schema' as const, name: 'plan', schema: { ...schema }, strict: true },
  },
})

type Heard = {
  readonly text?: string
  readonly usage?: Usage | undefined
  readonly failure?: Failure
  readonly ended?: true
}

function hear(event: unknown): Heard {
  const response = entry(event, 'response')
  switch (textIn(event, 'type') ?? '') {
    case 'response.output_text.delta':
      return { text: textIn(event, 'delta') ?? '' }
    case 'response.refusal.delta':
    case 'response.refusal.done':
      return { ended: true, failure: { why: 'declined' } }
    case 'response.completed':
      return { ended: true, usage: usageIn(response) }
    case 'response.incomplete':
      return {
        ended: true,
        usage: usageIn(response),
        failure: shortOf(textIn(entry(response, 'incomplete_details'), 'reason')),
      }
    case 'response.failed':
      return {
        ended: true,
        usage: usageIn(response),
        failure: failureOfCode(textIn(entry(response, 'error'), 'code')),
      }
    case 'error':
      return { ended: true, failure: failureOfCode(textIn(event, 'code')) }
    default:
      return {}
  }
}

const shortOf = (reason: string | undefined): Failure =>
  reason === 'content_filter'
    ? { why: 'declined', code: reason }
    : { why: 'cut-off', code: 'length' }

/** Codes that no waiting cures. */
const spent: ReadonlySet<string> = new Set([
  'insufficient_quota',
  'credit_balance_exhausted',
  'billing_hard_limit_reached',
  'billing_not_active',
  'spend_limit_reached',
])

function failureOfCode(code: string | undefined): Failure {
  if (code !== undefined && spent.has(code)) return { why: 'out-of-credit', code }
  if (code === 'rate_limit_exceeded') return { why: 'rate-limited', code }
  if (code === 'invalid_prompt') return { why: 'declined', code }
  return { why: 'overloaded', ...(code !== undefined && /^\w{1,40}$/.test(code) && { code }) }
}

function failureOf(error: InstanceType<typeof APIError>, begun: boolean): Failure {
  const { status, headers, code } = error
  if (typeof code === 'string' && spent.has(code)) return { why: 'out-of-credit', code }
  const afterMs = headers && waitOf(headers)
  // Its package hands on what stands under "error" in a JSON body.
  if (status !== undefined)
    return error.error === undefined
      ? failureOfStranger(status, afterMs)
      : failureOfStatus(status, afterMs)
  // An error event of the stream has a code and no status.
  if (typeof code === 'string') return failureOfCode(code)
  return { why: begun ? 'cut-off' : 'unreachable' }
}

/** Without retry-after, the later of the two limits: that of requests and that of tokens. */
function waitOf(headers: Headers): number | undefined {
  const resets = ['requests', 'tokens']
    .filter((of) => headers.get(`x-ratelimit-remaining-${of}`) === '0')
    .map((of) => durationMs(headers.get(`x-ratelimit-reset-${of}`) ?? ''))
    .filter((ms) => ms !== undefined)
  return waitIn(headers) ?? (resets.length > 0 ? Math.max(...resets) : undefined)
}

function usageIn(response: unknown): Usage | undefined {
  const usage = entry(response, 'usage')
  const inputTokens = numberIn(usage, 'input_tokens')
  const outputTokens = numberIn(usage, 'output_tokens')
  if (inputTokens === undefined || outputTokens === undefined) return undefined
  return { inputTokens, outputTokens }
}
