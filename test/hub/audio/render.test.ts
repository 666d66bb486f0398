import assert from 'node:assert/strict'
import { measure } from '#hub/audio/loudness.ts'
import { renderComposition } from '#hub/audio/render.ts'
import { groove } from './groove.ts'
import { levelDb } from './pitch.ts'

describe('a rendered composition', function () {
  this.timeout(20_000)

  it('is as loud as streaming wants it, and no louder, with any sounds', () => {
    const bands = [
      {},
      {
        drums: 'kit-electro',
        bass: 'bass-saw',
        chords: 'pluck',
        melody: 'lead-saw',
        pad: 'strings',
      },
      { drums: 'kit-lofi', bass: 'bass-sub', chords: 'piano', melody: 'mallet', pad: 'pad-warm' },
    ]
    for (const sounds of bands) {
      const { left, right, sampleRate, lufs, truePeakDb } = renderComposition(
        groove({ bars: 4, sounds }),
      )

      assert.ok(Math.abs(lufs + 14) <= 0.3, `${lufs} LUFS`)
      assert.ok(truePeakDb <= -1, `${truePeakDb} dBTP`)
      assert.deepEqual(measure(left, right, sampleRate), { lufs, truePeakDb })
    }
  })

  it('is as loud at 44.1 kHz', () => {
    const { lufs, truePeakDb, sampleRate } = renderComposition(groove({ bars: 2 }), {
      sampleRate: 44_100,
    })

    assert.equal(sampleRate, 44_100)
    assert.ok(Math.abs(lufs + 14) <= 0.3 && truePeakDb <= -1)
  })

  it('is the same twice', () => {
    const [once, again] = [
      renderComposition(groove({ bars: 1 })),
      renderComposition(groove({ bars: 1 })),
    ]

    assert.deepEqual(once.left, again.left)
    assert.deepEqual(once.right, again.right)
  })

  it('lets the last note ring into silence', () => {
    const composition = groove({ bars: 2 })
    const { left, sampleRate } = renderComposition(composition)

    const lengthS = (composition.lengthBeats * 60) / composition.spec.bpm
    assert.ok(left.length / sampleRate > lengthS + 0.5)
    assert.ok(left.length / sampleRate < lengthS + 8.1)
    assert.ok(levelDb(left.subarray(-sampleRate / 50)) < -60)
    assert.ok(Math.abs(left.at(-1)!) < 1e-4)
  })

  it('still has its band together when it is heard in mono', () => {
    const { left, right } = renderComposition(
      groove({ bars: 2, sounds: { pad: 'strings', chords: 'organ' } }),
    )

    const mono = left.map((x, i) => (x + right[i]!) / 2)

    assert.ok(levelDb(mono) > levelDb(left) - 2)
    assert.ok(Math.abs(levelDb(left) - levelDb(right)) < 1.5)
  })

  it('plays a sound it does not know with the sound of the role', () => {
    const known = renderComposition(groove({ bars: 1 }))
    const unknown = renderComposition(groove({ bars: 1, sounds: { melody: 'kazoo' } }))

    assert.deepEqual(unknown.left, known.left)
  })

  it('is silence where nothing is played', () => {
    const empty = { ...groove({ bars: 1 }), parts: [] }

    const { left, lufs } = renderComposition(empty)

    assert.equal(lufs, -70)
    assert.ok(left.every((x) => x === 0))
  })

  it('keeps a repeated note sounding when an earlier one of its key would have ended it', () => {
    const composition = groove({ bars: 1 })
    const [note] = composition.parts[2]!.notes
    const long = { ...note!, pitch: 60, start: 0, length: 3 }
    const again = { ...long, start: 2, length: 6 }
    const parts = [{ ...composition.parts[2]!, notes: [long, again] }]

    const { left, sampleRate } = renderComposition({ ...composition, lengthBeats: 8, parts })

    const beat = (60 / composition.spec.bpm) * sampleRate
    assert.ok(levelDb(left.subarray(5 * beat, 7 * beat)) > -45)
  })
})
