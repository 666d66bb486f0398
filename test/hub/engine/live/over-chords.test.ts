import assert from 'node:assert/strict'
import { overChords } from '#hub/engine/live/over-chords.ts'

const gMinor = [7, 10, 2]
const note = (pitch: number, start: number, length = 1) => ({ pitch, start, length })
const pitches = (notes: readonly { readonly pitch: number }[]) => notes.map(({ pitch }) => pitch)

describe('a line over chords that sound', () => {
  it('holds the nearest tone of the chord on a beat, and lets the rest pass', () => {
    const line = [note(66, 0), note(66, 0.5), note(69, 1, 0.2), note(72, 2.05)]

    assert.deepEqual(pitches(overChords(line, [gMinor, gMinor, gMinor])), [67, 66, 69, 70])
  })

  it('changes nothing where no chord is expected, or beyond the last', () => {
    const line = [note(66, 0), note(66, 5)]

    assert.deepEqual(overChords(line, [[], gMinor]), line)
  })

  it('lets two tones of a chord that are drawn to one be one', () => {
    const chord = [note(73, 0), note(72, 0), note(66, 0), note(73, 1)]

    assert.deepEqual(pitches(overChords(chord, [gMinor, []])), [74, 70, 67, 73])
  })

  it('goes no further than a tone, so that the line keeps its shape', () => {
    assert.deepEqual(pitches(overChords([note(60, 0)], [[4, 8]])), [60])
  })
})
