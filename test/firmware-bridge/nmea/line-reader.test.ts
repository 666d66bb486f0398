import assert from 'node:assert/strict'
import fc from 'fast-check'
import { lineReader } from '#firmware-bridge/nmea/line-reader.ts'

function readAll(chunks: readonly Uint8Array[], longest: number) {
  const lines: string[] = []
  let tooLong = 0
  const read = lineReader(longest, {
    line: (text) => lines.push(text),
    tooLong: () => {
      tooLong += 1
    },
  })
  for (const chunk of chunks) read(chunk)
  return { lines, tooLong }
}

describe('the line reader', () => {
  it('finds the same lines however the bytes are cut', () => {
    const text = Buffer.from('$GPRMC,1\r\n\r\n$GPGGA,2\nabc\rnot yet')
    fc.assert(
      fc.property(fc.array(fc.nat({ max: text.length })), (cuts) => {
        const ends = [...cuts, text.length].sort((a, b) => a - b)
        const chunks = ends.map((end, i) => text.subarray(ends[i - 1] ?? 0, end))

        assert.deepEqual(readAll(chunks, 80).lines, ['$GPRMC,1', '$GPGGA,2', 'abc'])
      }),
    )
  })

  it('leaves out a line that is too long, once, and goes on', () => {
    const endless = Buffer.from(`${'x'.repeat(1000)}\nshort\n`)

    assert.deepEqual(readAll([endless], 20), { lines: ['short'], tooLong: 1 })
  })
})
