import assert from 'node:assert/strict'
import fc from 'fast-check'
import { featuresOf, type Onset } from '#hub/engine/live/features.ts'

const row = (beats: readonly number[], { pitch = 60, velocity = 80 } = {}): readonly Onset[] =>
  beats.map((beat) => ({ beat, pitch, velocity }))
const every = (step: number, beats: number): readonly number[] =>
  Array.from({ length: beats / step }, (_, i) => i * step)

describe('features', () => {
  it('calls sixteenths without a break fully dense, quarters a quarter of it', () => {
    assert.equal(featuresOf(row(every(0.25, 8)), 8).density, 1)
    assert.equal(featuresOf(row(every(1, 8)), 8).density, 0.25)
  })

  it('counts a chord once', () => {
    const chords = every(1, 8).flatMap((beat) => [beat, beat + 0.01, beat + 0.02])

    assert.equal(featuresOf(row(chords), 8).density, 0.25)
  })

  it('has more energy where it is louder, and where it is busier', () => {
    const soft = featuresOf(row(every(1, 8), { velocity: 40 }), 8).energy
    const loud = featuresOf(row(every(1, 8), { velocity: 110 }), 8).energy
    const busy = featuresOf(row(every(0.5, 8), { velocity: 110 }), 8).energy

    assert.ok(soft < loud && loud < busy)
  })

  it('is brighter an octave up', () => {
    const low = featuresOf(row(every(1, 8), { pitch: 48 }), 8).brightness
    const high = featuresOf(row(every(1, 8), { pitch: 60 }), 8).brightness

    assert.ok(Math.abs(high - low - 0.2) < 1e-9)
  })

  it('measures a triplet swing as 1, half of it as a half, and straight eighths as 0', () => {
    const swung = (late: number) =>
      featuresOf(row(every(1, 8).flatMap((beat) => [beat, beat + 0.5 + late])), 8).swing

    assert.ok(Math.abs(swung(1 / 6) - 1) < 1e-9)
    assert.ok(Math.abs(swung(1 / 12) - 0.5) < 1e-9)
    assert.equal(swung(0), 0)
  })

  it('calls offbeats syncopated that no beat answers', () => {
    assert.equal(featuresOf(row(every(1, 8)), 8).syncopation, 0)
    assert.ok(featuresOf(row(every(1, 8).map((beat) => beat + 0.5)), 8).syncopation >= 0.99)
  })

  it('stays between 0 and 1 whatever is played', () => {
    const onset = fc.record({
      beat: fc.double({ min: 0, max: 64, noNaN: true }),
      pitch: fc.integer({ min: 0, max: 127 }),
      velocity: fc.integer({ min: 1, max: 127 }),
    })
    fc.assert(
      fc.property(fc.array(onset), fc.double({ min: 0, max: 64, noNaN: true }), (onsets, beats) => {
        const sorted = onsets.toSorted((a, b) => a.beat - b.beat)
        for (const value of Object.values(featuresOf(sorted, beats)))
          assert.ok(value >= 0 && value <= 1, `${value}`)
      }),
    )
  })
})
