import { PerformanceObserver } from 'node:perf_hooks'
import { getHeapStatistics } from 'node:v8'
import { parentPort, workerData } from 'node:worker_threads'
import type { EngineAsk, EngineNews, EngineTold } from '#hub/live/engine-worker.ts'

/** What is measured in the thread, a place for each note. */
export type ThreadTimes = {
  /** From a note that is there until its bars are posted. */
  readonly tookMs: SharedArrayBuffer
  /** Arithmetic of about that length, which needs neither memory nor messages. */
  readonly aloneMs: SharedArrayBuffer
  /** How long garbage was collected meanwhile. */
  readonly collectedMs: SharedArrayBuffer
  /** Bytes of memory that were taken; below 0 where some were given back meanwhile. */
  readonly bytes: SharedArrayBuffer
}

/** The arithmetic is as long as the middle one of so many notes. */
const measuredOver = 100

const port = parentPort!
const times = workerData as ThreadTimes
const tookMs = new Float64Array(times.tookMs)
const aloneMs = new Float64Array(times.aloneMs)
const collectedMs = new Float64Array(times.collectedMs)
const bytes = new Float64Array(times.bytes)
const began = new Float64Array(tookMs.length)
let note = 0
let fromBytes = 0
let rounds = 0

const collected = new PerformanceObserver((list) => {
  for (const { startTime, duration } of list.getEntries()) {
    const at = began.findLastIndex((ms) => ms > 0 && ms <= startTime)
    if (at >= 0 && startTime < began[at]! + tookMs[at]!) collectedMs[at]! += duration
  }
})
collected.observe({ entryTypes: ['gc'] })

function arithmetic(times: number): number {
  let sum = 1
  for (let i = 0; i < times; i++) sum = (Math.imul(sum, 1_664_525) + 1_013_904_223) | 0
  return sum
}

function roundsOf(ms: number): number {
  const tried = 100_000
  // The best of a few: what else runs on the machine must not make the arithmetic shorter.
  const tries = Array.from({ length: 5 }, () => {
    const from = performance.now()
    arithmetic(tried)
    return performance.now() - from
  })
  return Math.round((tried * ms) / Math.min(...tries))
}

function measureAlone(): void {
  if (note > 0 && note % measuredOver === 0)
    rounds = roundsOf(tookMs.slice(note - measuredOver, note).sort()[measuredOver >> 1]!)
  const from = performance.now()
  arithmetic(rounds)
  aloneMs[note] = performance.now() - from
}

const hear = port.on.bind(port)
port.on = ((name: 'message', heard: (word: EngineAsk | EngineNews) => void) =>
  hear(name, (word: EngineAsk | EngineNews) => {
    if ('news' in word && word.news === 'strike') {
      fromBytes = getHeapStatistics().used_heap_size
      began[note] = performance.now()
    }
    heard(word)
  })) as typeof port.on
const post = port.postMessage.bind(port)
port.postMessage = (told: EngineTold) => {
  post(told)
  tookMs[note] = performance.now() - began[note]!
  bytes[note] = getHeapStatistics().used_heap_size - fromBytes
  measureAlone()
  note += 1
}
await import('#hub/live/engine-worker.ts')
