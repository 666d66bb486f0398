import type { Bus } from '#core/bus/bus.ts'
import type { ChainLink } from '#core/bus/topics/states.ts'
import type { Clock } from '#core/clock.ts'
import { HubError, reportOf } from '#core/errors.ts'
import type { Database } from '#runtime/database.ts'
import type { Log } from '#runtime/log.ts'
import type { Sealed } from '#runtime/sealed.ts'
import { addressOf } from './addresses.ts'
import { type Breaker, openBreaker } from './breaker.ts'
import { type Budget, monthOf } from './budget.ts'
import { capOf, linkIn, linkOf, microUsd } from './faring.ts'
import { providers } from './index.ts'
import { local } from './local.ts'
import type { Failure, Planner, Provider, ProviderName } from './provider.ts'
import { type Kept, openShelf } from './shelf.ts'

/** What is shown of a provider. */
export type ProviderLine = ChainLink & {
  readonly does: Provider['does']
  readonly model: string
  readonly hasKey: boolean
  /** 1 is asked first; none is not asked. */
  readonly place?: number
}

export type ProviderChange = {
  /** The empty string forgets it. */
  readonly key?: string | undefined
  readonly model?: string | undefined
  readonly capUsd?: number | undefined
}

/** All that it takes to ask somebody. */
export type Access = {
  readonly key: string
  readonly model: string
  readonly url: string
  readonly capMicroUsd: number
  readonly breaker: Breaker
}

/** Everybody outside who can be asked: their keys, their places in the chain, and how they fare. */
export type Roster = {
  list(): readonly ProviderLine[]
  /** Throws HubError 'not-found'. A first key puts it at the end of the chain. */
  change(name: string, change: ProviderChange): Promise<ProviderLine>
  /** Who is asked, in this order; an empty list asks nobody. Throws HubError 'not-found'. */
  use(names: readonly string[]): Promise<readonly ProviderLine[]>
  /** Says on the bus how all fare. */
  tell(): Promise<void>
  /** Who plans, in the order they are asked in. */
  chain(): readonly Planner[]
  /** Undefined where there is no key, or none that can be read. */
  accessTo(provider: Provider): Access | undefined
  /** How somebody fared who was asked; undefined where it answered well. */
  fared(name: ProviderName, failure: Failure | 'over-cap' | undefined): void
}

type OverCap = { readonly overCapIn: string }

export type RosterParts = {
  readonly database: Database
  readonly sealed: Sealed
  readonly bus: Pick<Bus, 'publish'>
  readonly clock: Clock
  readonly log: Log
  /** Where each is, where not at its own address: RIGSONG_<NAME>_URL. */
  readonly env: Readonly<Record<string, string | undefined>>
}

export async function openRoster(
  { database, sealed, bus, clock, log, env }: RosterParts,
  budget: Budget,
): Promise<Roster> {
  const shelf = await openShelf(database, sealed)
  const addresses = new Map(providers.map((one) => [one.name, addressOf(one, env)]))
  const breakers = new Map(providers.map((one) => [one.name, openBreaker(clock.now)]))
  const fares = new Map<ProviderName, Failure | OverCap>()

  function keyOf(name: ProviderName): string | undefined {
    try {
      return shelf.keyOf(name)
    } catch (error) {
      fares.set(name, { why: 'key-missing', code: reportOf(error).code })
      return undefined
    }
  }

  const chain = (): readonly Planner[] =>
    providers
      .filter((one) => one.does === 'plan')
      .filter(({ name }) => shelf.get(name).place !== undefined)
      .toSorted((a, b) => shelf.get(a.name).place! - shelf.get(b.name).place!)

  function lastOf(name: ProviderName): Failure | 'over-cap' | undefined {
    const last = fares.get(name)
    if (!last || !('overCapIn' in last)) return last
    // The new month has a cap of its own.
    return last.overCapIn === monthOf(clock) ? 'over-cap' : undefined
  }

  const lineOf = (provider: Provider): ProviderLine => {
    const { name, does } = provider
    const place = chain().findIndex((one) => one.name === name)
    const kept = shelf.get(name)
    const faring = { kept, budget, clock, breaker: breakers.get(name)!, last: lastOf(name) }
    return {
      ...linkOf(provider, faring),
      ...{ does, model: kept.model ?? provider.model, hasKey: kept.sealedKey !== undefined },
      ...(place >= 0 && { place: place + 1 }),
    }
  }

  async function tell(): Promise<void> {
    const links = [...chain(), local].map((one) => linkIn(lineOf(one)))
    await bus
      .publish('providers', { chain: links })
      .catch((cause: unknown) => log.warn('providers not told', { cause }))
  }

  return {
    list: () => providers.map(lineOf),
    tell,
    chain,

    async change(name, { key, ...words }) {
      const provider = outsiderOf(name)
      const sealedKey = key ? shelf.seal(provider.name, key) : undefined
      await shelf.change([provider.name], (kept) => {
        const last = Math.max(-1, ...chain().map((one) => shelf.get(one.name).place!))
        const next = changed(key === '' ? forgotten(kept) : kept, { ...words, sealedKey })
        const isFirst = next.sealedKey !== undefined && kept.sealedKey === undefined
        return isFirst && provider.does === 'plan'
          ? { ...next, place: next.place ?? last + 1 }
          : next
      })
      breakers.get(provider.name)!.reset()
      fares.delete(provider.name)
      await tell()
      return lineOf(provider)
    },

    async use(names) {
      const wanted = names.map((name) => plannerOf(name).name)
      const outside = providers.filter((one) => one !== local).map(({ name }) => name)
      await shelf.change(outside, ({ place: _, ...kept }, name) => {
        const place = wanted.indexOf(name)
        return place < 0 ? kept : { ...kept, place }
      })
      await tell()
      return providers.map(lineOf)
    },

    accessTo(provider) {
      const { name } = provider
      const key = keyOf(name)
      if (key === undefined) return undefined
      return {
        key,
        model: shelf.get(name).model ?? provider.model,
        url: addresses.get(name)!,
        capMicroUsd: capOf(shelf.get(name)),
        breaker: breakers.get(name)!,
      }
    },

    fared(name, failure) {
      if (failure === 'over-cap') fares.set(name, { overCapIn: monthOf(clock) })
      else if (failure) fares.set(name, failure)
      else fares.delete(name)
      if (failure === 'over-cap') log.warn('provider over its cap', { provider: name })
      else if (failure) log.warn('provider failed', { provider: name, ...failure })
      void tell()
    },
  }
}

function outsiderOf(name: string): Provider {
  const outside = providers.filter((one) => one !== local)
  const found = outside.find((one) => one.name === name)
  if (found) return found
  throw new HubError('not-found', `there is no provider ${name}`, {
    hint: `There are: ${outside.map((one) => one.name).join(', ')}.`,
  })
}

function plannerOf(name: string): Planner {
  const provider = outsiderOf(name)
  if (provider.does === 'plan') return provider
  throw new HubError('bad-request', `${name} plays beds and plans nothing`, {
    hint: 'Have it play one with rigsong bed.',
  })
}

/** Without its key nobody is in the chain. */
const forgotten = ({ sealedKey: _key, place: _place, ...rest }: Kept): Kept => rest

type Words = Omit<ProviderChange, 'key'> & { readonly sealedKey: string | undefined }

const changed = (kept: Kept, { sealedKey, model, capUsd }: Words): Kept => ({
  ...kept,
  ...(sealedKey !== undefined && { sealedKey }),
  ...(model !== undefined && { model }),
  ...(capUsd !== undefined && { capMicroUsd: Math.round(capUsd * microUsd) }),
})
