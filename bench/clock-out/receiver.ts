import { openSync, readSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import { askFifo, ownThreadId } from '#hub/clock/priority.ts'

/** Says that it is ready, reads a pipe until so many ticks have come, and tells when each was there. */
// A receiver that is held up itself could not tell whose fault it was.
await askFifo(ownThreadId() ?? 0)
const { path, ticks } = workerData as { path: string; ticks: number }
const pipe = openSync(path, 'r')
const atMs = new Float64Array(ticks)
const byte = new Uint8Array(1)
parentPort?.postMessage('ready')
for (let tick = 0; tick < ticks; ) {
  if (readSync(pipe, byte) === 0) continue
  atMs[tick] = Number(process.hrtime.bigint()) / 1e6
  tick += 1
}
parentPort?.postMessage(atMs)
