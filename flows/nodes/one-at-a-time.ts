import type { Stage } from './stage.ts'

/**
 * Does the work, then rests; what comes meanwhile is told so and does nothing. A knob that is wired here
 * by mistake fills no library.
 */
export function oneAtATime<A extends readonly unknown[]>(
  stage: Pick<Stage, 'after' | 'tell'>,
  { restMs, busy }: { readonly restMs: number; readonly busy: string },
  work: (...words: A) => Promise<void>,
): (...words: A) => Promise<void> {
  let resting = false
  return async (...words) => {
    if (resting) return stage.tell('working', busy)
    resting = true
    try {
      await work(...words)
    } finally {
      stage.after(restMs, () => {
        resting = false
      })
    }
  }
}
