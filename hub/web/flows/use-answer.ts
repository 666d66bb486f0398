import { type Signal, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Answered, Problem } from '../api.ts'
import { told } from '../studio.ts'

export type Asked<T> = {
  readonly value: Signal<T | undefined>
  readonly problem: Signal<Problem | undefined>
  again(): void
}

/** Asks when it is first shown, and again when `news` changes. */
export function useAnswer<T>(ask: () => Promise<Answered<T>>, news: unknown): Asked<T> {
  const value = useSignal<T | undefined>(undefined)
  const problem = useSignal<Problem | undefined>(undefined)
  const again = (): void => {
    void ask().then((answered) => {
      problem.value = answered.ok ? undefined : told(answered.problem)
      if (answered.ok) value.value = answered.value
    })
  }
  useEffect(again, [news])
  return { value, problem, again }
}
