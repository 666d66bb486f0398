import assert from 'node:assert/strict'
import fc from 'fast-check'
import { portTime } from '#firmware-bridge/transports/port-time.ts'

/** What a port says about messages that came at these moments and were heard so much later. */
function stamps(messages: readonly (readonly [atMs: number, lateMs: number])[]): number[] {
  const timeOf = portTime()
  let lastMs = messages[0]?.[0] ?? 0
  let heardMs = 0
  return messages.map(([atMs, lateMs]) => {
    const sinceLastMs = atMs - lastMs
    lastMs = atMs
    // One that was heard late holds up those behind it.
    heardMs = Math.max(heardMs, atMs + lateMs)
    return timeOf(sinceLastMs, heardMs)
  })
}

describe('the time of a MIDI port', () => {
  it('is the kernel’s, however late the event loop hears of it', () => {
    const messages = [100, 200, 300, 400, 500].map((ms) => [ms, ms === 300 ? 90 : 0] as const)

    assert.deepEqual(stamps(messages), [100, 200, 300, 400, 500])
  })

  it('is set right by a message that came sooner than it says', () => {
    assert.deepEqual(
      stamps([
        [100, 40],
        [200, 0],
        [300, 10],
      ]),
      [140, 200, 300],
    )
  })

  it('follows the hub’s clock when the two drift apart by more than 5 ms', () => {
    const drifting = Array.from({ length: 200 }, (_, i) => [i * 100, i * 0.1] as const)

    const late = stamps(drifting).map((ms, i) => i * 100.1 - ms)

    assert.ok(Math.max(...late) > 4 && Math.max(...late) < 7, `${Math.max(...late)} ms late`)
    assert.ok(late.at(-1)! < 7)
  })

  it('is not moved by a busy second', () => {
    const messages = Array.from(
      { length: 100 },
      (_, i) => [i * 20, i > 20 && i < 60 ? 40 : 1] as const,
    )

    assert.deepEqual(
      stamps(messages),
      messages.map(([ms]) => ms + 1),
    )
  })

  it('begins anew after a quarter of a second that nobody can explain', () => {
    assert.deepEqual(
      stamps([
        [0, 0],
        [10, 300],
        [400, 10],
      ]),
      [0, 310, 400 + 10],
    )
  })

  it('never goes back, and is never later than the message was heard', () => {
    const step = fc.tuple(
      fc.double({ min: 0, max: 500, noNaN: true }),
      fc.double({ min: 0, max: 400, noNaN: true }),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const timeOf = portTime()
        let heardMs = 0
        let lastMs = Number.NEGATIVE_INFINITY
        for (const [sinceLastMs, laterMs] of steps) {
          heardMs += laterMs
          const atMs = timeOf(sinceLastMs, heardMs)
          assert.ok(atMs >= lastMs && atMs <= heardMs)
          lastMs = atMs
        }
      }),
    )
  })
})
