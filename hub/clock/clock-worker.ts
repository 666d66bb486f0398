import { readlinkSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import { sequencerPorts, usbByteMs } from '#firmware-bridge/transports/alsa.ts'
import { type ClockCore, clockCore } from './clock-core.ts'
import { lateStepMs, lateSteps, marks } from './orders.ts'
import { outputLine } from './output-line.ts'
import { type OutputWriters, outputWriters } from './output-writers.ts'
import { type Order, type RingMemory, ringReader, ringWriter } from './ring.ts'

/**
 * The one writer of every MIDI output. It sleeps to absolute moments and wakes when the live thread
 * has an order; it never returns to its event loop, so all that reaches it comes by the ring.
 */
export type ClockMemory = {
  readonly orders: RingMemory
  readonly sounded: RingMemory
  readonly marks: SharedArrayBuffer
}

export type ClockTold =
  | { readonly told: 'started'; readonly threadId: number }
  | { readonly told: 'write-failed'; readonly output: number; readonly why: string }

const longestSleepMs = 1000
const maxMessageBytes = 32_768

const tell = (told: ClockTold): void => parentPort?.postMessage(told)

function coreOf(memory: ClockMemory, shared: Int32Array, writers: OutputWriters): ClockCore {
  const sounded = ringWriter(memory.sounded)
  return clockCore({
    openLine(output, fd, byteMs) {
      Atomics.store(shared, marks.outputs + output, 1)
      return outputLine(writers.toDescriptor(output, fd), byteMs)
    },
    openPort(output, name, at) {
      Atomics.store(shared, marks.outputs + output, 1)
      return outputLine(writers.toSequencer(output, name, at), usbByteMs)
    },
    detached(output) {
      writers.close(output)
      Atomics.store(shared, marks.outputs + output, 0)
      Atomics.notify(shared, marks.outputs + output)
    },
    sounded(owner, tag, atMs, bytes, length) {
      if (!sounded.push(0, 0, owner, tag, atMs, bytes, length)) Atomics.add(shared, marks.untold, 1)
    },
    late(byMs) {
      const step = Math.min(lateSteps - 1, Math.floor(Math.max(0, byMs) / lateStepMs))
      Atomics.add(shared, marks.late + step, 1)
    },
    dropped() {
      Atomics.add(shared, marks.dropped, 1)
    },
  })
}

function runClock(memory: ClockMemory): void {
  const shared = new Int32Array(memory.marks)
  const writers = outputWriters((output, why) => tell({ told: 'write-failed', output, why }))
  const core = coreOf(memory, shared, writers)
  const reader = ringReader(memory.orders)
  const originMs = ownOriginMs()
  const order: Order = {
    kind: 0,
    outputs: 0,
    owner: 0,
    tag: 0,
    atMs: 0,
    length: 0,
    bytes: new Uint8Array(maxMessageBytes),
  }
  for (;;) {
    const seen = Atomics.load(shared, marks.wake)
    while (reader.take(order)) core.take(order, originMs + performance.now())
    const nextMs = core.run(originMs + performance.now())
    if (core.stopped()) break
    const sleepMs = Math.min(longestSleepMs, nextMs - originMs - performance.now())
    if (sleepMs > 0) Atomics.wait(shared, marks.wake, seen, sleepMs)
  }
  writers.closeAll()
}

/**
 * What performance.now counts from, on CLOCK_MONOTONIC: it is the same clock, and unlike hrtime it
 * allocates nothing. Read a few times, because the first reading of each takes its while.
 */
function ownOriginMs(): number {
  let originMs = Number.NEGATIVE_INFINITY
  for (let i = 0; i < 20; i++) {
    const hubMs = Number(process.hrtime.bigint()) / 1e6
    originMs = Math.max(originMs, hubMs - performance.now())
  }
  return originMs
}

if (parentPort) {
  // The link reads as `<pid>/task/<thread id>`; elsewhere than on Linux there is none.
  const threadId = Number(linkOr('/proc/thread-self', '').split('/').at(-1))
  tell({ told: 'started', threadId })
  // Loads the library and ALSA's settings before anything plays: the first port would hold up the clock
  // for tens of milliseconds; later ones take one. Where there is no ALSA it does nothing.
  sequencerPorts()
  runClock(workerData as ClockMemory)
}

function linkOr(path: string, otherwise: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return otherwise
  }
}
