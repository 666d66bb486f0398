import assert from 'node:assert/strict'
import fc from 'fast-check'
import {
  type Frame,
  type FrameFault,
  frameBytes,
  frameParser,
  mostBytes,
} from '#firmware-bridge/hub-frames/framing.ts'

const frame = (): fc.Arbitrary<Frame> =>
  fc.record(
    {
      type: fc.nat(255),
      seq: fc.nat(255),
      senderMs: fc.nat(65_535),
      payload: fc.uint8Array({ maxLength: mostBytes - 4 }),
    },
    { noNullPrototype: true },
  )

/** Everything a parser says of these pieces. */
function parsed(...pieces: readonly Uint8Array[]) {
  const frames: Frame[] = []
  const faults: FrameFault[] = []
  const parser = frameParser({
    frame: ({ payload, ...head }) => frames.push({ ...head, payload: payload.slice() }),
    fault: (fault) => faults.push(fault),
  })
  for (const piece of pieces) parser.push(piece)
  return { frames, faults }
}

const bytesOf = (...frames: readonly Frame[]): Uint8Array => Buffer.concat(frames.map(frameBytes))
const ping: Frame = { type: 0x83, seq: 7, senderMs: 0x0102, payload: Uint8Array.of(0, 9) }

describe('framing', () => {
  it('writes a frame as docs/hub-frames.md shows it', () => {
    assert.equal(Buffer.from(frameBytes(ping)).toString('hex'), '05830702010309c600')
  })

  it('has no 0 in a frame but the one that ends it', () => {
    fc.assert(
      fc.property(frame(), (one) => frameBytes(one).indexOf(0) === frameBytes(one).length - 1),
    )
  })

  it('gives back every frame, wherever the bytes are cut', () => {
    fc.assert(
      fc.property(
        fc.array(frame(), { maxLength: 4 }),
        fc.integer({ min: 1, max: 9 }),
        (all, step) => {
          const bytes = bytesOf(...all)
          const pieces = Array.from({ length: Math.ceil(bytes.length / step) }, (_, i) =>
            bytes.subarray(i * step, (i + 1) * step),
          )

          assert.deepEqual(parsed(...pieces), { frames: all, faults: [] })
        },
      ),
    )
  })

  it('loses to noise between frames the next one at most, and counts it', () => {
    fc.assert(
      fc.property(
        frame(),
        frame(),
        fc.uint8Array({ minLength: 1, maxLength: 40 }),
        (a, b, noise) => {
          const { frames } = parsed(bytesOf(ping, a), noise, bytesOf(b, ping))

          assert.deepEqual(frames.slice(0, 2), [ping, a])
          assert.deepEqual(frames.at(-1), ping)
          assert.ok(frames.length >= 3)
        },
      ),
    )
  })

  it('notices every byte that was changed', () => {
    const place = fc.nat(7)
    const change = fc.integer({ min: 1, max: 255 })
    fc.assert(
      fc.property(place, change, (at, by) => {
        const bytes = frameBytes({ ...ping, payload: Uint8Array.of(5, 6, 7) })
        // Where it becomes a 0 it is the end of a frame, and there are two damaged ones.
        bytes[1 + at] = bytes[1 + at]! ^ by
        const { frames, faults } = parsed(bytesOf(ping), bytes, bytesOf(ping))

        assert.deepEqual(frames, [ping, ping])
        assert.ok(faults.every((fault) => fault === 'damaged') && faults.length > 0)
      }),
    )
  })

  it('drops a frame that never ends, counts it once, and takes the next', () => {
    const endless = new Uint8Array(10_000).fill(1)

    const { frames, faults } = parsed(bytesOf(ping), endless, Uint8Array.of(0), bytesOf(ping))

    assert.deepEqual(frames, [ping, ping])
    assert.deepEqual(faults, ['oversize'])
  })

  it('does not count what it joined in the middle of', () => {
    const { frames, faults } = parsed(bytesOf(ping).subarray(3), bytesOf(ping))

    assert.deepEqual([frames, faults], [[ping], []])
  })

  it('counts a frame whose end was cut off', () => {
    const { faults } = parsed(bytesOf(ping), bytesOf(ping).subarray(0, 5), Uint8Array.of(0))

    assert.deepEqual(faults, ['damaged'])
  })

  it('refuses to write a frame that nobody would take', () => {
    assert.throws(() => frameBytes({ ...ping, payload: new Uint8Array(mostBytes) }), RangeError)
  })
})
