import assert from 'node:assert/strict'
import fc from 'fast-check'
import { decodeOsc, encodeOsc, type OscMessage } from '#firmware-bridge/osc/codec.ts'
import { oscSurface } from '#simulators/osc/surface.ts'
import { loops } from '#test/support/loops.ts'

const bytes = (hex: string): Uint8Array => Buffer.from(hex.replaceAll(' ', ''), 'hex')

/** Of a surface of the simulators, which has an encoder of its own. */
function sent(play: (surface: ReturnType<typeof oscSurface>) => void): Uint8Array {
  const datagrams: Uint8Array[] = []
  play(oscSurface((one) => datagrams.push(one)))
  return datagrams[0]!
}

const argument = fc.oneof(
  fc.float({ noNaN: true, noDefaultInfinity: true }),
  fc.stringMatching(/^[ -~]{0,20}$/),
  fc.boolean(),
  fc.uint8Array({ maxLength: 20 }),
)
const message: fc.Arbitrary<OscMessage> = fc.record(
  {
    address: fc.stringMatching(/^\/[a-z0-9/]{0,20}$/),
    args: fc.array(argument, { maxLength: 8 }),
  },
  { noNullPrototype: true },
)
const plain = ({ address, args }: OscMessage): object => ({
  address,
  args: args.map((arg) => (arg instanceof Uint8Array ? [...arg] : arg)),
})

/** A bundle of any packets, by hand. */
const bundle = (packets: readonly Uint8Array[]): Uint8Array =>
  Buffer.concat([
    Buffer.from('#bundle\0'),
    bytes('83aa7e80 00000000'),
    ...packets.flatMap((packet) => {
      const size = Buffer.alloc(4)
      size.writeInt32BE(packet.length)
      return [size, packet]
    }),
  ])

describe('OSC', () => {
  it('reads the examples of the specification', () => {
    const float = bytes('2f6f7363 696c6c61 746f722f 342f6672 65717565 6e637900 2c660000 43dc0000')
    const many = bytes(
      '2f666f6f 00000000 2c696973 66660000 000003e8 ffffffff 68656c6c 6f000000 3f9df3b6 40b5b22d',
    )

    assert.deepEqual(decodeOsc(float).messages, [
      { address: '/oscillator/4/frequency', args: [440] },
    ])
    assert.deepEqual(decodeOsc(many).messages[0]!.args.slice(0, 3), [1000, -1, 'hello'])
  })

  it('reads what a surface sends, bundled or not', () => {
    assert.deepEqual(decodeOsc(sent((surface) => surface.fader('/1/fader1', 0.5))).messages, [
      { address: '/1/fader1', args: [0.5] },
    ])
    assert.deepEqual(decodeOsc(sent((surface) => surface.strike('/1/push1'))).messages, [
      { address: '/1/push1', args: [1] },
      { address: '/1/push1', args: [0] },
    ])
    assert.deepEqual(decodeOsc(sent((surface) => surface.button('/2/on', true))).messages, [
      { address: '/2/on', args: [true] },
    ])
    assert.deepEqual(decodeOsc(sent((surface) => surface.count('/step', -7))).messages, [
      { address: '/step', args: [-7] },
    ])
  })

  it('is read by a surface as we write it', () => {
    const surface = oscSurface(() => {})

    assert.deepEqual(surface.hear(encodeOsc({ address: '/1/led1', args: [0.25] })), {
      address: '/1/led1',
      value: 0.25,
    })
  })

  it('is the same again after writing and reading', () => {
    fc.assert(
      fc.property(message, (one) => {
        const written = encodeOsc(one)
        assert.equal(written.length % 4, 0)

        const { messages, fault } = decodeOsc(written)

        assert.equal(fault, undefined)
        assert.deepEqual(messages.map(plain), [plain(one)])
      }),
    )
  })

  it('is read out of bundles in bundles, in order', () => {
    fc.assert(
      fc.property(fc.array(message, { maxLength: 5 }), (all) => {
        const nested = bundle([bundle(all.map(encodeOsc)), ...all.map(encodeOsc)])

        assert.deepEqual(decodeOsc(nested).messages.map(plain), [...all, ...all].map(plain))
      }),
    )
  })

  it('has limits for depth and number', () => {
    const one = encodeOsc({ address: '/a', args: [] })
    let deep: Uint8Array = one
    for (let i = 0; i < 20; i++) deep = bundle([deep])
    const many = bundle(Array.from({ length: 1000 }, () => one))

    assert.match(decodeOsc(deep).fault!, /deep/)
    assert.equal(decodeOsc(many).messages.length, 256)
    assert.match(decodeOsc(many).fault!, /256/)
    assert.match(decodeOsc(encodeOsc({ address: `/${'x'.repeat(300)}`, args: [] })).fault!, /long/)
  })

  it('believes no length', () => {
    const lies = [
      '2f620000 2c620000 7fffffff 00000000',
      '2f620000 2c620000 ffffffff 00000000',
      '2362756e 646c6500 00000000 00000001 7fffffff 2f610000',
      '2362756e 646c6500 00000000 00000001 ffffffff 2f610000',
      '2362756e 646c6500 0000',
      '2f620000 2c660000 43dc',
      '2f620000 2c7a0000',
      '2f620000 78660000',
      '2f626262 62626262',
      '',
    ]
    for (const lie of lies) {
      const { messages, fault } = decodeOsc(bytes(lie))
      assert.deepEqual(messages, [], lie)
      assert.ok(fault, lie)
    }
  })

  it('is read whatever comes, and never throws', () => {
    const spoiled = fc
      .tuple(
        fc.array(message, { maxLength: 3 }),
        fc.array(fc.tuple(fc.nat(), fc.nat(255))),
        fc.nat(),
      )
      .map(([all, bites, cut]) => {
        const whole = Buffer.from(bundle(all.map(encodeOsc)))
        for (const [at, byte] of bites) whole[at % whole.length] = byte
        return whole.subarray(0, whole.length - (cut % whole.length))
      })
    fc.assert(
      fc.property(fc.oneof(spoiled, fc.uint8Array({ maxLength: 64 })), (datagram) => {
        const { messages } = decodeOsc(datagram)
        for (const { args } of messages) assert.ok(args.length <= 64)
      }),
      { numRuns: loops(500, 20_000) },
    )
  })
})
