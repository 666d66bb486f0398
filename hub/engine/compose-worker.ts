import { parentPort } from 'node:worker_threads'
import { type ErrorReport, reportOf } from '#core/errors.ts'
import type { Composition } from '#core/score/piece.ts'
import { type ComposeAsk, composeNow } from './compose-now.ts'

export type WorkerAsk = { readonly n: number; readonly ask: ComposeAsk }
/** The composition as JSON: one string crosses between threads faster than thousands of notes. */
export type WorkerTold =
  | { readonly n: number; readonly composition: string }
  | { readonly n: number; readonly error: ErrorReport }

function told({ n, ask }: WorkerAsk): WorkerTold {
  try {
    return { n, composition: JSON.stringify(composeNow(ask) satisfies Composition) }
  } catch (error) {
    return { n, error: reportOf(error) }
  }
}

parentPort?.on('message', (ask: WorkerAsk) => parentPort?.postMessage(told(ask)))
