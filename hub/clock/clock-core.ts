import { type SequencerPlace, sequencerPlaces } from '#firmware-bridge/driver.ts'
import { eventHeap } from './event-heap.ts'
import { maxOutputs, maxOwners, orders } from './orders.ts'
import { lateMs, type OutputLine } from './output-line.ts'
import { type Pulse, pulseTrain } from './pulse-train.ts'
import type { Order } from './ring.ts'

/** What the clock needs of the thread it runs in. */
export type ClockParts = {
  openLine(output: number, fd: number, byteMs: number): OutputLine
  /** A line to a port of the sequencer, or to one of our own that it makes. */
  openPort(output: number, name: string, at: SequencerPlace): OutputLine
  detached(output: number): void
  /** An event of an owner sounded now. */
  sounded(owner: number, tag: number, atMs: number, bytes: Uint8Array, length: number): void
  /** An event was this late. */
  late(byMs: number): void
  dropped(): void
}

export type ClockCore = {
  take(order: Order, nowMs: number): void
  /** Does what is due and returns when to come again. */
  run(nowMs: number): number
  stopped(): boolean
}

const maxEvents = 16_384
const cellsAnOwner = 16 * 128
const clockTick = Uint8Array.of(0xf8)
/** A tick and a note of the same beat are reckoned by two ways; the tick goes first all the same. */
const hairMs = 0.01

/**
 * The clock without a thread: takes orders, fires what is due, keeps every output at the pace of its
 * wire, and knows what each owner has sounding. Allocates nothing once its outputs are open.
 */
export function clockCore(parts: ClockParts): ClockCore {
  const heap = eventHeap(maxEvents)
  const lines: (OutputLine | undefined)[] = new Array(maxOutputs).fill(undefined)
  /** How often each owner's pitch is down, and on which outputs. */
  const down = new Uint8Array(maxOwners * cellsAnOwner)
  const downOn = new Int32Array(maxOwners * cellsAnOwner)
  /** Events of an owner given before this turn are cancelled. */
  const cancelledBefore = new Float64Array(maxOwners)
  const event: Order = {
    kind: 0,
    outputs: 0,
    owner: 0,
    tag: 0,
    atMs: 0,
    length: 0,
    bytes: new Uint8Array(3),
  }
  const release = new Uint8Array(3)
  const pulses = pulseTrain()
  let stopping = false

  function send(outputs: number, bytes: Uint8Array, length: number): void {
    for (let i = 0; i < maxOutputs; i++) {
      if ((outputs & (1 << i)) === 0) continue
      const line = lines[i]
      if (line && !line.push(bytes, length)) parts.dropped()
    }
  }

  function fireNext(nowMs: number): void {
    const tickMs = pulses.nextMs()
    if (tickMs > heap.nextMs() + hairMs) {
      const turn = heap.pop(event)
      fire(nowMs, turn)
      return
    }
    parts.late(nowMs - tickMs)
    send(pulses.fire(), clockTick, 1)
  }

  function fire(nowMs: number, turn: number): void {
    // Also a cancel: what it was for is called off already, and what plays by now it was not for.
    if (turn < cancelledBefore[event.owner]!) return
    if (event.kind === orders.cancel) {
      cancel(event.owner, turn, nowMs)
      return
    }
    parts.late(nowMs - event.atMs)
    // A machine that stood still goes on with what is due now, and does not play all of it at once.
    if (isStrike() && nowMs - event.atMs > lateMs) return
    send(outputsOf(), event.bytes, event.length)
    parts.sounded(event.owner, event.tag, nowMs, event.bytes, event.length)
  }

  const isStrike = (): boolean => (event.bytes[0]! & 0xf0) === 0x90 && event.bytes[2]! > 0

  /** Where the event goes; a note-off follows its note-on wherever that went. */
  function outputsOf(): number {
    const kind = event.bytes[0]! & 0xf0
    if (kind !== 0x90 && kind !== 0x80) return event.outputs
    const cell = event.owner * cellsAnOwner + (event.bytes[0]! & 15) * 128 + (event.bytes[1]! & 127)
    if (isStrike()) {
      if (down[cell]! < 255) down[cell]! += 1
      downOn[cell]! |= event.outputs
      return event.outputs
    }
    if (down[cell]! > 0) down[cell]! -= 1
    const outputs = event.outputs | downOn[cell]!
    if (down[cell] === 0) downOn[cell] = 0
    return outputs
  }

  function cancel(owner: number, turn: number, nowMs: number): void {
    cancelledBefore[owner] = turn
    for (let i = 0; i < cellsAnOwner; i++) {
      const cell = owner * cellsAnOwner + i
      for (; down[cell]! > 0; down[cell]! -= 1) {
        release[0] = 0x80 | (i >> 7)
        release[1] = i & 127
        release[2] = 64
        send(downOn[cell]!, release, 3)
        parts.sounded(owner, -1, nowMs, release, 3)
      }
      downOn[cell] = 0
    }
  }

  function detach(output: number): void {
    const line = lines[output]
    if (line) empty(line)
    lines[output] = undefined
    for (let cell = 0; cell < downOn.length; cell++) downOn[cell]! &= ~(1 << output)
    parts.detached(output)
  }

  /** Hands all that waits to the port, without regard to its pace: these are the last releases. */
  function empty(line: OutputLine): void {
    for (let left = -1; left !== line.waiting(); ) {
      left = line.waiting()
      line.pump(Number.MAX_VALUE)
    }
  }

  function flush(outputs: number): void {
    for (let i = 0; i < maxOutputs; i++) if ((outputs & (1 << i)) !== 0) lines[i]?.flush()
  }

  return {
    take(order, nowMs) {
      switch (order.kind) {
        case orders.send:
          return send(order.outputs, order.bytes, order.length)
        case orders.at:
          if (!heap.push(order)) parts.dropped()
          return
        case orders.cancel:
          // One that is due now must not wait behind events that are due as well.
          if (order.atMs > 0 && heap.push(order)) return
          return cancel(order.owner, heap.turns(), nowMs)
        case orders.attach:
          lines[order.tag] = parts.openLine(order.tag, order.owner, order.atMs)
          return
        case orders.connect:
          lines[order.tag] = parts.openPort(order.tag, textOf(order), sequencerPlaces[order.owner]!)
          return
        case orders.detach:
          return detach(order.tag)
        case orders.flush:
          return flush(order.outputs)
        case orders.pulse:
          return pulses.lay(pulseOf(order), nowMs)
        case orders.stop:
          for (const line of lines) if (line) empty(line)
          stopping = true
      }
    },
    run(nowMs) {
      while (Math.min(heap.nextMs(), pulses.nextMs()) <= nowMs) fireNext(nowMs)
      let nextMs = Math.min(heap.nextMs(), pulses.nextMs())
      for (let i = 0; i < maxOutputs; i++) {
        const line = lines[i]
        if (line) nextMs = Math.min(nextMs, line.pump(nowMs))
      }
      return nextMs
    },
    stopped: () => stopping,
  }
}

/** An order of a few a second: it may allocate. */
const pulseOf = ({ outputs, owner, tag, atMs, bytes }: Order): Pulse => ({
  outputs,
  series: owner,
  tick: tag,
  atMs,
  periodMs: new DataView(bytes.buffer, bytes.byteOffset, 8).getFloat64(0, true),
})

const textOf = ({ bytes, length }: Order): string =>
  new TextDecoder().decode(bytes.subarray(0, length))
