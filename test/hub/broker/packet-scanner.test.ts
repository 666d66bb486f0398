import assert from 'node:assert/strict'
import fc from 'fast-check'
import { outbox } from '#hub/broker/outbox.ts'
import { packetScanner } from '#hub/broker/packet-scanner.ts'
import { connectPacket, lengthBytes, packet } from '#test/support/mqtt-wire.ts'

const limits = { connectBytes: 1000, packetBytes: 100_000 }

describe('packetScanner', () => {
  it('counts packets however the stream is cut into chunks', () => {
    const body = fc.uint8Array({ maxLength: 300 })
    fc.assert(
      fc.property(fc.array(body), fc.array(fc.integer({ min: 1, max: 50 })), (bodies, cuts) => {
        const stream = Buffer.concat([
          connectPacket({ id: 'x' }),
          ...bodies.map((one) => packet(0x30, one)),
        ])
        const scanner = packetScanner(limits)
        let counted = 0
        let at = 0
        for (const length of [...cuts, stream.length]) {
          counted += Number(scanner.scan(stream.subarray(at, at + length)))
          at += length
        }
        assert.equal(counted, bodies.length + 1)
      }),
    )
  })

  it('refuses a packet by the length it declares', () => {
    const scanner = packetScanner(limits)

    assert.equal(scanner.scan(connectPacket({})), 1)
    assert.equal(scanner.scan(packet(0x30, Buffer.alloc(100_000))), 1)
    assert.equal(
      scanner.scan(Buffer.concat([Buffer.from([0x30]), lengthBytes(100_001)])),
      'packet-too-long',
    )
  })

  it('wants a CONNECT first, and a short one', () => {
    assert.equal(packetScanner(limits).scan(Buffer.from('GET /')), 'not-mqtt')
    assert.equal(packetScanner(limits).scan(packet(0x10, Buffer.alloc(1001))), 'packet-too-long')
  })

  it('refuses a length of more than four bytes', () => {
    const scanner = packetScanner({ connectBytes: 1000, packetBytes: Number.MAX_SAFE_INTEGER })
    scanner.scan(connectPacket({}))

    assert.equal(scanner.scan(Buffer.from([0x30, 0xff, 0xff, 0xff, 0xff, 0x01])), 'not-mqtt')
  })
})

describe('outbox', () => {
  it('sends what was added, in order, and nothing twice', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.uint8Array({ maxLength: 2000 }).map((bytes) => Buffer.from(bytes)),
      fc.constant('send' as const),
    )
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        // Kept as they are: the socket may send them any time later.
        const sent: Uint8Array[] = []
        const out = outbox((bytes) => sent.push(bytes))
        const added: Buffer[] = []
        for (const one of pieces) {
          if (one === 'send') {
            out.send()
            continue
          }
          out.add(one)
          added.push(Buffer.from(one))
        }
        out.send()
        assert.deepEqual(Buffer.concat(sent), Buffer.concat(added))
        assert.equal(out.size, 0)
      }),
    )
  })
})
