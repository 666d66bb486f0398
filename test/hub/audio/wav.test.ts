import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { encodeWav } from '#hub/audio/wav.ts'
import { skipWithout } from '#test/support/skip.ts'
import { openTempFolder } from '#test/support/temp.ts'

const left = Float32Array.from({ length: 4800 }, (_, i) => 0.5 * Math.sin(i / 9))
const right = left.map((x) => -x)
const sound = { left, right, sampleRate: 48_000 }

describe('a WAV file', () => {
  it('is the same to the byte for the same sound and seed, and dithered anew with another', () => {
    assert.deepEqual(encodeWav({ ...sound, seed: 7 }), encodeWav({ ...sound, seed: 7 }))
    assert.notDeepEqual(encodeWav({ ...sound, seed: 7 }), encodeWav({ ...sound, seed: 8 }))
  })

  it('says its own length and that of its sound', () => {
    for (const bits of [16, 24] as const) {
      const file = encodeWav({ ...sound, bits })
      const view = new DataView(file.buffer)
      assert.equal(view.getUint32(4, true), file.length - 8)
      assert.equal(view.getUint32(40, true), (4800 * 2 * bits) / 8)
      assert.equal(file.length, 44 + (4800 * 2 * bits) / 8)
    }
  })

  it('holds every sample within two steps of 16 bits, and never wraps around', () => {
    const loud = left.map((x) => x * 2.4)
    const view = new DataView(encodeWav({ ...sound, left: loud }).buffer)
    for (let i = 0; i < loud.length; i++) {
      const meant = Math.max(-1, Math.min(1, loud[i]!)) * 32_767
      assert.ok(Math.abs(view.getInt16(44 + i * 4, true) - meant) <= 2)
    }
  })

  it('holds every sample within a step of 24 bits', () => {
    const view = new DataView(encodeWav({ ...sound, bits: 24 }).buffer)
    for (let i = 0; i < left.length; i++) {
      const at = 44 + i * 6
      const step = view.getUint16(at, true) + view.getInt8(at + 2) * 65_536
      assert.ok(Math.abs(step - left[i]! * 8_388_607) <= 1)
    }
  })

  it('is read by ffprobe with its tags', async function () {
    skipWithout(this, 'ffprobe')
    await using folder = await openTempFolder()
    for (const bits of [16, 24] as const) {
      const file = join(folder.path, `${bits}.wav`)
      const tags = { title: 'Für Élise', software: 'Rigsong', comment: 'AI-generated; seed 7' }
      await writeFile(file, encodeWav({ ...sound, bits, tags }))

      const ask = ['-v', 'error', '-show_streams', '-show_format', '-of', 'json', file]
      const { stdout } = await promisify(execFile)('ffprobe', ask)
      const { streams, format } = JSON.parse(stdout)

      assert.equal(streams[0].codec_name, `pcm_s${bits}le`)
      assert.equal(streams[0].sample_rate, '48000')
      assert.equal(streams[0].channels, 2)
      assert.equal(streams[0].duration_ts, 4800)
      assert.equal(format.tags.title, 'Für Élise')
      assert.equal(format.tags.comment, 'AI-generated; seed 7')
      assert.equal(format.tags.encoder, 'Rigsong')
    }
  })
})
