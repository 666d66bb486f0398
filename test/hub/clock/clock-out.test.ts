import assert from 'node:assert/strict'
import type { OutputClock } from '#hub/clock/clock.ts'
import { openClockOut } from '#hub/clock/clock-out.ts'
import type { Pulse } from '#hub/clock/pulse-train.ts'
import { openTransport } from '#hub/clock/transport.ts'

const fourFour = { beats: 4, unit: 4 } as const

function setUp() {
  let nowMs = 0
  const pulses: Pulse[] = []
  const sent: { to: number; atMs: number; bytes: number[] }[] = []
  const cancelled: number[] = []
  let owners = 0
  const output: Pick<OutputClock, 'pulse' | 'at' | 'send' | 'newOwner' | 'cancel'> = {
    pulse: (pulse) => void pulses.push(pulse),
    at: (to, _owner, _tag, atMs, bytes) => sent.push({ to, atMs, bytes: [...bytes] }) > 0,
    send: (to, bytes) => sent.push({ to, atMs: nowMs, bytes: [...bytes] }) > 0,
    newOwner: () => ++owners,
    cancel: (owner) => void cancelled.push(owner),
  }
  const clockOut = openClockOut(output, () => nowMs)
  const transport = openTransport(clockOut.follow, 0)
  clockOut.follow(transport.state())
  return {
    ...{ clockOut, transport, pulses, sent, cancelled },
    pass: (ms: number) => {
      nowMs = ms
    },
  }
}

describe('the clock that goes out', () => {
  it('goes to nobody who was not chosen', () => {
    const { transport, pulses, sent } = setUp()

    transport.begin({ id: 'pc_1', bpm: 120, meter: fourFour }, 500)
    transport.end(500)

    assert.ok(pulses.every(({ outputs }) => outputs === 0))
    assert.deepEqual(sent, [])
  })

  it('has 24 ticks a beat where the beats are, and counts on through a change of tempo', () => {
    const { clockOut, transport, pulses } = setUp()
    clockOut.to(0b10)

    transport.setTempo(60, 'command', 250)

    const [before, after] = pulses.slice(-2)
    assert.deepEqual(before, {
      ...{ outputs: 0b10, series: 0, tick: -0, atMs: 0, periodMs: 500 / 24 },
    })
    assert.deepEqual(after, {
      ...{ outputs: 0b10, series: 0, tick: 12, atMs: 250, periodMs: 1000 / 24 },
    })
  })

  it('says start just before the first tick of a piece, another count, and stop at its end', () => {
    const { clockOut, transport, pulses, sent, pass } = setUp()
    clockOut.to(1)

    transport.begin({ id: 'pc_1', bpm: 120, meter: fourFour }, 500)
    pass(2000)
    transport.end(2000)

    assert.deepEqual(sent, [
      { to: 1, atMs: 497, bytes: [0xfa] },
      { to: 1, atMs: 2000, bytes: [0xfc] },
    ])
    assert.deepEqual(
      pulses.slice(-2).map(({ series }) => series),
      [1, 2],
    )
  })

  it('takes a start back that has not sounded yet', () => {
    const { clockOut, transport, cancelled, pass } = setUp()
    clockOut.to(1)
    transport.begin({ id: 'pc_1', bpm: 120, meter: fourFour }, 500)

    pass(100)
    transport.end(100)

    assert.deepEqual(cancelled, [1])
  })

  it('takes back that somebody is to go on, where the piece ends before', () => {
    const { clockOut, transport, sent, cancelled, pass } = setUp()
    transport.begin({ id: 'pc_1', bpm: 120, meter: fourFour }, 0)
    pass(910)
    clockOut.to(1)

    pass(1000)
    transport.end(1000)

    const [continues, stops] = sent.slice(-2)
    assert.deepEqual(continues, { to: 1, atMs: 1122, bytes: [0xfb] })
    assert.deepEqual(stops, { to: 1, atMs: 1000, bytes: [0xfc] })
    assert.deepEqual(cancelled, [1])
  })

  it('tells who comes in the middle of a piece where it is, and who leaves to stop', () => {
    const { clockOut, transport, sent, pass } = setUp()
    transport.begin({ id: 'pc_1', bpm: 120, meter: fourFour }, 0)
    pass(910)

    clockOut.to(1)
    clockOut.to(0)

    assert.deepEqual(sent, [
      { to: 1, atMs: 910, bytes: [0xf2, 9, 0] },
      { to: 1, atMs: 1122, bytes: [0xfb] },
      { to: 1, atMs: 910, bytes: [0xfc] },
    ])
  })
})
