import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { type MidiOut, sequencerPlaces } from '#firmware-bridge/driver.ts'
import type { Log } from '#runtime/log.ts'
import type { ClockMemory, ClockTold } from './clock-worker.ts'
import { lateStepMs, lateSteps, marks, maxOutputs, orders } from './orders.ts'
import { owners } from './owners.ts'
import { askFifo, type PriorityClass } from './priority.ts'
import type { Pulse } from './pulse-train.ts'
import { type Order, ringMemory, ringReader, ringWriter } from './ring.ts'

/** Outputs of the clock, one bit each. */
export type Outputs = number

/** Who ordered events and may cancel them; none but what `newOwner` gave, until it is left. */
export type Owner = number

/** An event that sounded: `tag` is the owner's own word, -1 for a release that a cancel caused. */
export type Sounded = {
  readonly owner: Owner
  readonly tag: number
  readonly atMs: number
  readonly bytes: Uint8Array
}

export type OutputClock = AsyncDisposable & {
  /**
   * Writes a port at the pace of its wire; the number it has until it is detached, or undefined where
   * 31 are taken. A port of the sequencer that cannot be opened is told by `writeFailed`.
   */
  attach(out: MidiOut): number | undefined
  /** Resolves when the worker has let go of the descriptor. */
  detach(output: number): Promise<void>
  /** At once. False where the worker is so far behind that the order was dropped. */
  send(outputs: Outputs, bytes: Uint8Array): boolean
  /** At a moment to come, on the hub's clock; at most 3 bytes. */
  at(outputs: Outputs, owner: Owner, tag: number, atMs: number, bytes: Uint8Array): boolean
  /** The MIDI clock that goes out until another is laid; the worker counts its ticks itself. */
  pulse(pulse: Pulse): void
  /** Nobody else's until it is left; undefined where 31 are taken. */
  newOwner(): Owner | undefined
  /** It orders nothing more. */
  leaveOwner(owner: Owner): void
  /** What the owner ordered so far does not sound after `atMs` (now, where left out). */
  cancel(owner: Owner, atMs?: number): void
  flush(outputs: Outputs): void
  /** Hands over what sounded since the last call, oldest first. */
  sounded(hear: (event: Sounded) => void): void
  priority(): PriorityClass
  figures(): { readonly lateP99Ms: number; readonly events: number; readonly dropped: number }
}

const ringBytes = 262_144
const stopWithinMs = 1000
const noBytes = new Uint8Array(0)

/** Starts the clock worker; `realTime` asks the system for SCHED_FIFO for it. */
export async function openClock({
  log,
  realTime,
  writeFailed,
}: {
  log: Log
  realTime: boolean
  writeFailed: (output: number, why: string) => void
}): Promise<OutputClock> {
  const memory: ClockMemory = {
    orders: ringMemory(ringBytes),
    sounded: ringMemory(ringBytes),
    marks: new SharedArrayBuffer(4 * marks.count),
  }
  const shared = new Int32Array(memory.marks)
  const ring = ringWriter(memory.orders)
  const told = ringReader(memory.sounded)
  const heard: Order = {
    kind: 0,
    outputs: 0,
    owner: 0,
    tag: 0,
    atMs: 0,
    length: 0,
    bytes: new Uint8Array(64),
  }
  const worker = new Worker(new URL('./clock-worker.ts', import.meta.url), {
    workerData: memory,
    execArgv: ['--no-warnings'],
  })
  const [started] = (await once(worker, 'message')) as [Extract<ClockTold, { told: 'started' }>]
  const priority: PriorityClass = realTime ? await askFifo(started.threadId) : 'other'
  worker.on('message', (word: ClockTold) => {
    if (word.told === 'write-failed') writeFailed(word.output, word.why)
  })
  worker.on('error', (error) => log.error('clock worker lost', { error }))
  const taken = new Set<number>()
  const named = owners()

  function order(
    kind: number,
    outputs: Outputs,
    owner: Owner,
    tag: number,
    atMs: number,
    bytes: Uint8Array,
  ): boolean {
    const pushed = ring.push(kind, outputs, owner, tag, atMs, bytes)
    if (!pushed) Atomics.add(shared, marks.dropped, 1)
    Atomics.add(shared, marks.wake, 1)
    Atomics.notify(shared, marks.wake)
    return pushed
  }

  return {
    attach(out) {
      const output = Array.from({ length: maxOutputs }, (_, i) => i).find((i) => !taken.has(i))
      if (output === undefined) return undefined
      taken.add(output)
      Atomics.store(shared, marks.outputs + output, 1)
      if (out.by === 'descriptor') order(orders.attach, 0, out.fd, output, out.byteMs, noBytes)
      else {
        const at = sequencerPlaces.indexOf(out.at)
        order(orders.connect, 0, at, output, 0, Buffer.from(out.name))
      }
      return output
    },
    async detach(output) {
      order(orders.detach, 0, 0, output, 0, noBytes)
      await Atomics.waitAsync(shared, marks.outputs + output, 1, stopWithinMs).value
      taken.delete(output)
    },
    send: (outputs, bytes) => order(orders.send, outputs, 0, 0, 0, bytes),
    at: (outputs, owner, tag, atMs, bytes) => order(orders.at, outputs, owner, tag, atMs, bytes),
    pulse({ outputs, series, tick, atMs, periodMs }) {
      const bytes = new Uint8Array(8)
      new DataView(bytes.buffer).setFloat64(0, periodMs, true)
      order(orders.pulse, outputs, series, tick, atMs, bytes)
    },
    newOwner: named.take,
    leaveOwner(owner) {
      order(orders.cancel, 0, owner, 0, 0, noBytes)
      named.leave(owner)
    },
    cancel: (owner, atMs = 0) => void order(orders.cancel, 0, owner, 0, atMs, noBytes),
    flush: (outputs) => void order(orders.flush, outputs, 0, 0, 0, noBytes),
    sounded(hear) {
      while (told.take(heard)) {
        const { owner, tag, atMs, bytes, length } = heard
        hear({ owner, tag, atMs, bytes: bytes.slice(0, length) })
      }
    },
    priority: () => priority,
    figures: () => ({ ...lateness(shared), dropped: Atomics.load(shared, marks.dropped) }),
    async [Symbol.asyncDispose]() {
      const gone = once(worker, 'exit')
      const timer = setTimeout(() => void worker.terminate(), stopWithinMs)
      order(orders.stop, 0, 0, 0, 0, noBytes)
      await gone
      clearTimeout(timer)
    },
  }
}

/** How late 99 of 100 events were at most, in steps of 0.05 ms. */
function lateness(shared: Int32Array): { lateP99Ms: number; events: number } {
  const counts = Array.from({ length: lateSteps }, (_, i) => Atomics.load(shared, marks.late + i))
  const events = counts.reduce((sum, count) => sum + count, 0)
  let beyond = events
  const step = counts.findIndex((count) => {
    beyond -= count
    return beyond <= events * 0.01
  })
  return { lateP99Ms: events === 0 ? 0 : (step + 1) * lateStepMs, events }
}
