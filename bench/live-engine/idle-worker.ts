import { parentPort } from 'node:worker_threads'
import type { EngineAsk, EngineNews } from '#hub/live/engine-worker.ts'

/** Hears what the engine hears, has nothing to think about, and says so. */
parentPort!.on('message', (word: EngineAsk | EngineNews) => {
  if ('ask' in word) parentPort!.postMessage({ n: word.n, answer: undefined })
})
