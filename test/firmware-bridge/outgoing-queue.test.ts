import assert from 'node:assert/strict'
import fc from 'fast-check'
import { type Outgoing, outgoingQueue } from '#firmware-bridge/outgoing-queue.ts'

const plain = { noNullPrototype: true } as const
const numbered = (one: Outgoing, n: number) => ({ ...one, n })
const anyOutgoing = fc.record(
  {
    control: fc.constantFrom('a', 'b', 'c'),
    kind: fc.constantFrom('trigger' as const, 'continuous' as const),
    value: fc.constantFrom(0, 0.5, 1),
  },
  plain,
)
/** What happens to a queue: something comes, or (undefined) something is taken. */
const anyTraffic = fc.array(fc.option(anyOutgoing, { nil: undefined }), { maxLength: 200 })

const stopped = { now: () => 0, date: () => '' }
const trigger = (control: string, value: number): Outgoing => ({ control, kind: 'trigger', value })
const turn = (control: string, value: number): Outgoing => ({ control, kind: 'continuous', value })

/** Everything that is still in it, in order. */
function takeAll<T extends Outgoing>(queue: { take(): T | undefined }): T[] {
  const all: T[] = []
  for (let one = queue.take(); one; one = queue.take()) all.push(one)
  return all
}

/** Runs the traffic and tells what was accepted, and what came out. */
function run(traffic: readonly (Outgoing | undefined)[], bound: number) {
  const queue = outgoingQueue<Outgoing & { readonly n: number }>({ clock: stopped, bound })
  const put: (Outgoing & { readonly n: number; readonly accepted: boolean })[] = []
  const taken: (Outgoing & { readonly n: number })[] = []
  let most = 0
  for (const [n, one] of traffic.entries()) {
    if (one) put.push({ ...numbered(one, n), accepted: queue.put(numbered(one, n)) })
    else {
      const next = queue.take()
      if (next) taken.push(next)
    }
    most = Math.max(most, queue.size())
  }
  return { put, taken: [...taken, ...takeAll(queue)], faults: queue.faults(), most }
}

const isStruck = ({ kind }: Outgoing): boolean => kind === 'trigger'

describe('an outgoing queue', () => {
  it('sends every press it accepted, in order, whatever knobs move between', () => {
    fc.assert(
      fc.property(anyTraffic, fc.integer({ min: 1, max: 30 }), (traffic, bound) => {
        const { put, taken } = run(traffic, bound)

        const presses = taken.filter((one) => isStruck(one) && one.value > 0).map(({ n }) => n)
        const accepted = put.filter((one) => one.accepted && isStruck(one) && one.value > 0)
        assert.deepEqual(
          presses,
          accepted.map(({ n }) => n),
        )
      }),
    )
  })

  it('loses no release: whatever was pressed last and let go is let go at the other end', () => {
    fc.assert(
      fc.property(anyTraffic, fc.integer({ min: 1, max: 8 }), (traffic, bound) => {
        const { put, taken } = run(traffic, bound)

        for (const control of ['a', 'b', 'c']) {
          const of = (one: Outgoing): boolean => isStruck(one) && one.control === control
          const wanted = put.findLast((one) => of(one) && one.accepted)
          assert.equal(taken.findLast(of)?.value, wanted?.value)
          if (put.findLast(of)?.value === 0) assert.equal(taken.findLast(of)?.value, 0)
        }
      }),
    )
  })

  it('sends where a knob stopped, and loses it only to triggers that need the room', () => {
    fc.assert(
      fc.property(anyTraffic, (traffic) => {
        const { put, taken, faults } = run(traffic, 1000)

        for (const control of ['a', 'b', 'c']) {
          const of = (one: Outgoing): boolean => !isStruck(one) && one.control === control
          assert.equal(taken.findLast(of)?.n, put.findLast(of)?.n)
        }
        assert.equal(faults, 0)
      }),
    )
  })

  it('stays within its bound, but for one release of each control', () => {
    fc.assert(
      fc.property(anyTraffic, fc.integer({ min: 1, max: 8 }), (traffic, bound) => {
        const { put, most, faults } = run(traffic, bound)

        assert.ok(most <= bound + 3)
        assert.equal(faults, put.filter(({ accepted }) => !accepted).length)
      }),
    )
  })

  it('makes room by the knob that waits longest, then refuses and counts', () => {
    const queue = outgoingQueue({ clock: stopped, bound: 3 })
    queue.put(turn('first', 0.1))
    queue.put(turn('second', 0.2))
    queue.put(turn('first', 0.3))

    queue.put(trigger('pad', 1))
    queue.put(trigger('pad', 0.9))
    queue.put(trigger('pad', 0.8))
    const refused = queue.put(trigger('pad', 0.7))
    const released = queue.put(trigger('pad', 0))

    assert.deepEqual([refused, released, queue.faults()], [false, true, 1])
    assert.deepEqual(
      takeAll(queue).map(({ value }) => value),
      [1, 0.9, 0.8, 0],
    )
  })

  it('gives a knob its turn between many triggers', () => {
    const queue = outgoingQueue({ clock: stopped })
    queue.put(turn('knob', 0.5))
    for (let n = 0; n < 20; n++) queue.put(trigger('pad', 1))

    const order = takeAll(queue).map(({ control }) => control)

    assert.equal(order.indexOf('knob'), 8)
  })

  it('gives the link what it carries a second, and tells when the next may go', () => {
    let nowMs = 0
    const queue = outgoingQueue({ clock: { now: () => nowMs }, perSecond: 100 })
    const sentMs: number[] = []
    for (let n = 0; n < 300; n++) queue.put(trigger('pad', 1))

    for (; nowMs <= 1000; nowMs += queue.waitMs() ?? 1) {
      assert.ok(queue.take())
      sentMs.push(nowMs)
    }

    assert.equal(sentMs.length, 5 + 100)
    assert.ok(Math.abs(sentMs.at(-1)! - 1000) < 10.1)
    assert.equal(outgoingQueue({ clock: stopped }).waitMs(), undefined)
  })
})
