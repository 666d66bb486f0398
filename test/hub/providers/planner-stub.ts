import { openBreaker } from '#hub/providers/breaker.ts'
import type { Budget } from '#hub/providers/budget.ts'
import type { Planner, PlanReply, PlanRequest, ProviderName } from '#hub/providers/provider.ts'
import type { Seat } from '#hub/providers/seat.ts'

export type PlannerStub = Planner & { readonly requests: readonly PlanRequest[] }

/** A planner that answers after so many ms, or never: with these in turn, with the last ever after. */
export function plannerStub(
  name: ProviderName,
  afterMs: number | readonly number[],
  ...replies: readonly PlanReply[]
): PlannerStub {
  const requests: PlanRequest[] = []
  return {
    name,
    does: 'plan',
    url: '',
    model: 'some',
    requests,
    plan: (request, { signal }) =>
      new Promise((resolve) => {
        const reply = replies[Math.min(requests.length, replies.length - 1)]!
        const waitMs = [afterMs].flat()[requests.length] ?? [afterMs].flat().at(-1)!
        requests.push(request)
        const timer = setTimeout(() => resolve(reply), Math.min(waitMs, 2 ** 30))
        signal.addEventListener('abort', () => {
          clearTimeout(timer)
          resolve({ text: '', failure: { why: 'too-slow' } })
        })
      }),
  }
}

export const seatFor = (planner: Planner, nowMs: () => number, capMicroUsd = 1e9): Seat => ({
  ...{ planner, model: planner.model, url: '', key: 'k', capMicroUsd },
  breaker: openBreaker(nowMs),
})

/** A meter that adds up in `spent`; a cap of NaN breaks it. */
export const meterInto = (spent: Record<string, number>): Pick<Budget, 'reserve'> => ({
  async reserve(name, { microUsd, capMicroUsd }) {
    if (Number.isNaN(capMicroUsd)) throw new Error('the disk is full')
    if ((spent[name] ?? 0) + microUsd > capMicroUsd) return undefined
    return {
      async settle(cost) {
        spent[name] = (spent[name] ?? 0) + cost
      },
    }
  },
})
