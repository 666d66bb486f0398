import assert from 'node:assert/strict'
import fc from 'fast-check'
import { readWav } from '#hub/audio/read-wav.ts'
import { encodeWav } from '#hub/audio/wav.ts'

const left = Float32Array.from({ length: 999 }, (_, i) => 0.9 * Math.sin(i / 7))
const right = left.map((x) => -x / 2)

describe('a WAV file that is read', () => {
  it('is what was written, at any rate and depth, with tags before it or not', () => {
    for (const bits of [16, 24] as const)
      for (const tags of [{}, { title: 'Odd', comment: 'Even' }]) {
        const sound = readWav(encodeWav({ left, right, sampleRate: 44_100, bits, tags }))

        assert.equal(sound.sampleRate, 44_100)
        assert.equal(sound.left.length, 999)
        const step = 2 / 2 ** (bits - 1)
        assert.ok(sound.left.every((x, i) => Math.abs(x - left[i]!) <= step))
        assert.ok(sound.right.every((x, i) => Math.abs(x - right[i]!) <= step))
      }
  })

  it('is refused where it is none, and read as far as it goes where it is cut', () => {
    const file = encodeWav({ left, right, sampleRate: 48_000 })

    assert.equal(readWav(file.subarray(0, 44 + 400)).left.length, 100)
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 255 }), (at, byte) => {
        const broken = file.slice()
        broken[at] = byte
        try {
          assert.ok(readWav(broken).left.length <= 999 * 2)
        } catch (error) {
          assert.equal((error as { code?: string }).code, 'bad-request')
        }
      }),
    )
  })
})
