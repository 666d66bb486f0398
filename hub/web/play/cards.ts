import { batch, effect, type ReadonlySignal, signal } from '@preact/signals'
import type { Api, PieceLine, Problem } from '../api.ts'

/** A piece on its way: it has a card from the moment it is asked for. */
export type Pending = {
  readonly n: number
  readonly prompt: string
  readonly problem: Problem | undefined
}

/** The cards beside the keys: what is being made, and the newest pieces of the library. */
export type Cards = {
  readonly pending: ReadonlySignal<readonly Pending[]>
  /** Undefined until the first answer of the hub. */
  readonly recent: ReadonlySignal<readonly PieceLine[] | undefined>
  readonly problem: ReadonlySignal<Problem | undefined>
  /** Composes a piece and plays it. */
  make(prompt: string): Promise<void>
  /** The id of the newest piece. */
  newest(): string | undefined
  drop(n: number): void
  refresh(): Promise<void>
}

type Parts = {
  readonly api: Pick<Api, 'generate' | 'pieces'>
  /** Counts up when a piece came, changed or went. */
  readonly news: ReadonlySignal<number>
  readonly play: (piece: string) => Promise<void>
  readonly told: (problem: Problem) => Problem
}

const shown = 6

export function openCards({ api, news, play, told }: Parts): Cards {
  const pending = signal<readonly Pending[]>([])
  const recent = signal<readonly PieceLine[] | undefined>(undefined)
  const problem = signal<Problem | undefined>(undefined)
  let names = 0

  const drop = (n: number): void => {
    pending.value = pending.value.filter((card) => card.n !== n)
  }
  const refresh = async (): Promise<void> => {
    const found = await api.pieces({ text: '', tag: undefined }, { limit: shown })
    problem.value = found.ok ? undefined : told(found.problem)
    if (found.ok) recent.value = found.value.entries
  }
  const failed = (n: number, refusal: Problem): void => {
    pending.value = pending.value.map((card) =>
      card.n === n ? { ...card, problem: told(refusal) } : card,
    )
  }
  const arrived = (n: number, piece: PieceLine): void => {
    const others = (recent.value ?? []).filter(({ id }) => id !== piece.id)
    batch(() => {
      drop(n)
      recent.value = [piece, ...others].slice(0, shown)
    })
  }
  effect(() => {
    if (news.value >= 0) void refresh()
  })

  return {
    pending,
    recent,
    problem,
    async make(prompt) {
      const n = ++names
      pending.value = [{ n, prompt, problem: undefined }, ...pending.value]
      const answered = await api.generate(prompt)
      if (!answered.ok) return failed(n, answered.problem)
      arrived(n, answered.value)
      await play(answered.value.id)
    },
    newest: () => recent.value?.[0]?.id,
    drop,
    refresh,
  }
}
