import type { Stage } from './stage.ts'

/**
 * Does the work, then rests; what comes meanwhile does nothing. A knob that is wired here by mistake
 * fills no library.
 * @param busy what is said under the node where something comes during the work
 */
export function oneAtATime<A extends readonly unknown[]>(
  stage: Pick<Stage, 'after' | 'tell'>,
  { restMs, busy }: { readonly restMs: number; readonly busy: string },
  work: (...words: A) => Promise<void>,
): (...words: A) => Promise<void> {
  let at: 'work' | 'rest' | undefined
  return async (...words) => {
    // What came of the work stands under the node while it rests.
    if (at === 'work') stage.tell('working', busy)
    if (at !== undefined) return
    at = 'work'
    try {
      await work(...words)
    } finally {
      at = 'rest'
      stage.after(restMs, () => {
        at = undefined
      })
    }
  }
}
