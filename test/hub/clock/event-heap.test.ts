import assert from 'node:assert/strict'
import fc from 'fast-check'
import { eventHeap } from '#hub/clock/event-heap.ts'
import type { Order } from '#hub/clock/ring.ts'

const order = (atMs: number, tag: number): Order => ({
  kind: 2,
  outputs: 1,
  owner: 1,
  tag,
  atMs,
  length: 3,
  bytes: Uint8Array.of(0x90, tag & 127, 100),
})

describe('the events to come', () => {
  it('come by their moment, and in the order given where the moment is one', () => {
    fc.assert(
      fc.property(
        fc.array(fc.option(fc.integer({ min: 0, max: 20 }), { nil: 'pop' as const })),
        (steps) => {
          const heap = eventHeap(64)
          let model: { atMs: number; tag: number }[] = []
          for (const [tag, one] of steps.entries()) {
            if (one === 'pop') {
              assert.equal(heap.size(), model.length)
              assert.equal(heap.nextMs(), model[0]?.atMs ?? Number.POSITIVE_INFINITY)
              if (model.length === 0) continue
              const popped = order(0, 0)
              heap.pop(popped)
              assert.deepEqual({ atMs: popped.atMs, tag: popped.tag }, model.shift())
            } else if (heap.push(order(one, tag))) {
              model = [...model, { atMs: one, tag }].sort(
                (a, b) => a.atMs - b.atMs || a.tag - b.tag,
              )
            }
          }
        },
      ),
    )
  })

  it('are refused where there is no room, and taken again when there is', () => {
    const heap = eventHeap(2)
    assert.ok(heap.push(order(1, 1)))
    assert.ok(heap.push(order(2, 2)))

    assert.equal(heap.push(order(3, 3)), false)
    heap.pop(order(0, 0))

    assert.ok(heap.push(order(3, 3)))
  })
})
