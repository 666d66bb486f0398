import assert from 'node:assert/strict'
import fc from 'fast-check'
import { cardBuffer } from '#firmware-bridge/transports/card-buffer.ts'

describe('the buffer of a MIDI card', () => {
  it('has room for a whole burst, and then for what the slowest wire takes away', () => {
    const buffer = cardBuffer()
    assert.equal(buffer.room(0), 2048)

    buffer.filled(2048, 0)

    assert.equal(buffer.room(0), 0)
    assert.equal(buffer.room(32), 100)
    assert.equal(buffer.room(10_000), 2048)
  })

  it('is never overfilled, whatever is written when', () => {
    const writes = fc.array(
      fc.record({ afterMs: fc.double({ min: 0, max: 50, noNaN: true }), wants: fc.nat(3000) }),
    )
    fc.assert(
      fc.property(writes, (all) => {
        const buffer = cardBuffer()
        let nowMs = 0
        // A DIN wire beside it, that takes a byte every 0.32 ms.
        let held = 0
        for (const { afterMs, wants } of all) {
          nowMs += afterMs
          held = Math.max(0, held - afterMs / 0.32)
          const bytes = Math.min(wants, buffer.room(nowMs))
          buffer.filled(bytes, nowMs)
          held += bytes

          assert.ok(held <= 2048.001, `${held} bytes`)
        }
      }),
    )
  })
})
