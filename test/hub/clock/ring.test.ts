import assert from 'node:assert/strict'
import fc from 'fast-check'
import { type Order, ringMemory, ringReader, ringWriter } from '#hub/clock/ring.ts'

const emptyOrder = (): Order => ({
  kind: 0,
  outputs: 0,
  owner: 0,
  tag: 0,
  atMs: 0,
  length: 0,
  bytes: new Uint8Array(512),
})

const step = fc.oneof(
  fc.record(
    {
      kind: fc.integer({ min: 1, max: 7 }),
      outputs: fc.integer(),
      owner: fc.integer({ min: 0, max: 15 }),
      tag: fc.integer(),
      atMs: fc.double({ noNaN: true }),
      bytes: fc.uint8Array({ maxLength: 300 }),
    },
    { noNullPrototype: true },
  ),
  fc.constant('take' as const),
)

describe('a ring of orders', () => {
  it('hands over what was pushed, whole and in order, however full it was', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const memory = ringMemory(1024)
        const writer = ringWriter(memory)
        const reader = ringReader(memory)
        const queue: (typeof steps)[number][] = []
        const order = emptyOrder()
        for (const one of steps) {
          if (one === 'take') {
            const expected = queue.shift()
            assert.equal(reader.take(order), expected !== undefined)
            if (!expected || expected === 'take') continue
            const { length, bytes, ...words } = order
            assert.deepEqual({ ...words, bytes: bytes.slice(0, length) }, expected)
          } else {
            const { kind, outputs, owner, tag, atMs, bytes } = one
            if (writer.push(kind, outputs, owner, tag, atMs, bytes)) queue.push(one)
            else assert.ok(queue.length > 0, 'an empty ring has room')
          }
        }
      }),
      { numRuns: 300 },
    )
  })
})
