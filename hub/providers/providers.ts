import { HubError } from '#core/errors.ts'
import type { Piece } from '#core/score/piece.ts'
import type { PlayedBed } from '#hub/library/beds.ts'
import type { Planning } from '#hub/library/upgrade.ts'
import { openBudget } from './budget.ts'
import { providers } from './index.ts'
import { openRoster, type Roster, type RosterParts } from './roster.ts'
import type { Seat } from './seat.ts'

export type Providers = Planning &
  Pick<Roster, 'list' | 'change' | 'use' | 'tell'> &
  AsyncDisposable & {
    /** A bed for a piece; `because` is the id of what asks. Throws HubError 'provider-unavailable', saying why there is none. */
    bed(piece: Piece, because: string): Promise<PlayedBed>
  }

/** How long a plan may take that nobody waits for, in ms. */
const planWithinMs = 60_000

/** Everybody outside who can be asked for a plan or a bed. */
export async function openProviders(parts: RosterParts): Promise<Providers> {
  const { database, clock, log } = parts
  const budget = await openBudget(database, clock)
  const roster = await openRoster(parts, budget)
  const closing = new AbortController()
  const underWay = new Set<Promise<unknown>>()
  const beds = new Map<string, Promise<PlayedBed>>()

  const fared: Roster['fared'] = (name, failure) => {
    // Who was cut off by our own end did nothing wrong.
    if (!closing.signal.aborted) roster.fared(name, failure)
  }

  async function playFor(piece: Piece, because: string): Promise<PlayedBed> {
    const player = providers.find((one) => one.does === 'bed')!
    const access = roster.accessTo(player)
    if (!access) {
      const hint = `Give it its key: rigsong provider key ${player.name}.`
      throw new HubError('provider-unavailable', `${player.name} has no key`, { hint })
    }
    const { playBed } = await import('./bed.ts')
    return playBed(
      { piece, because },
      { player, ...access },
      { budget, signal: closing.signal, fared: (failure) => fared(player.name, failure) },
    )
  }

  return {
    list: roster.list,
    change: roster.change,
    use: roster.use,
    tell: roster.tell,
    willing: () => roster.chain().length > 0,

    async plan({ draft, wish, prompt, audition }) {
      const { askChain, planRequest, readPlan } = await import('./planning.ts')
      const request = await planRequest(draft, prompt)
      const seats = roster.chain().flatMap((planner): Seat[] => {
        const access = roster.accessTo(planner)
        return access ? [{ planner, ...access }] : []
      })
      const planned = await askChain(
        seats,
        {
          request,
          read: (text, provider) => readPlan(text, { draft, wish }, { provider, audition }),
          withinMs: planWithinMs,
          signal: closing.signal,
        },
        {
          ...{ budget, clock },
          fared: ({ planner }, failure) => fared(planner.name, failure),
          sentBack: ({ planner: { name: provider } }, faults) =>
            log.info('plan sent back', { provider, faults }),
        },
      )
      if (!planned) return undefined
      const { composition } = planned.plan
      const { planner, model } = planned.seat
      const again = planned.wasSentBack && { again: 1 }
      const repairs = { ...planned.plan.repairs, ...again }
      log.info('piece planned', { provider: planner.name, model, repairs })
      const mended = Object.values(repairs).reduce((sum, n) => sum + n, 0)
      return {
        ...{ composition, provider: planner.name, model },
        ...{ prompt: request.prompt, repairs: mended },
      }
    },

    bed(piece, because) {
      // Who asks twice pays once.
      const playing =
        beds.get(piece.id) ?? playFor(piece, because).finally(() => void beds.delete(piece.id))
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
