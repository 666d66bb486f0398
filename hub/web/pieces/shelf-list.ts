import { effect, type ReadonlySignal, signal } from '@preact/signals'
import type { Answered, ListOf, Problem } from '../api.ts'

/** A list of the library as the screen shows it: loaded a page at a time, newest first. */
export type ShelfList<T> = {
  /** Undefined until the first answer. */
  readonly entries: ReadonlySignal<readonly T[] | undefined>
  readonly problem: ReadonlySignal<Problem | undefined>
  /** Fetches what follows, once at a time; nothing where all is there. */
  more(): void
  again(): void
  close(): void
}

type Parts<Search, T> = {
  readonly fetch: (search: Search, cursor: string | undefined) => Promise<Answered<ListOf<T>>>
  /** Loads anew when the search changes or news comes. */
  readonly search: () => Search
  readonly told: (problem: Problem) => Problem
}

export function openShelfList<Search, T>({ fetch, search, told }: Parts<Search, T>): ShelfList<T> {
  const entries = signal<readonly T[] | undefined>(undefined)
  const problem = signal<Problem | undefined>(undefined)
  let cursor: string | undefined
  let asking = 0
  let busy = false

  const load = async (looking: Search, from: string | undefined): Promise<void> => {
    const mine = ++asking
    busy = true
    const found = await fetch(looking, from)
    // A slower answer to an older question is nobody's any more.
    if (mine !== asking) return
    busy = false
    problem.value = found.ok ? undefined : told(found.problem)
    if (!found.ok) return
    cursor = found.value.cursor
    entries.value = from ? [...(entries.peek() ?? []), ...found.value.entries] : found.value.entries
  }
  const close = effect(() => void load(search(), undefined))

  return {
    entries,
    problem,
    more() {
      if (cursor !== undefined && !busy) void load(search(), cursor)
    },
    again: () => void load(search(), undefined),
    close,
  }
}
