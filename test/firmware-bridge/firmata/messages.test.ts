import assert from 'node:assert/strict'
import fc from 'fast-check'
import { firmataParser } from '#firmware-bridge/firmata/messages.ts'

function parse(...pieces: readonly (readonly number[])[]) {
  const messages: number[][] = []
  const noise: number[] = []
  const parser = firmataParser({
    message: (bytes) => void messages.push([...bytes]),
    noise: (count) => void noise.push(count),
  })
  for (const piece of pieces) parser.push(Uint8Array.from(piece))
  return { messages, noise: noise.reduce((sum, count) => sum + count, 0) }
}

const seven = fc.integer({ min: 0, max: 127 })
const message = fc.oneof(
  fc
    .tuple(
      fc.oneof(...[0xe0, 0x90].map((kind) => fc.integer({ min: kind, max: kind + 15 }))),
      seven,
      seven,
    )
    .map((bytes) => [...bytes]),
  fc.tuple(seven, seven).map((version) => [0xf9, ...version]),
  fc.array(seven, { maxLength: 80 }).map((body) => [0xf0, ...body, 0xf7]),
)

describe('what a Firmata board says', () => {
  it('is the same messages at every split of the bytes', () => {
    fc.assert(
      fc.property(fc.array(message), fc.integer({ min: 1, max: 7 }), (messages, size) => {
        const bytes = messages.flat()
        const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
          bytes.slice(i * size, (i + 1) * size),
        )

        assert.deepEqual(parse(...pieces), { messages, noise: 0 })
      }),
    )
  })

  it('is well-formed whatever comes, and every byte is a message or noise', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.array(message), (rubbish, after) => {
        const { messages, noise } = parse([...rubbish], [0xf9, 2, 4], ...after)

        assert.deepEqual(messages.slice(-after.length - 1), [[0xf9, 2, 4], ...after])
        for (const one of messages) {
          const body = one[0] === 0xf0 ? one.slice(1, -1) : one.slice(1)
          assert.ok(body.every((byte) => byte < 0x80))
          assert.ok(one[0] === 0xf0 ? one.at(-1) === 0xf7 : one.length === 3)
        }
        assert.equal(messages.flat().length + noise, rubbish.length + 3 + after.flat().length)
      }),
    )
  })

  it('costs one message where the board starts anew in the middle of it', () => {
    const { messages, noise } = parse([0xe0, 5], [0xf9, 2, 4, 0xf0, 0x79], [0xf9, 2, 5])

    assert.deepEqual(messages, [
      [0xf9, 2, 4],
      [0xf9, 2, 5],
    ])
    assert.equal(noise, 4)
  })

  it('does not grow without end where a SysEx has none', () => {
    const { messages, noise } = parse(
      [0xf0, ...Array.from({ length: 10_000 }, () => 1)],
      [0xe0, 1, 2],
    )

    assert.deepEqual(messages, [[0xe0, 1, 2]])
    assert.equal(noise, 10_001)
  })
})
