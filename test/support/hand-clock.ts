import type { OutputClock, Sounded } from '#hub/clock/clock.ts'
import { clockCore } from '#hub/clock/clock-core.ts'
import { orders } from '#hub/clock/orders.ts'
import { owners } from '#hub/clock/owners.ts'

/** What left an output, and when. */
export type Left = { readonly atMs: number; readonly bytes: readonly number[] }

/**
 * The real clock without its thread: it does what is due when the test says so.
 * @example clock.run(); assert.deepEqual(clock.left(), [])
 */
export function handClock(now: () => number) {
  const left: Left[] = []
  const heard: Sounded[] = []
  const core = clockCore({
    openLine: () => ({
      push(bytes, length) {
        left.push({ atMs: now(), bytes: [...bytes.subarray(0, length)] })
        return true
      },
      pump: () => Number.POSITIVE_INFINITY,
      flush() {},
      waiting: () => 0,
    }),
    openPort: () => {
      throw new Error('this clock has lines only')
    },
    detached() {},
    sounded: (owner, tag, atMs, bytes, length) =>
      void heard.push({ owner, tag, atMs, bytes: bytes.slice(0, length) }),
    late() {},
    dropped() {},
  })
  const named = owners()
  const order = (
    kind: number,
    outputs: number,
    owner: number,
    tag: number,
    atMs: number,
    bytes: Uint8Array,
  ) => {
    const all = new Uint8Array(64)
    all.set(bytes)
    core.take({ kind, outputs, owner, tag, atMs, length: bytes.length, bytes: all }, now())
    return true
  }
  const none = new Uint8Array(0)
  order(orders.attach, 0, 0, 0, 0, none)
  const output: OutputClock = {
    attach: () => 0,
    pulse() {},
    detach: async () => {},
    send: (outputs, bytes) => order(orders.send, outputs, 0, 0, 0, bytes),
    at: (outputs, owner, tag, atMs, bytes) => order(orders.at, outputs, owner, tag, atMs, bytes),
    newOwner: named.take,
    leaveOwner(owner) {
      order(orders.cancel, 0, owner, 0, 0, none)
      named.leave(owner)
    },
    cancel: (owner, atMs = 0) => void order(orders.cancel, 0, owner, 0, atMs, none),
    flush() {},
    sounded(hear) {
      for (const event of heard.splice(0)) hear(event)
    },
    priority: () => 'other',
    figures: () => ({ lateP99Ms: 0, events: 0, dropped: 0 }),
    async [Symbol.asyncDispose]() {},
  }
  return {
    output,
    run: () => void core.run(now()),
    left: (): readonly Left[] => left,
  }
}
