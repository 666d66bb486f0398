import assert from 'node:assert/strict'
import fc from 'fast-check'
import { bytesOfHex } from '#firmware-bridge/flash/intel-hex.ts'

/** A line of Intel HEX with its checksum. */
function line(address: number, kind: number, content: readonly number[]): string {
  const bytes = [content.length, address >> 8, address & 0xff, kind, ...content]
  const sum = bytes.reduce((all, byte) => all + byte, 0)
  return `:${Buffer.from([...bytes, -sum & 0xff])
    .toString('hex')
    .toUpperCase()}`
}
const end = line(0, 1, [])
const hex = (...lines: readonly string[]): string => [...lines, end, ''].join('\r\n')

describe('a program in Intel HEX', () => {
  it('is its bytes from address 0, with erased flash in its gaps', () => {
    const bytes = bytesOfHex(hex(line(4, 0, [1, 2]), line(0, 0, [9])))

    assert.deepEqual([...bytes], [9, 0xff, 0xff, 0xff, 1, 2])
  })

  it('is read whatever the order and length of its lines', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 300 }),
        fc.integer({ min: 1, max: 40 }),
        (program, step) => {
          const lines = Array.from({ length: Math.ceil(program.length / step) }, (_, i) =>
            line(i * step, 0, [...program.subarray(i * step, (i + 1) * step)]),
          )

          assert.deepEqual(bytesOfHex(hex(...lines.reverse())), program)
        },
      ),
      { numRuns: 30 },
    )
  })

  it('may lie beyond 64 kB, and say where it begins', () => {
    const bytes = bytesOfHex(
      hex(
        line(0, 4, [0, 1]),
        line(2, 0, [7]),
        line(0, 2, [0x10, 0]),
        line(1, 0, [8]),
        line(0, 5, [0, 0, 0, 0]),
      ),
    )

    assert.deepEqual([bytes.length, bytes[0x1_0002], bytes[0x1_0001]], [0x1_0003, 7, 8])
  })

  it('is refused where a line is damaged, and the line is named', () => {
    const good = line(0, 0, [1, 2, 3])
    const bad: readonly (readonly [string, RegExp])[] = [
      [good.replace('010203', '010204'), /line 2 .*checksum/],
      [good.slice(0, -1), /line 2 .*not Intel HEX/],
      [good.replace(':03', ':04'), /line 2 .*shorter or longer/],
      [line(0, 9, [1]), /line 2 .*kind/],
      [line(3, 0, [1]), /line 2 .*another one wrote/],
      [line(0, 4, [1]), /line 2 .*no address/],
    ]

    for (const [text, message] of bad) {
      assert.throws(() => bytesOfHex(hex(line(3, 0, [1]), text)), { code: 'flash-failed', message })
    }
    assert.throws(() => bytesOfHex(hex(line(0, 4, [0, 4]), line(0, 0, [1]))), /beyond/)
  })

  it('is refused where its end is missing', () => {
    assert.throws(() => bytesOfHex(line(0, 0, [1])), {
      code: 'flash-failed',
      message: /end is missing/,
    })
  })
})
