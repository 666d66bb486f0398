import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { randomFrom } from '#core/random.ts'
import { type Loudness, loudnessOf, measure, truePeakOf } from '#hub/audio/loudness.ts'
import { renderComposition } from '#hub/audio/render.ts'
import { skipWithout } from '#test/support/skip.ts'
import { groove } from './groove.ts'

/** A tone that comes and goes softly: at an edge, every meter's filter rings in its own way. */
const sine = (hz: number, level: number, seconds: number, sampleRate: number): Float32Array => {
  const length = seconds * sampleRate
  const edge = (i: number): number => Math.min(1, i / 500, (length - i) / 500)
  return Float32Array.from(
    { length },
    (_, i) => level * edge(i) * Math.sin((2 * Math.PI * hz * i) / sampleRate + 0.6),
  )
}

/** Noise whose top is taken away a little, as music's is. */
function noise(seed: number, level: number, frames: number): Float32Array {
  const random = randomFrom(seed)
  let last = 0
  return Float32Array.from({ length: frames }, () => {
    last += 0.3 * (level * (random.next() * 2 - 1) - last)
    return last
  })
}

describe('loudness', function () {
  this.timeout(20_000)

  it('is -3.01 LUFS for a full sine of 997 Hz on one side', () => {
    for (const rate of [32_000, 44_100, 48_000, 96_000]) {
      const left = sine(997, 1, 5, rate)
      const lufs = loudnessOf(left, new Float32Array(left.length), rate)
      assert.ok(Math.abs(lufs + 3.01) < 0.02, `${lufs} LUFS at ${rate} Hz`)
    }
  })

  it('leaves silence out', () => {
    const loud = sine(997, 0.1, 10, 48_000)
    const half = new Float32Array(2 * loud.length)
    half.set(loud)

    const whole = loudnessOf(loud, loud, 48_000)

    assert.ok(Math.abs(loudnessOf(half, half, 48_000) - whole) < 0.1)
  })

  it('of silence is -70 LUFS, and its peak -120 dB', () => {
    const silence = new Float32Array(48_000)
    assert.deepEqual(measure(silence, silence, 48_000), { lufs: -70, truePeakDb: -120 })
  })

  it('sees the peak between the samples', () => {
    // At a quarter of the rate and an eighth of a turn, every sample stands at 0.707.
    const quarter = Float32Array.from(
      { length: 4800 },
      (_, i) => Math.min(1, i / 500, (4800 - i) / 500) * Math.sin((Math.PI * (2 * i + 1)) / 4),
    )
    assert.ok(Math.abs(truePeakOf(quarter, quarter)) < 0.1)
  })

  const signals: Record<string, () => Sound> = {
    'a low tone at 44.1 kHz': () =>
      stereo(sine(60, 0.7, 8, 44_100), sine(61, 0.4, 8, 44_100), 44_100),
    'a high tone at 48 kHz': () =>
      stereo(sine(6000.3, 0.8, 8, 48_000), sine(6000.3, 0.8, 8, 48_000), 48_000),
    'noise with pauses': () => {
      const left = noise(1, 0.9, 480_000).map((x, i) => (i % 96_000 < 40_000 ? x : x * 0.003))
      return stereo(left, noise(2, 0.5, 480_000), 48_000)
    },
    'a whole piece': () => renderComposition(groove({ bars: 2 })),
  }
  for (const [name, make] of Object.entries(signals))
    it(`agrees with ffmpeg about ${name}`, async function () {
      skipWithout(this, 'ffmpeg')
      const sound = make()

      const theirs = await ebur128(sound)
      const ours = measure(sound.left, sound.right, sound.sampleRate)

      assert.ok(Math.abs(ours.lufs - theirs.lufs) <= 0.1, `${ours.lufs} and ${theirs.lufs} LUFS`)
      const apart = Math.abs(ours.truePeakDb - theirs.truePeakDb)
      assert.ok(apart <= 0.1, `${ours.truePeakDb} and ${theirs.truePeakDb} dBTP`)
    })
})

type Sound = {
  readonly left: Float32Array
  readonly right: Float32Array
  readonly sampleRate: number
}
const stereo = (left: Float32Array, right: Float32Array, sampleRate: number): Sound => ({
  left,
  right,
  sampleRate,
})

/** What ffmpeg's ebur128 says, asked in floats; it prints one decimal. */
async function ebur128({ left, right, sampleRate }: Sound): Promise<Loudness> {
  const both = new Float32Array(left.length * 2)
  left.forEach((x, i) => {
    both[2 * i] = x
    both[2 * i + 1] = right[i]!
  })
  const input = ['-f', 'f32le', '-ar', `${sampleRate}`, '-ac', '2', '-i', 'pipe:0']
  const filter = ['-af', 'ebur128=peak=true:framelog=verbose', '-f', 'null', '-']
  const ffmpeg = spawn('ffmpeg', ['-hide_banner', '-nostats', ...input, ...filter])
  ffmpeg.stdin.end(new Uint8Array(both.buffer))
  const said = await text(ffmpeg.stderr)
  return {
    lufs: Number(/I:\s+(-?[\d.]+) LUFS/.exec(said)?.[1]),
    truePeakDb: Number(/Peak:\s+(-?[\d.]+) dBFS/.exec(said)?.[1]),
  }
}
