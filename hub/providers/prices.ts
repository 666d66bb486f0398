import { Buffer } from 'node:buffer'
import type { PlanReply, PlanRequest, ProviderName, Usage, Why } from './provider.ts'

/**
 * US dollars a million tokens, by the beginning of a model's name; the first line that fits holds.
 * Written down on 2026-11-23 from memory of the vendors' lists, rounded up: a meter that runs fast
 * keeps a cap better than one that runs slow.
 */
export const prices: Readonly<
  Partial<Record<ProviderName, readonly (readonly [string, { in: number; out: number }])[]>>
> = {
  openai: [
    ['gpt-5.4-nano', { in: 0.3, out: 2 }],
    ['gpt-5.4-mini', { in: 1, out: 6 }],
    ['', { in: 10, out: 60 }],
  ],
  anthropic: [
    ['claude-haiku', { in: 1.5, out: 7.5 }],
    ['claude-sonnet', { in: 5, out: 25 }],
    ['', { in: 20, out: 100 }],
  ],
  gemini: [
    ['gemini-2.5-flash-lite', { in: 0.2, out: 0.8 }],
    ['gemini-2.5-flash', { in: 0.5, out: 4 }],
    ['', { in: 5, out: 30 }],
  ],
}

/** Lyria RealTime is not billed while it is experimental; a minute of it is counted as a cent. */
export const bedMicroUsdASecond = 167

/** Fewer plain characters a token than any of the three vendors packs. */
const plainAToken = 3

/** What a request cost, in millionths of a dollar. */
export function costMicroUsd(
  { provider, model }: { readonly provider: ProviderName; readonly model: string },
  { inputTokens, outputTokens }: Usage,
): number {
  const price = prices[provider]?.find(([begins]) => model.startsWith(begins))?.[1]
  return price ? Math.ceil(inputTokens * price.in + outputTokens * price.out) : 0
}

/** The most a request can cost: what is asked, and every token it may write. */
export const mostUsage = ({ instructions, input, schema, mostTokens }: PlanRequest): Usage => ({
  inputTokens: tokensIn(instructions + input + JSON.stringify(schema)),
  outputTokens: mostTokens,
})

/** What was written before it broke off, where nobody says what it cost. */
export const usageSoFar = (request: PlanRequest, text: string): Usage => ({
  ...mostUsage(request),
  outputTokens: Math.min(request.mostTokens, tokensIn(text)),
})

/** Failures of somebody who has read all of it and thought about it. */
const begun: ReadonlySet<Why> = new Set(['too-slow', 'cut-off', 'nonsense', 'declined'])

/** A refusal costs nothing; what was begun is paid for. */
export const isFree = ({ text, failure }: PlanReply): boolean =>
  text === '' && failure !== undefined && !begun.has(failure.why)

/** At most: of a script that a vendor hardly knows, every byte may be a token of its own. */
function tokensIn(text: string): number {
  const plain = text.replace(/[^\p{ASCII}]/gu, '')
  const others = Buffer.byteLength(text) - plain.length
  return Math.ceil(plain.length / plainAToken) + others
}
