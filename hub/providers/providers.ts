import type { Bus } from '#core/bus/bus.ts'
import type { ChainLink } from '#core/bus/topics/states.ts'
import type { Clock } from '#core/clock.ts'
import { HubError, reportOf } from '#core/errors.ts'
import type { Piece } from '#core/score/piece.ts'
import type { Planning } from '#hub/library/upgrade.ts'
import type { Database } from '#runtime/database.ts'
import type { Log } from '#runtime/log.ts'
import type { Sealed } from '#runtime/sealed.ts'
import { addressOf } from './addresses.ts'
import type { FinishedBed } from './bed.ts'
import { openBreaker } from './breaker.ts'
import { openBudget } from './budget.ts'
import type { Seat } from './chain.ts'
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

export type Providers = Planning &
  AsyncDisposable & {
    list(): readonly ProviderLine[]
    /** Throws HubError 'not-found'. A first key puts it at the end of the chain. */
    change(name: string, change: ProviderChange): Promise<ProviderLine>
    /** Who is asked, in this order; an empty list asks nobody. Throws HubError 'not-found'. */
    use(names: readonly string[]): Promise<readonly ProviderLine[]>
    /** A bed for a piece. Throws HubError 'provider-unavailable', saying why there is none. */
    bed(piece: Piece): Promise<FinishedBed>
    /** Says on the bus how all fare. */
    tell(): Promise<void>
  }

export type ProviderParts = {
  readonly database: Database
  readonly sealed: Sealed
  readonly bus: Pick<Bus, 'publish'>
  readonly clock: Clock
  readonly log: Log
  /** Where each is, where not at its own address: RIGSONG_<NAME>_URL. */
  readonly env: Readonly<Record<string, string | undefined>>
}

/** How long a plan may take that nobody waits for, in ms. */
const planWithinMs = 60_000

/** Everybody outside who can be asked for a plan: their keys, their money, and how they fare. */
export async function openProviders(parts: ProviderParts): Promise<Providers> {
  const { database, sealed, bus, clock, log, env } = parts
  const shelf = await openShelf(database, sealed)
  const budget = await openBudget(database, clock)
  const closing = new AbortController()
  const underWay = new Set<Promise<unknown>>()
  const addresses = new Map(providers.map((one) => [one.name, addressOf(one, env)]))
  const breakers = new Map(providers.map((one) => [one.name, openBreaker(clock.now)]))
  const fares = new Map<ProviderName, Failure | 'over-cap'>()
  const beds = new Map<string, Promise<FinishedBed>>()

  const seatOf = (provider: Provider) => {
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
  }

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

  const lineOf = (provider: Provider): ProviderLine => {
    const { name, does } = provider
    const place = chain().findIndex((one) => one.name === name)
    const kept = shelf.get(name)
    return {
      ...linkOf(provider, {
        kept,
        budget,
        clock,
        breaker: breakers.get(name)!,
        last: fares.get(name),
      }),
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

  function fared(name: ProviderName, failure: Failure | 'over-cap' | undefined): void {
    // Who was cut off by our own end did nothing wrong.
    if (closing.signal.aborted) return
    if (failure) fares.set(name, failure)
    else fares.delete(name)
    if (failure === 'over-cap') log.warn('provider over its cap', { provider: name })
    else if (failure) log.warn('provider failed', { provider: name, ...failure })
    void tell()
  }

  function providerOf(name: string): Provider {
    const found = providers.find((one) => one.name === name && one !== local)
    if (found) return found
    const names = providers.filter((one) => one !== local).map((one) => one.name)
    throw new HubError('not-found', `there is no provider ${name}`, {
      hint: `There are: ${names.join(', ')}.`,
    })
  }

  function plannerOf(name: string): Planner {
    const provider = providerOf(name)
    if (provider.does === 'plan') return provider
    throw new HubError('bad-request', `${name} plays beds and plans nothing`, {
      hint: 'Have it play one with rigsong bed.',
    })
  }

  async function playFor(piece: Piece): Promise<FinishedBed> {
    const player = providers.find((one) => one.does === 'bed')!
    const seat = seatOf(player)
    if (!seat) {
      const hint = `Give it its key: rigsong provider key ${player.name}.`
      throw new HubError('provider-unavailable', `${player.name} has no key`, { hint })
    }
    const { playBed } = await import('./bed.ts')
    return playBed(
      piece,
      { player, ...seat },
      { budget, signal: closing.signal, fared: (failure) => fared(player.name, failure) },
    )
  }

  return {
    list: () => providers.map(lineOf),
    tell,
    willing: () => chain().length > 0,

    async change(name, change) {
      const provider = providerOf(name)
      const kept = shelf.get(provider.name)
      const last = Math.max(-1, ...chain().map((one) => shelf.get(one.name).place!))
      const sealedKey = change.key ? shelf.seal(provider.name, change.key) : undefined
      const next = changed(kept, { ...change, sealedKey })
      const first = next.sealedKey !== undefined && kept.sealedKey === undefined
      const place = first && provider.does === 'plan' && { place: next.place ?? last + 1 }
      await shelf.put(provider.name, { ...next, ...place })
      breakers.get(provider.name)!.reset()
      fares.delete(provider.name)
      await tell()
      return lineOf(provider)
    },

    async use(names) {
      const wanted = names.map((name) => plannerOf(name).name)
      for (const { name } of providers) {
        const at = wanted.indexOf(name)
        const { place: _, ...kept } = shelf.get(name)
        if (name !== 'local') await shelf.put(name, at < 0 ? kept : { ...kept, place: at })
      }
      await tell()
      return providers.map(lineOf)
    },

    async plan({ draft, wish, prompt }) {
      const { askChain, mendPlan, planRequest } = await import('./planning.ts')
      const request = await planRequest(draft, prompt)
      const seats = chain().flatMap((planner): Seat[] => {
        const seat = seatOf(planner)
        return seat ? [{ planner, ...seat }] : []
      })
      const planned = await askChain(
        seats,
        {
          request,
          read: (text) => mendPlan(text, { draft, wish }),
          withinMs: planWithinMs,
          signal: closing.signal,
        },
        { budget, clock, fared: ({ planner }, failure) => fared(planner.name, failure) },
      )
      if (!planned) return undefined
      const { spec, repairs } = planned.plan
      const mended = Object.values(repairs).reduce((sum, n) => sum + n, 0)
      const { name: provider } = planned.seat.planner
      const { model } = planned.seat
      log.info('piece planned', { provider, model, repairs })
      return { spec, provider, model, prompt: request.prompt, repairs: mended }
    },

    bed(piece) {
      // Who asks twice pays once.
      const playing = beds.get(piece.id) ?? playFor(piece).finally(() => void beds.delete(piece.id))
      beds.set(piece.id, playing)
      return playing
    },

    async inBackground(work) {
      const done = work.catch((cause: unknown) => {
        if (!closing.signal.aborted) log.warn('better plan not used', { cause })
        return undefined
      })
      underWay.add(done)
      return done.finally(() => underWay.delete(done))
    },

    async [Symbol.asyncDispose]() {
      closing.abort()
      await Promise.allSettled(underWay)
    },
  }
}

type Change = Omit<ProviderChange, 'key'> & {
  readonly key?: string | undefined
  readonly sealedKey: string | undefined
}

/** What is kept after a change; without its key nobody is in the chain. */
function changed(kept: Kept, { key, sealedKey, model, capUsd }: Change): Kept {
  const { sealedKey: _key, place: _place, ...rest } = kept
  return {
    ...(key === '' ? rest : kept),
    ...(sealedKey !== undefined && { sealedKey }),
    ...(model !== undefined && { model }),
    ...(capUsd !== undefined && { capMicroUsd: Math.round(capUsd * microUsd) }),
  }
}
