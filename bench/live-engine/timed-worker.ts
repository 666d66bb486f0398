import { parentPort, workerData } from 'node:worker_threads'
import type { EngineAsk, EngineNews, EngineTold } from '#hub/live/engine-worker.ts'

/** What is measured in the thread, a place for each note. */
export type ThreadTimes = {
  /** From a note that is there until its bars are posted. */
  readonly tookMs: SharedArrayBuffer
  /** Arithmetic of about that length, which needs neither memory nor messages. */
  readonly aloneMs: SharedArrayBuffer
}

/** After so many notes it is known how long the arithmetic has to be. */
const measuredAfter = 200

const port = parentPort!
const times = workerData as ThreadTimes
const tookMs = new Float64Array(times.tookMs)
const aloneMs = new Float64Array(times.aloneMs)
let note = 0
let fromMs = 0
let rounds = 0

function arithmetic(times: number): number {
  let sum = 1
  for (let i = 0; i < times; i++) sum = (Math.imul(sum, 1_664_525) + 1_013_904_223) | 0
  return sum
}

function roundsOf(ms: number): number {
  const tried = 1_000_000
  const from = performance.now()
  arithmetic(tried)
  return Math.round((tried * ms) / (performance.now() - from))
}

function measureAlone(): void {
  if (note === measuredAfter) rounds = roundsOf(tookMs.slice(0, note).sort()[note >> 1]!)
  const from = performance.now()
  arithmetic(rounds)
  aloneMs[note] = performance.now() - from
}

const hear = port.on.bind(port)
port.on = ((name: 'message', heard: (word: EngineAsk | EngineNews) => void) =>
  hear(name, (word: EngineAsk | EngineNews) => {
    if ('news' in word && word.news === 'strike') fromMs = performance.now()
    heard(word)
  })) as typeof port.on
const post = port.postMessage.bind(port)
port.postMessage = (told: EngineTold) => {
  const readyMs = performance.now()
  measureAlone()
  const postsMs = performance.now()
  post(told)
  tookMs[note] = readyMs - fromMs + performance.now() - postsMs
  note += 1
}
await import('#hub/live/engine-worker.ts')
