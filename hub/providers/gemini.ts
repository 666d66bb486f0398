import { entry, jsonOf, numberIn, textIn } from './any-json.ts'
import type { Failure, Planner } from './provider.ts'
import { durationMs, failureOfStatus, waitIn } from './refusals.ts'
import { askByEvents, type Heard } from './wire.ts'

/** As it was last known; `rigsong provider model` says another. */
const usualModel = 'gemini-2.5-flash'
/** The version of the API that stands in the path. */
export const geminiVersion = 'v1beta'

/** Gemini, by generateContent with a JSON schema for the response. */
export const gemini: Planner = {
  name: 'gemini',
  does: 'plan',
  url: 'https://generativelanguage.googleapis.com',
  model: usualModel,
  plan: ({ instructions, input, schema, mostTokens }, line) =>
    askByEvents(
      {
        path: `/${geminiVersion}/models/${encodeURIComponent(line.model)}:streamGenerateContent?alt=sse`,
        headers: { 'x-goog-api-key': line.key },
        body: {
          systemInstruction: { parts: [{ text: instructions }] },
          contents: [{ role: 'user', parts: [{ text: input }] }],
          generationConfig: {
            responseMimeType: 'application/json',
            responseJsonSchema: schema,
            maxOutputTokens: mostTokens,
            // What it thinks would come out of the same tokens; not every model can go without.
            ...(/2\.5-flash/.test(line.model) && { thinkingConfig: { thinkingBudget: 0 } }),
          },
        },
        failureOf: (status, headers, body) =>
          failureOf(status, entry(body, 'error'), waitIn(headers)),
        hear: ({ data }) => hear(jsonOf(data)),
      },
      line,
    ),
}

/** How soon a quota of a day is looked at again: the day it counts by ends somewhere else. */
const dailyMs = 3_600_000

/** The delay stands in a detail, not in a header, and means nothing for a quota of a day or of nothing. */
function failureOf(status: number, error: unknown, headerMs?: number): Failure {
  const details = listOf(entry(error, 'details'))
  const message = textIn(error, 'message') ?? ''
  const quotas = details.flatMap((detail) => listOf(entry(detail, 'violations')))
  const daily = quotas.some((quota) => /PerDay/i.test(textIn(quota, 'quotaId') ?? ''))
  if (status === 429 && /limit: 0\b/.test(message)) return { why: 'out-of-credit', code: 'quota' }
  if (status === 429 && daily) return { why: 'rate-limited', code: 'daily quota', afterMs: dailyMs }
  if (details.some((detail) => textIn(detail, 'reason') === 'API_KEY_INVALID'))
    return { why: 'key-refused', code: 'API_KEY_INVALID' }
  const delays = details.map((detail) => durationMs(textIn(detail, 'retryDelay') ?? ''))
  return failureOfStatus(status, delays.find((ms) => ms !== undefined) ?? headerMs)
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

function hear(event: unknown): Heard {
  const error = entry(event, 'error')
  if (error !== undefined) return { failure: failureOf(numberIn(error, 'code') ?? 500, error) }
  const [candidate] = listOf(entry(event, 'candidates'))
  const parts = listOf(entry(entry(candidate, 'content'), 'parts'))
  return {
    text: parts
      .map((part) => (entry(part, 'thought') === true ? '' : (textIn(part, 'text') ?? '')))
      .join(''),
    usage: usageIn(entry(event, 'usageMetadata')),
    ...(entry(entry(event, 'promptFeedback'), 'blockReason') !== undefined && {
      failure: { why: 'declined' } as const,
    }),
    ...endIn(textIn(candidate, 'finishReason')),
  }
}

const declining: ReadonlySet<string> = new Set([
  'SAFETY',
  'RECITATION',
  'BLOCKLIST',
  'PROHIBITED_CONTENT',
  'SPII',
])

function endIn(reason: string | undefined): Heard {
  if (reason === undefined) return {}
  if (reason === 'STOP') return { whole: true }
  if (declining.has(reason)) return { failure: { why: 'declined', code: reason } }
  return { failure: { why: 'cut-off', ...(reason === 'MAX_TOKENS' && { code: 'length' }) } }
}

function usageIn(usage: unknown) {
  const inputTokens = numberIn(usage, 'promptTokenCount')
  const written = numberIn(usage, 'candidatesTokenCount')
  // What it thought is paid for as well.
  const outputTokens =
    written === undefined ? undefined : written + (numberIn(usage, 'thoughtsTokenCount') ?? 0)
  return {
    ...(inputTokens !== undefined && { inputTokens }),
    ...(outputTokens !== undefined && { outputTokens }),
  }
}
