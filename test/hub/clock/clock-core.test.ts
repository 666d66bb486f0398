import assert from 'node:assert/strict'
import fc from 'fast-check'
import { clockCore } from '#hub/clock/clock-core.ts'
import { orders } from '#hub/clock/orders.ts'
import { outputLine } from '#hub/clock/output-line.ts'
import type { Order } from '#hub/clock/ring.ts'
import { modelReceiver } from '#test/support/model-receiver.ts'

type Words = Partial<Omit<Order, 'bytes' | 'length'>> & { bytes?: readonly number[] }

/** A clock whose outputs are model receivers, and whose time is turned by hand. */
function setUp() {
  /** What output 0 was sent, and when. */
  const wire: { atMs: number; byte: number }[] = []
  const receivers = [modelReceiver(), modelReceiver()]
  const sounded: { owner: number; tag: number; atMs: number; bytes: number[] }[] = []
  const named: [name: string, at: string][] = []
  const openLine = (output: number) =>
    outputLine((bytes, at, length) => {
      const sent = bytes.slice(at, at + length)
      receivers[output]!.push(sent)
      if (output === 0) for (const byte of sent) wire.push({ atMs: nowMs, byte })
      return length
    }, 0.32)
  const core = clockCore({
    openLine,
    openPort(output, name, at) {
      named.push([name, at])
      return openLine(output)
    },
    detached() {},
    sounded: (owner, tag, atMs, bytes, length) =>
      sounded.push({ owner, tag, atMs, bytes: [...bytes.slice(0, length)] }),
    late() {},
    dropped() {},
  })
  let nowMs = 0
  const take = (kind: number, words: Words = {}): void => {
    const bytes = Uint8Array.from(words.bytes ?? [])
    const { outputs = 0b11, owner = 0, tag = 0, atMs = 0 } = words
    core.take({ kind, outputs, owner, tag, atMs, bytes, length: bytes.length }, nowMs)
  }
  const runTo = (ms: number): void => {
    let next = core.run(nowMs)
    while (next <= ms) {
      nowMs = Math.max(nowMs, next)
      next = core.run(nowMs)
    }
    nowMs = ms
  }
  take(orders.attach, { tag: 0, atMs: 0.32 })
  take(orders.attach, { tag: 1, atMs: 0.32 })
  return { take, runTo, wire, sounded, receivers, named, now: () => nowMs }
}

const note = (owner: number, pitch: number, atMs: number, lengthMs: number): [Words, Words] => [
  { owner, tag: pitch, atMs, bytes: [0x90, pitch, 100] },
  { owner, tag: pitch, atMs: atMs + lengthMs, bytes: [0x80, pitch, 64] },
]

describe('the clock', () => {
  it('fires events at their moment, at every output they are for', () => {
    const clock = setUp()
    for (const words of note(1, 60, 100, 50)) clock.take(orders.at, words)

    clock.runTo(99)
    assert.deepEqual(clock.sounded, [])
    clock.runTo(120)

    assert.deepEqual(
      clock.receivers.map((receiver) => receiver.sounding()),
      [[60], [60]],
    )
    assert.deepEqual(clock.sounded, [{ owner: 1, tag: 60, atMs: 100, bytes: [0x90, 60, 100] }])
  })

  it('opens a port of the sequencer by its name, and plays on it', () => {
    const clock = setUp()

    clock.take(orders.connect, { tag: 1, owner: 0, bytes: [...Buffer.from('Gerät 24:0')] })
    clock.take(orders.connect, { tag: 0, owner: 2, bytes: [...Buffer.from('Rigsong')] })
    for (const words of note(1, 60, 10, 1000)) clock.take(orders.at, words)
    clock.runTo(20)

    assert.deepEqual(clock.named, [
      ['Gerät 24:0', 'card'],
      ['Rigsong', 'own'],
    ])
    assert.deepEqual(clock.receivers[1]!.sounding(), [60])
  })

  it('releases what sounds when its owner cancels, and fires no more of it', () => {
    const clock = setUp()
    for (const words of [...note(1, 60, 10, 1000), ...note(1, 62, 500, 100)])
      clock.take(orders.at, words)
    clock.runTo(100)

    clock.take(orders.cancel, { owner: 1 })
    clock.runTo(2000)

    assert.deepEqual(clock.receivers[0]!.sounding(), [])
    assert.deepEqual(
      clock.sounded.map(({ bytes }) => bytes[1]),
      [60, 60],
    )
  })

  it('plays on until the moment a cancel names', () => {
    const clock = setUp()
    for (const words of [
      ...note(1, 60, 10, 1000),
      ...note(1, 62, 200, 100),
      ...note(1, 64, 400, 9),
    ])
      clock.take(orders.at, words)

    clock.take(orders.cancel, { owner: 1, atMs: 350 })
    clock.runTo(340)
    assert.deepEqual(clock.receivers[0]!.sounding(), [60])
    clock.runTo(2000)

    assert.deepEqual(clock.receivers[0]!.sounding(), [])
    assert.ok(!clock.sounded.some(({ bytes }) => bytes[1] === 64))
  })

  it('brings nothing back of what was called off, when an earlier cancel comes to its moment', () => {
    const clock = setUp()
    clock.take(orders.cancel, { owner: 1, atMs: 100 })
    for (const words of note(1, 60, 200, 50)) clock.take(orders.at, words)

    clock.take(orders.cancel, { owner: 1 })
    for (const words of note(1, 62, 50, 400)) clock.take(orders.at, words)
    clock.runTo(300)

    assert.deepEqual(
      clock.sounded.map(({ bytes }) => bytes[1]),
      [62],
    )
    assert.deepEqual(clock.receivers[0]!.sounding(), [62])
  })

  it('leaves the events of others alone, and those given after the cancel', () => {
    const clock = setUp()
    for (const words of [...note(1, 60, 100, 10), ...note(2, 62, 100, 10)])
      clock.take(orders.at, words)
    clock.take(orders.cancel, { owner: 1 })
    for (const words of note(1, 64, 100, 10)) clock.take(orders.at, words)

    clock.runTo(200)

    assert.deepEqual(new Set(clock.sounded.map(({ bytes }) => bytes[1])), new Set([62, 64]))
  })

  it('tells what sounded also where there is no output', () => {
    const clock = setUp()
    for (const words of note(1, 60, 10, 10)) clock.take(orders.at, { ...words, outputs: 0 })

    clock.runTo(100)

    assert.equal(clock.sounded.length, 2)
  })

  it('plays nothing of what a stall made later than a wire may be, and leaves nothing down', () => {
    const clock = setUp()
    clock.runTo(5000)
    for (const words of [...note(1, 60, 1000, 3500), ...note(1, 62, 4800, 100)])
      clock.take(orders.at, words)
    clock.take(orders.at, { owner: 1, atMs: 1000, bytes: [0xc0, 7] })

    clock.runTo(5100)

    const struck = clock.sounded.filter(({ bytes }) => bytes[0] === 0x90)
    assert.deepEqual(
      struck.map(({ bytes }) => bytes[1]),
      [62],
    )
    assert.equal(clock.wire[0]!.byte, 0xc0)
    assert.deepEqual(clock.receivers[0]!.sounding(), [])
  })

  it('sends the ticks of its own clock at their moments, before the notes of the same one', () => {
    const clock = setUp()
    const period = [...new Uint8Array(new Float64Array([20]).buffer)]
    for (const words of note(1, 60, 140 + 1e-9, 1000)) clock.take(orders.at, words)
    clock.take(orders.pulse, { outputs: 1, owner: 0, tag: 0, atMs: 100, bytes: period })

    clock.runTo(150)

    assert.deepEqual(
      clock.wire.map(({ atMs, byte }) => [Math.round(atMs), byte]),
      [
        [100, 0xf8],
        [120, 0xf8],
        [140, 0xf8],
        [140, 0x90],
        [140, 60],
        [140, 100],
      ],
    )
    assert.equal(clock.receivers[1]!.sounding().length, 1)
  })

  it('leaves nothing sounding once all owners have cancelled, after any history', () => {
    const step = fc.oneof(
      fc.record({
        do: fc.constant('note' as const),
        owner: fc.integer({ min: 1, max: 3 }),
        pitch: fc.integer({ min: 60, max: 63 }),
        inMs: fc.integer({ min: 0, max: 50 }),
        lengthMs: fc.integer({ min: 0, max: 80 }),
        outputs: fc.integer({ min: 0, max: 3 }),
      }),
      fc.record({ do: fc.constant('run' as const), ms: fc.integer({ min: 0, max: 60 }) }),
      fc.record({
        do: fc.constant('cancel' as const),
        owner: fc.integer({ min: 1, max: 3 }),
        inMs: fc.integer({ min: 0, max: 30 }),
      }),
      fc.record({ do: fc.constant('flush' as const) }),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const clock = setUp()
        for (const one of steps) {
          if (one.do === 'run') clock.runTo(clock.now() + one.ms)
          else if (one.do === 'flush') clock.take(orders.flush)
          else if (one.do === 'cancel')
            clock.take(orders.cancel, { owner: one.owner, atMs: clock.now() + one.inMs })
          else
            for (const words of note(one.owner, one.pitch, clock.now() + one.inMs, one.lengthMs))
              clock.take(orders.at, { ...words, outputs: one.outputs })
        }
        for (const owner of [1, 2, 3]) clock.take(orders.cancel, { owner })
        clock.runTo(clock.now() + 5000)

        for (const receiver of clock.receivers) assert.deepEqual(receiver.sounding(), [])
      }),
      { numRuns: 500 },
    )
  })
})
