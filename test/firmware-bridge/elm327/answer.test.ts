import assert from 'node:assert/strict'
import fc from 'fast-check'
import { bytesOf, readAnswer } from '#firmware-bridge/elm327/answer.ts'

const data = (text: string, asked = '010C') => {
  const answer = readAnswer(text, asked)
  return bytesOf(answer, asked.slice(2), 2).map((bytes) => [...bytes])
}

describe('the answer of an ELM327', () => {
  it('is read with spaces or without, with echo or without, after a search or not', () => {
    const forms = [
      '410C1AF8\r\r',
      '41 0C 1A F8 \r\r',
      '010C\r410C1AF8\r\r',
      '010c\r\n41 0C 1A F8\r\n\r\n',
      'SEARCHING...\r410C1AF8\r\r',
      'SEARCHING...410C1AF8\r\r',
      'BUS INIT: ...OK\r41 0C 1A F8\r\r',
    ]

    for (const form of forms) assert.deepEqual(data(form), [[0x1a, 0xf8]], form)
  })

  it('is that of every control unit that knows', () => {
    assert.deepEqual(data('410C1AF8\r410C1B00\r\r'), [
      [0x1a, 0xf8],
      [0x1b, 0x00],
    ])
  })

  it('is joined where it comes in pieces', () => {
    const answer = readAnswer('00A\r0:410000112233\r1:44556677AABB\r\r', '0100')

    assert.deepEqual(
      bytesOf(answer, '00', 8).map((it) => Buffer.from(it).toString('hex')),
      ['0011223344556677'],
    )
  })

  it('is none where it is not to what was asked, or bytes of it were lost', () => {
    for (const form of [
      '410D32\r',
      '410C1AF\r',
      '410C1A\r',
      '41C1AF8\r',
      '410C1AF8410C1AF8\r',
      '00A\r0:410C\r',
    ])
      assert.deepEqual(data(form), [], form)
  })

  it('says what is wrong in the words of the data sheet', () => {
    const said = (text: string): string => readAnswer(text, '010C').said

    assert.equal(said('NO DATA\r\r'), 'no-data')
    assert.equal(said('SEARCHING...\rUNABLE TO CONNECT\r\r'), 'no-car')
    assert.equal(said('BUS INIT: ...ERROR\r\r'), 'no-car')
    assert.equal(said('CAN ERROR\r'), 'no-car')
    assert.equal(said('STOPPED\r\r'), 'disturbed')
    assert.equal(said('?\r\r'), 'disturbed')
    assert.equal(said('<DATA ERROR\r'), 'disturbed')
    assert.equal(said('BUFFER FULL\r'), 'disturbed')
  })

  it('is read whatever it is', () => {
    const line = fc.oneof(
      fc.string({ unit: 'binary-ascii' }),
      fc.constantFrom('410C1AF8', '00A', '0:410C', 'SEARCHING...', 'FFF', '1:', '?', 'OK'),
    )
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const answer = readAnswer(lines.join('\r'), '010C')
        for (const bytes of bytesOf(answer, '0C', 2)) assert.equal(bytes.length, 2)
      }),
    )
  })
})
