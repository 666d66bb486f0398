import assert from 'node:assert/strict'
import { resampled } from '#hub/audio/resample.ts'

const tone = (hz: number, rate: number): Float32Array =>
  Float32Array.from({ length: rate / 2 }, (_, i) => Math.sin((2 * Math.PI * hz * i) / rate))
/** How far it is from what it should be, in dB under the tone, away from both ends. */
function errorDb(heard: Float32Array, wanted: Float32Array): number {
  const inner = heard.subarray(2000, heard.length - 2000)
  const off = inner.map((x, i) => x - wanted[i + 2000]!)
  const power = off.reduce((sum, x) => sum + x * x, 0) / off.length
  return 10 * Math.log10(power / 0.5)
}

describe('a sound at another sample rate', () => {
  it('is the same sound, up to nine tenths of what both can hold', () => {
    for (const [from, to] of [
      [44_100, 48_000],
      [48_000, 44_100],
      [96_000, 48_000],
      [32_000, 48_000],
    ] as const)
      for (const hz of [100, 1000, 0.44 * Math.min(from, to)]) {
        const heard = resampled(tone(hz, from), from, to)

        assert.equal(heard.length, to / 2)
        const off = errorDb(heard, tone(hz, to))
        assert.ok(off < -70, `${hz} Hz from ${from} to ${to}: ${off} dB`)
      }
  })

  it('has nothing in it that the other rate cannot hold', () => {
    const heard = resampled(tone(40_000, 96_000), 96_000, 48_000)

    assert.ok(errorDb(heard, new Float32Array(heard.length)) < -70)
  })

  it('is not touched where the rates are one', () => {
    const side = tone(440, 48_000)

    assert.equal(resampled(side, 48_000, 48_000), side)
  })
})
