import assert from 'node:assert/strict'
import { cyclesPerMs } from '#simulators/avr/twin.ts'
import { loops } from '#test/support/loops.ts'
import { firmata, knobBox, type Latency, latencyOf } from './latency.ts'

/** The ms that this share of the times stays below. */
function quantile(cycles: readonly number[], share: number): number {
  assert.ok(cycles.length > 5, `only ${cycles.length} were heard`)
  const sorted = cycles.toSorted((a, b) => a - b)
  return sorted[Math.ceil(share * sorted.length) - 1]! / cyclesPerMs
}

const line = ({ subject, valuesPerSecond, bytesPerSecond, ...one }: Latency): string =>
  [
    subject.name.padEnd(20),
    `${subject.channels} ch`,
    `${valuesPerSecond.toFixed(0).padStart(5)} values/s`,
    `${bytesPerSecond.toFixed(0).padStart(6)} bytes/s`,
    ...(
      [
        ['analog', one.analogCycles],
        ['button', one.buttonCycles],
      ] as const
    ).map(
      ([what, cycles]) =>
        `${what} ${[0.5, 0.95, 1].map((share) => quantile(cycles, share).toFixed(2)).join(' / ')} ms`,
    ),
  ].join('   ')

/** Where everything is measured for long, the figures are printed as well. */
function tell(measured: Latency): void {
  if (loops(0, 1) === 1) process.stdout.write(`      ${line(measured)}\n`)
}

/** Emulated time: these are figures of the firmware, the same on every machine. */
describe('from a hand to the last bit on the wire', function () {
  this.timeout(loops(20_000, 300_000))
  const ms = loops(600, 10_000)

  it('takes the knob box a few ms at most, and the same on every run', () => {
    const moving = latencyOf(knobBox(1), ms)

    tell(moving)
    // The goals of a board with hub frames at 250,000 baud: 1 ms for a button, 2.5 ms for a knob.
    assert.ok(quantile(moving.buttonCycles, 0.95) <= 1, line(moving))
    assert.ok(quantile(moving.analogCycles, 0.95) <= 2.5, line(moving))
    const again = latencyOf(knobBox(1), ms)
    assert.deepEqual(again.analogCycles, moving.analogCycles)
    assert.deepEqual(again.buttonCycles, moving.buttonCycles)
  })

  it('takes the knob box little more where all its knobs turn', () => {
    const moving = latencyOf(knobBox(6), ms)

    tell(moving)
    assert.ok(quantile(moving.buttonCycles, 1) <= 1.5, line(moving))
    assert.ok(quantile(moving.analogCycles, 1) <= 3, line(moving))
    assert.ok(moving.valuesPerSecond > 3500, line(moving))
  })

  it('takes StandardFirmata its sampling interval for a knob, and 4 ms for a button', () => {
    const all = [
      [6, 10],
      [1, 10],
      [2, 10],
      [3, 10],
      [4, 10],
      [5, 10],
      [1, 19],
    ] as const
    for (const [channels, everyMs] of all.slice(0, loops(1, all.length))) {
      const moving = latencyOf(firmata(channels, everyMs), ms)

      tell(moving)
      assert.ok(quantile(moving.analogCycles, 1) <= everyMs + 3, line(moving))
      assert.ok(quantile(moving.buttonCycles, 1) <= 4, line(moving))
      const wanted = (1000 / everyMs) * channels
      assert.ok(Math.abs(moving.valuesPerSecond / wanted - 1) < 0.03, line(moving))
    }
  })
})
