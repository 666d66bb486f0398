import assert from 'node:assert/strict'
import { Note } from 'tonal'
import { pitchClass, pitchClassFrom, pitchFrom, pitchName } from '#core/music/pitch.ts'

describe('pitch', () => {
  it('names all 128 pitches as tonal does, in sharps and in flats', () => {
    for (let pitch = 0; pitch < 128; pitch++) {
      assert.equal(pitchName(pitch), Note.fromMidiSharps(pitch))
      assert.equal(pitchName(pitch, 'flat'), Note.fromMidi(pitch))
      assert.equal(pitchFrom(pitchName(pitch)), pitch)
      assert.equal(pitchFrom(pitchName(pitch, 'flat')), pitch)
    }
  })

  it('reads every letter, accidental and octave as tonal does', () => {
    for (const letter of 'CDEFGAB')
      for (const accidental of ['', '#', 'b', '##', 'bb'])
        for (let octave = -2; octave <= 10; octave++) {
          const name = `${letter}${accidental}${octave}`
          const midi = Note.midi(name) ?? undefined
          assert.equal(pitchFrom(name), midi, name)
          assert.equal(pitchClassFrom(name), Note.chroma(name), name)
        }
  })

  it('counts the octave by the letter', () => {
    assert.equal(pitchFrom('B#3'), 60)
    assert.equal(pitchFrom('Cb4'), 59)
    assert.equal(pitchFrom('e♭4'), 63)
  })

  it('names no pitch where there is none', () => {
    for (const text of ['', 'H4', 'C', 'C#b#4', 'C4x', '60', 'G10', 'Cb-1'])
      assert.equal(pitchFrom(text), undefined, text)
    assert.throws(() => pitchClass('H'), RangeError)
    assert.equal(pitchClass('Bb'), 10)
  })
})
