import type { JsonSchema } from '#core/json-schema.ts'
import type { Key } from '#core/music/key.ts'
import type { PieceSpec } from '#core/score/piece-spec.ts'
import type { Recorded } from './bed-tape.ts'

/** Everybody who can plan a piece or play a bed for it; local always stands at the end. */
export const providerNames = ['openai', 'anthropic', 'gemini', 'lyria', 'local'] as const
export type ProviderName = (typeof providerNames)[number]

/**
 * What can go wrong with somebody outside. `terminal` lasts until a key, a bill or a model changes;
 * `passing` goes by itself; `limited` goes at a stated time and is nobody's fault; `ours` is a bug of
 * this house; `declined` is about this one sentence.
 */
export const failures = {
  'key-missing': { kind: 'terminal', says: 'has no key' },
  'key-refused': { kind: 'terminal', says: 'does not take the key' },
  'out-of-credit': { kind: 'terminal', says: 'has no credit left' },
  'model-unknown': { kind: 'terminal', says: 'does not know the model' },
  'rate-limited': { kind: 'limited', says: 'wants us to wait' },
  overloaded: { kind: 'passing', says: 'is overloaded or broken' },
  unreachable: { kind: 'passing', says: 'cannot be reached' },
  'too-slow': { kind: 'passing', says: 'did not answer in time' },
  'cut-off': { kind: 'passing', says: 'broke off in the middle' },
  nonsense: { kind: 'passing', says: 'answered nonsense' },
  declined: { kind: 'declined', says: 'declined to plan this' },
  unmetered: { kind: 'ours', says: 'cannot be metered, so it is not asked' },
  'bad-request': { kind: 'ours', says: 'did not understand our request' },
} as const satisfies Record<
  string,
  {
    readonly kind: 'terminal' | 'passing' | 'limited' | 'ours' | 'declined'
    readonly says: string
  }
>
export type Why = keyof typeof failures

/** Nothing of what the other side wrote is in it: its words may hold a piece of the key. */
export type Failure = {
  readonly why: Why
  /** When it is over, where the other side said so. */
  readonly afterMs?: number
  /** The status or code that told us, such as '429' or 'insufficient_quota'. */
  readonly code?: string
}

/** 'does not take the key (401)' */
export const failureInWords = ({ why, code }: Failure): string =>
  code === undefined ? failures[why].says : `${failures[why].says} (${code})`

/** What was paid for. */
export type Usage = { readonly inputTokens: number; readonly outputTokens: number }

/** What is asked of a planner: fixed instructions, a fixed schema, and the sentence as data. */
export type PlanRequest = {
  readonly instructions: string
  readonly input: string
  readonly schema: JsonSchema
  readonly mostTokens: number
  /** Which instructions these are. */
  readonly prompt: string
  /** The plan of the piece that there is already. */
  readonly draft: PieceSpec
}

/** How a planner is reached. */
export type Line = {
  /** Base address, without a slash at its end. */
  readonly url: string
  readonly key: string
  readonly model: string
  readonly signal: AbortSignal
  /** Silence that long in the middle of an answer ends it, in ms. */
  readonly quietMs: number
}

/** A reply as it came: with a failure the text is what there was before it. */
export type PlanReply = {
  readonly text: string
  readonly failure?: Failure
  readonly usage?: Usage
}

type Common = {
  readonly name: ProviderName
  /** Where it is, when no address is set. */
  readonly url: string
  readonly model: string
}

/** Plans pieces. Never throws: what goes wrong is in the reply. */
export type Planner = Common & {
  readonly does: 'plan'
  plan(request: PlanRequest, line: Line): Promise<PlanReply>
}

export type BedRequest = {
  readonly prompts: readonly { readonly text: string; readonly weight: number }[]
  readonly bpm: number
  readonly key: Key
  /** 0 to 1. */
  readonly density: number
  /** 0 to 1. */
  readonly brightness: number
  /** How many seconds are wanted. */
  readonly seconds: number
  readonly seed: number
}
/** What there was before a failure, 16 bit, stereo, interleaved. */
export type BedReply = Recorded & { readonly failure?: Failure }

/** Plays a bed of sound under a piece. Never throws, and is never asked for the tempo. */
export type BedPlayer = Common & {
  readonly does: 'bed'
  play(request: BedRequest, line: Line): Promise<BedReply>
}

export type Provider = Planner | BedPlayer
