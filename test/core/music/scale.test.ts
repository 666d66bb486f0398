import assert from 'node:assert/strict'
import fc from 'fast-check'
import * as tonal from 'tonal'
import { type Key, modes, tonics } from '#core/music/key.ts'
import { pitchClassName } from '#core/music/pitch.ts'
import { inKey, keyFrom, keyName, scaleOf, sharpsOf, spellingOf } from '#core/music/scale.ts'
import { anyKey } from '#test/support/arbitraries.ts'

const everyKey: readonly Key[] = tonics.flatMap((tonic) => modes.map((mode) => ({ tonic, mode })))

describe('scale', () => {
  it('holds the notes tonal finds in all 162 keys', () => {
    for (const key of everyKey) {
      const notes = tonal.Scale.get(keyName(key)).notes
      assert.equal(notes.length, 7, keyName(key))
      assert.deepEqual(scaleOf(key), notes.map(tonal.Note.chroma), keyName(key))
    }
  })

  it('has a pitch in key exactly where its pitch class is', () => {
    fc.assert(
      fc.property(anyKey(), fc.integer({ min: 0, max: 127 }), (key, pitch) => {
        assert.equal(inKey(pitch, key), scaleOf(key).includes(pitch % 12))
      }),
    )
  })

  it('reads back the name of every key', () => {
    for (const key of everyKey) assert.deepEqual(keyFrom(keyName(key)), key)
  })

  it('reads keys as people write them', () => {
    const table: Readonly<Record<string, Key | undefined>> = {
      'd dorian': { tonic: 'D', mode: 'dorian' },
      Bb: { tonic: 'Bb', mode: 'major' },
      bb: { tonic: 'Bb', mode: 'major' },
      b: { tonic: 'B', mode: 'major' },
      'b minor': { tonic: 'B', mode: 'minor' },
      'F#m': { tonic: 'F#', mode: 'minor' },
      Am: { tonic: 'A', mode: 'minor' },
      AM: { tonic: 'A', mode: 'major' },
      'E flat major': { tonic: 'Eb', mode: 'major' },
      'e-flat dorian': { tonic: 'Eb', mode: 'dorian' },
      'F sharp harmonic minor': { tonic: 'F#', mode: 'harmonic-minor' },
      'C# Aeolian': { tonic: 'C#', mode: 'minor' },
      'E# major': { tonic: 'F', mode: 'major' },
      'B♭ Lydian': { tonic: 'Bb', mode: 'lydian' },
      'H minor': undefined,
      'D sideways': undefined,
      '': undefined,
    }
    for (const [text, key] of Object.entries(table)) assert.deepEqual(keyFrom(text), key, text)
  })

  it('counts the sharps of the signature as tonal does', () => {
    for (const tonic of tonics) {
      const major = tonal.Key.majorKey(tonic)
      const minor = tonal.Key.minorKey(tonic)
      // Eight sharps are written as four flats.
      if (Math.abs(major.alteration) < 8)
        assert.equal(sharpsOf({ tonic, mode: 'major' }), major.alteration, tonic)
      if (Math.abs(minor.alteration) < 8)
        assert.equal(sharpsOf({ tonic, mode: 'minor' }), minor.alteration, tonic)
    }
    assert.equal(sharpsOf({ tonic: 'G#', mode: 'major' }), -4)
    assert.equal(sharpsOf({ tonic: 'D', mode: 'dorian' }), 0)
    assert.equal(sharpsOf({ tonic: 'Eb', mode: 'dorian' }), -5)
    assert.equal(sharpsOf({ tonic: 'B', mode: 'phrygian' }), 1)
  })

  it('writes black keys as the signature does', () => {
    assert.equal(pitchClassName(10, spellingOf({ tonic: 'D', mode: 'minor' })), 'Bb')
    assert.equal(pitchClassName(10, spellingOf({ tonic: 'B', mode: 'major' })), 'A#')
  })
})
