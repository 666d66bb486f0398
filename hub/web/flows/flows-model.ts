import { effect, type ReadonlySignal, signal } from '@preact/signals'
import type { Answered, Api, Problem } from '../api.ts'

export type FlowsSaid = {
  readonly state: 'starting' | 'ready' | 'safe-mode'
  /** How long they have been up. */
  readonly startedMs: number
  readonly deployedAt?: string
  readonly notes: readonly string[]
  readonly lastErrors: readonly {
    readonly at: string
    readonly node?: string
    readonly message: string
  }[]
}
export type Example = {
  readonly id: string
  readonly title: string
  readonly says: string
  readonly installed: boolean
  readonly edited: boolean
}
export type Version = {
  readonly version: number
  readonly at: string
  readonly nodes: number
  readonly why: string
}
export type Switch = 'systemNodes' | 'palette'
export type Allowed = {
  readonly settings: Readonly<Record<Switch, boolean>>
  /** What each lets in, in the hub's words. */
  readonly means: Readonly<Record<Switch, string>>
}

/** How flows are, as far as the page knows; nothing before the first answer. */
export type FlowsStand =
  | { readonly is: 'there'; readonly said: FlowsSaid }
  | { readonly is: 'away'; readonly problem: Problem }

export type FlowsModel = {
  readonly stand: ReadonlySignal<FlowsStand | undefined>
  /** How often they have come back since they were first there; an editor from before may be out of date. */
  readonly returns: ReadonlySignal<number>
  readonly examples: () => Promise<Answered<{ readonly examples: readonly Example[] }>>
  readonly versions: () => Promise<Answered<{ readonly versions: readonly Version[] }>>
  readonly allowed: () => Promise<Answered<Allowed>>
  install(id: string): Promise<Answered<{ readonly tab: string }>>
  restore(version: number): Promise<Answered<Version>>
  allow(which: Switch, on: boolean): Promise<Answered<Allowed>>
  close(): void
}

const againMs = 2000
/** Longer than an answer is late, shorter than a process takes to come back. */
const slackMs = 500

/** Asks anew whenever the hub says that flows changed, and until they are there. */
export function openFlowsModel({
  api,
  now,
  news,
}: {
  readonly api: Pick<Api, 'ask'>
  /** Clock of the page, ms. */
  readonly now: () => number
  /** Read inside an effect: changes with state/flows. */
  readonly news: () => unknown
}): FlowsModel {
  const stand = signal<FlowsStand | undefined>(undefined)
  const returns = signal(0)
  let bornMs: number | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let asked = 0
  let closed = false

  const look = async (): Promise<void> => {
    clearTimeout(timer)
    const mine = ++asked
    const answered = await api.ask<FlowsSaid>('GET', '/flows')
    if (closed || mine !== asked) return
    stand.value = answered.ok
      ? { is: 'there', said: answered.value }
      : { is: 'away', problem: answered.problem }
    if (!answered.ok || answered.value.state === 'starting') {
      timer = setTimeout(() => void look(), againMs)
      return
    }
    const born = now() - answered.value.startedMs
    if (bornMs !== undefined && born - bornMs > slackMs) returns.value += 1
    bornMs = born
  }
  const stop = effect(() => {
    news()
    void look()
  })

  const andLook = async <T>(answering: Promise<Answered<T>>): Promise<Answered<T>> => {
    const answered = await answering
    void look()
    return answered
  }
  return {
    stand,
    returns,
    examples: () => api.ask('GET', '/flows/library'),
    versions: () => api.ask('GET', '/flows/versions'),
    allowed: () => api.ask('GET', '/flows/settings'),
    install: (id) => andLook(api.ask('POST', `/flows/library/${encodeURIComponent(id)}`)),
    restore: (version) => andLook(api.ask('POST', `/flows/versions/${version}`)),
    allow: (which, on) => andLook(api.ask('PUT', '/flows/settings', { [which]: on })),
    close() {
      closed = true
      clearTimeout(timer)
      stop()
    },
  }
}
