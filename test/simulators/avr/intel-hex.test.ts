import assert from 'node:assert/strict'
import { readIntelHex } from '#simulators/avr/intel-hex.ts'

const end = ':00000001FF'

describe('firmware in Intel HEX', () => {
  it('lies in the flash where its records say, and the rest is erased', () => {
    const flash = readIntelHex(`:02000000CAFE36\r\n:0100050042B8\n\n${end}\n`, 8)

    assert.deepEqual([...flash], [0xca, 0xfe, 0xff, 0xff, 0xff, 0x42, 0xff, 0xff])
  })

  it('lies behind 64 kB where a record says so, in both ways', () => {
    const linear = readIntelHex(`:020000040001F9\n:01000000AA55\n${end}`, 0x10001)
    const segmented = readIntelHex(`:020000021000EC\n:01000000AA55\n${end}`, 0x10001)

    assert.equal(linear[0x10000], 0xaa)
    assert.deepEqual(segmented, linear)
  })

  it('is not taken where a line is damaged, too long for the flash or missing', () => {
    assert.throws(() => readIntelHex(`:02000000CAFF36\n${end}`, 8), /line 1: the checksum/)
    assert.throws(() => readIntelHex(`:03000000CAFE35\n${end}`, 8), /line 1: the length/)
    assert.throws(() => readIntelHex(`02000000CAFE36\n${end}`, 8), /line 1: no record/)
    assert.throws(() => readIntelHex(`\n:02000700CAFE2F\n${end}`, 8), /line 2: beyond/)
    assert.throws(() => readIntelHex(':02000000CAFE36', 8), /last record/)
  })
})
