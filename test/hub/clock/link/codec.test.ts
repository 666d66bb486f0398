import assert from 'node:assert/strict'
import fc from 'fast-check'
import {
  type Discovery,
  decodeDiscovery,
  decodeMeasuring,
  encodeDiscovery,
  encodeMeasuring,
  type Measuring,
  mostBytes,
} from '#hub/clock/link/codec.ts'
import { readPeer, readTime, writePeer, writeTime } from '#simulators/link/wire.ts'
import { loops } from '#test/support/loops.ts'

const plain = { noNullPrototype: true }
const id = fc
  .uint8Array({ minLength: 8, maxLength: 8 })
  .map((bytes) => Buffer.from(bytes).toString('hex'))
const micros = fc.integer({ min: -(2 ** 50), max: 2 ** 50 })
const state = fc.record(
  {
    timeline: fc.record(
      {
        microsPerBeat: fc.integer({ min: 60_100, max: 3_000_000 }),
        beatOrigin: micros,
        timeOrigin: micros,
      },
      plain,
    ),
    session: id,
    startStop: fc.record({ playing: fc.boolean(), beats: micros, time: micros }, plain),
    measured: fc.record({ address: fc.ipV4(), port: fc.integer({ min: 1, max: 65_535 }) }, plain),
  },
  { requiredKeys: ['timeline', 'session'], ...plain },
)
const discovery: fc.Arbitrary<Discovery> = fc.oneof(
  fc.tuple(fc.constantFrom('alive', 'response'), id, state).map(([says, from, rest]) => ({
    ...{ says, from, ttlS: 5 },
    ...rest,
  })),
  id.map((from) => ({ says: 'byebye' as const, from })),
)
const measuring: fc.Arbitrary<Measuring> = fc.oneof(
  fc.record(
    { says: fc.constant('ping' as const), host: micros, ghostBefore: micros },
    { requiredKeys: ['says', 'host'], ...plain },
  ),
  fc.record(
    {
      ...{ says: fc.constant('pong' as const), session: id, ghost: micros },
      ...{ host: micros, ghostBefore: micros },
    },
    { requiredKeys: ['says', 'session', 'ghost', 'host'], ...plain },
  ),
)

describe('the words of Link', () => {
  it('come back as they were said, in 512 bytes at most', () => {
    fc.assert(
      fc.property(discovery, measuring, (one, other) => {
        const [first, second] = [encodeDiscovery(one), encodeMeasuring(other)]

        assert.ok(first.length <= mostBytes && second.length <= mostBytes)
        assert.deepEqual(decodeDiscovery(first), one)
        assert.deepEqual(decodeMeasuring(second), other)
        assert.equal(decodeMeasuring(first), undefined)
        assert.equal(decodeDiscovery(second), undefined)
      }),
    )
  })

  it('are the same as those of somebody who wrote them by other means', () => {
    fc.assert(
      fc.property(discovery, measuring, (one, other) => {
        const [first, second] = [encodeDiscovery(one), encodeMeasuring(other)]

        assert.deepEqual(Buffer.from(writePeer(readPeer(first)!)), Buffer.from(first))
        assert.deepEqual(Buffer.from(writeTime(readTime(second)!)), Buffer.from(second))
      }),
    )
  })

  it('are on the wire as the protocol has them', () => {
    const bytes = encodeDiscovery({
      ...{ says: 'alive', from: '0102030405060708', ttlS: 5, session: 'a1a2a3a4a5a6a7a8' },
      timeline: { microsPerBeat: 500_000, beatOrigin: 1, timeOrigin: -1 },
    })

    assert.equal(
      Buffer.from(bytes).toString('hex'),
      [
        '5f617364705f7601', // _asdp_v and version 1
        '01050000', // alive, five seconds, group 0
        '0102030405060708',
        '746d6c6e00000018', // tmln
        '000000000007a120',
        '0000000000000001',
        'ffffffffffffffff',
        '7365737300000008', // sess
        'a1a2a3a4a5a6a7a8',
      ].join(''),
    )
  })

  it('are passed over where they are cut, too long, of no tempo or another protocol', () => {
    const bytes = encodeDiscovery({
      ...{ says: 'response', from: '0102030405060708', ttlS: 5, session: '0102030405060708' },
      timeline: { microsPerBeat: 500_000, beatOrigin: 0, timeOrigin: 0 },
    })
    const frozen = Uint8Array.from(bytes).fill(0, 28, 36)
    const ofOthers = Uint8Array.from(bytes).fill(1, 10, 12)

    assert.ok(decodeDiscovery(bytes))
    assert.equal(decodeDiscovery(bytes.subarray(0, -1)), undefined)
    assert.equal(decodeDiscovery(Buffer.concat([bytes, Buffer.alloc(500)])), undefined)
    assert.equal(decodeDiscovery(frozen), undefined)
    assert.equal(decodeDiscovery(ofOthers), undefined)
  })

  it('never break who hears noise, or words with broken bytes', () => {
    const broken = fc
      .tuple(discovery, measuring, fc.nat(), fc.nat(255))
      .map(([one, other, at, byte]) => {
        const bytes = at % 2 === 0 ? encodeDiscovery(one) : encodeMeasuring(other)
        bytes[at % bytes.length] = byte
        return bytes
      })
    fc.assert(
      fc.property(fc.oneof(broken, fc.uint8Array({ maxLength: 600 })), (bytes) => {
        decodeDiscovery(bytes)
        decodeMeasuring(bytes)
      }),
      { numRuns: loops(500, 50_000) },
    )
  })
})
