import assert from 'node:assert/strict'
import { bedUnderLu, layUnder } from '#hub/audio/bed.ts'
import { loudnessOf } from '#hub/audio/loudness.ts'
import { renderComposition } from '#hub/audio/render.ts'
import type { Sides } from '#hub/audio/sides.ts'
import { encodeWav } from '#hub/audio/wav.ts'
import { groove } from './groove.ts'
import { levelDb } from './pitch.ts'

const rate = 48_000
const tone = (seconds: number, hz: number, level: number, sampleRate = rate): Float32Array =>
  Float32Array.from(
    { length: seconds * sampleRate },
    (_, i) => level * Math.sin((2 * Math.PI * hz * i) / sampleRate),
  )
const both = (side: Float32Array): Sides => ({ left: side, right: side })
const wavOf = (side: Float32Array, sampleRate = rate): Uint8Array =>
  encodeWav({ ...both(side), sampleRate })
/** Bars of half a second. */
const course = { sampleRate: rate, barFrames: rate / 2, endFrame: 10 * rate }
/** A tone of 4 kHz for a mix, which leaves a bed of 1 kHz to be told from it. */
const mix = both(tone(12, 4000, 0.1))
/** What a bed adds to the left of a mix. */
function added(side: Float32Array, under = mix): Float32Array {
  const laid = { left: under.left.slice(), right: under.right.slice() }
  layUnder(laid, { ...both(side), sampleRate: rate }, course)
  return laid.left.map((x, i) => x - under.left[i]!)
}
const partDb = (side: Float32Array, fromS: number, toS: number): number =>
  levelDb(side.subarray(fromS * rate, toS * rate))

/** How strong one frequency is in its third second. */
function strengthDb(side: Float32Array, hz: number): number {
  const turn = (2 * Math.PI * hz) / rate
  const second = side.subarray(2 * rate, 3 * rate)
  const sine = second.reduce((sum, x, i) => sum + x * Math.sin(turn * i), 0)
  const cosine = second.reduce((sum, x, i) => sum + x * Math.cos(turn * i), 0)
  return 20 * Math.log10(Math.hypot(sine, cosine))
}

describe('a bed under a piece', function () {
  this.timeout(20_000)

  it('leaves the piece as loud as it has to be, whatever it is like', () => {
    const composition = groove({ bars: 1 })
    const beds = {
      'all square': wavOf(tone(4, 440, 9)),
      'next to nothing': wavOf(tone(4, 440, 0.0005)),
      'short and of another rate': wavOf(tone(1, 440, 0.2, 44_100), 44_100),
    }
    const dry = renderComposition(composition)

    for (const [name, bed] of Object.entries(beds)) {
      const { left, lufs, truePeakDb } = renderComposition(composition, { bed })

      assert.ok(Math.abs(lufs + 14) <= 0.3, `${name}: ${lufs} LUFS`)
      assert.ok(truePeakDb <= -1, `${name}: ${truePeakDb} dBTP`)
      assert.equal(left.length, dry.left.length)
      assert.notDeepEqual(left, dry.left, name)
    }
  })

  it('changes no sample of the piece where it is silent', () => {
    const composition = groove({ bars: 1 })

    const { left } = renderComposition(composition, { bed: wavOf(new Float32Array(rate * 5)) })

    // What is left of silence in 16 bits is dither, 90 dB down.
    const dry = renderComposition(composition).left
    assert.ok(left.every((x, i) => Math.abs(x - dry[i]!) < 1e-9))
  })

  it('lies as far under it as is said, and further where it is loud', () => {
    const half = mix.left.map((x, i) => (i < 6 * rate ? x : 0))

    const bed = added(tone(12, 1000, 0.5), both(half))

    const pieceLufs = loudnessOf(half, half, rate)
    const gapLufs = loudnessOf(
      bed.subarray(7 * rate, 9 * rate),
      bed.subarray(7 * rate, 9 * rate),
      rate,
    )
    assert.ok(Math.abs(pieceLufs - bedUnderLu - gapLufs) < 1.5, `${pieceLufs} and ${gapLufs}`)
    const duckedDb = partDb(bed, 2, 5) - partDb(bed, 7.5, 9)
    assert.ok(duckedDb < -5 && duckedDb > -6.5, `${duckedDb} dB`)
  })

  it('comes in with the first bar and goes out from the last one on', () => {
    const bed = added(tone(12, 1000, 0.5))

    assert.ok(partDb(bed, 0, 0.02) < partDb(bed, 1, 2) - 40)
    assert.ok(partDb(bed, 0.5, 1) > partDb(bed, 1, 2) - 1)
    assert.ok(partDb(bed, 11.95, 12) < partDb(bed, 1, 2) - 40)
    assert.ok(partDb(bed, 9, 9.5) > partDb(bed, 1, 2) - 1)
  })

  it('is over with the piece where it is as long, though the room rings on', () => {
    const bed = added(tone(10.2, 1000, 0.5))

    assert.ok(partDb(bed, 9, 9.5) > partDb(bed, 1, 2) - 1)
    assert.ok(bed.subarray(10.2 * rate).every((x) => x === 0))
  })

  it('begins again after whole bars, without a hole or a step', () => {
    // 3.3 s, of which 2 s are whole bars; the rest is room to fade. A knock is one second into it.
    const knocking = tone(3.3, 1000, 0.05).map((x, i) =>
      i >= rate && i < 1.01 * rate ? 0.5 * Math.sin(i / 3) : x,
    )
    const bed = added(knocking)

    const levels = Array.from({ length: 19 }, (_, half) => partDb(bed, half / 2, half / 2 + 0.01))
    const usual = levels.toSorted((a, b) => a - b)[9]!
    const knocks = levels.flatMap((level, half) => (level > usual + 12 ? [half / 2] : []))
    assert.deepEqual(knocks, [1, 3, 5, 7, 9])
    for (const seconds of [1.9, 2.1, 2.4, 2.8, 4.2])
      assert.ok(Math.abs(partDb(bed, seconds, seconds + 0.05) - usual) < 4, `at ${seconds} s`)
  })

  it('leaves the low end to the bass', () => {
    const deep = tone(12, 1000, 0.2).map(
      (x, i) => x + 0.2 * Math.sin((2 * Math.PI * 40 * i) / rate),
    )
    const bed = added(deep)

    assert.ok(strengthDb(bed, 40) < strengthDb(bed, 1000) - 20)
  })
})
