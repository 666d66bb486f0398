import type { ChainLink } from '#core/bus/topics/states.ts'
import type { Clock } from '#core/clock.ts'
import type { Breaker } from './breaker.ts'
import type { Budget } from './budget.ts'
import { type Failure, failureInWords, type Provider } from './provider.ts'
import type { Kept } from './shelf.ts'

export const microUsd = 1e6
/** What a provider may cost in a month where nobody said, in US dollars. */
const fallbackCapUsd = 5

/** The most it may cost in a month, in millionths of a dollar. */
export const capOf = ({ capMicroUsd }: Kept): number => capMicroUsd ?? fallbackCapUsd * microUsd

export type Faring = {
  readonly kept: Kept
  readonly budget: Budget
  readonly clock: Clock
  readonly breaker: Breaker
  readonly last: Failure | 'over-cap' | undefined
}

/** How somebody fares, as it is shown. */
export function linkOf(
  { name }: Provider,
  { kept, budget, clock, breaker, last }: Faring,
): ChainLink {
  const spent = budget.spentMicroUsd(name)
  const money = {
    spentUsd: spent / microUsd,
    capUsd: name === 'local' ? 0 : capOf(kept) / microUsd,
  }
  const failure =
    last && (last === 'over-cap' ? 'is over its cap for this month' : failureInWords(last))
  const said = { name, ...money, ...(failure !== undefined && { failure }) }
  const now = breaker.state()
  const why = typeof last === 'object' ? last.why : last
  if (name !== 'local' && kept.sealedKey === undefined)
    return { ...said, state: 'off', failure: failure ?? 'has no key' }
  if (why === 'out-of-credit') return { ...said, state: 'out-of-credit' }
  if (now.is === 'shut' || why === 'key-missing') return { ...said, state: 'off' }
  if (why === 'over-cap') return { ...said, state: 'over-cap' }
  const leftMs = now.is === 'open' ? now.untilMs - clock.now() : 0
  if (leftMs <= 0) return { ...said, state: 'ready' }
  const until = new Date(Date.parse(clock.date()) + leftMs)
  return { ...said, state: 'open', until: until.toISOString() }
}

/** What of a line rides the bus. */
export function linkIn({ name, state, until, failure, spentUsd, capUsd }: ChainLink): ChainLink {
  return {
    ...{ name, state, spentUsd, capUsd },
    ...(until !== undefined && { until }),
    ...(failure !== undefined && { failure }),
  }
}
