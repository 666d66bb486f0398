import assert from 'node:assert/strict'
import fc from 'fast-check'
import {
  beatLines,
  boxOf,
  drumBoxOf,
  drumRow,
  leastRowPx,
  lowestFor,
  type RollView,
  rowsFor,
  xAt,
} from '#hub/web/elements/roll-geometry.ts'

const view: RollView = {
  width: 1000,
  height: 240,
  nowMs: 50_000,
  pastMs: 8000,
  aheadMs: 2000,
  lowest: 48,
  rows: 30,
  drumLane: 0,
}

describe('the roll', () => {
  it('stands the now line where past and future meet', () => {
    assert.equal(xAt(view, 50_000), 800)
    assert.equal(xAt(view, 42_000), 0)
    assert.equal(xAt(view, 52_000), 1000)
  })

  it('draws a note from its start to its end, in the row of its pitch', () => {
    const box = boxOf(view, { pitch: 48, startMs: 49_000, endMs: 50_000 })

    assert.deepEqual(box, { x: 700, y: 232, width: 100, height: 8 })
  })

  it('draws what the machine is about to play right of the now line', () => {
    const box = boxOf(view, { pitch: 60, startMs: 50_500, endMs: 51_000 })

    assert.ok(box && box.x > 800)
  })

  it('draws no note that is out of sight', () => {
    assert.equal(boxOf(view, { pitch: 47, startMs: 49_000, endMs: 50_000 }), undefined)
    assert.equal(boxOf(view, { pitch: 78, startMs: 49_000, endMs: 50_000 }), undefined)
    assert.equal(boxOf(view, { pitch: 60, startMs: 30_000, endMs: 41_000 }), undefined)
    assert.equal(boxOf(view, { pitch: 60, startMs: 53_000, endMs: 54_000 }), undefined)
  })

  it('keeps every box inside its canvas', () => {
    const time = fc.double({ min: 30_000, max: 60_000, noNaN: true })

    fc.assert(
      fc.property(fc.integer({ min: 0, max: 127 }), time, time, (pitch, a, b) => {
        const box = boxOf(view, { pitch, startMs: Math.min(a, b), endMs: Math.max(a, b) })
        if (!box) return
        assert.ok(box.x >= 0 && box.y >= 0 && box.y + box.height <= view.height + 1e-9)
        assert.ok(box.x + box.width <= view.width + 3)
      }),
    )
  })

  it('never has a row thinner than the hatch needs, on any screen that shows one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 96, max: 1200 }), (height) => {
        assert.ok(height / rowsFor(height) >= leastRowPx)
      }),
    )
  })

  it('keeps drums in their lane, the kick lowest and the hats on top', () => {
    const withDrums = { ...view, drumLane: 44 }
    const kick = drumBoxOf(withDrums, { pitch: 36, startMs: 50_000 })!
    const hat = drumBoxOf(withDrums, { pitch: 42, startMs: 50_000 })!

    assert.ok(hat.y >= 196 && kick.y > hat.y && kick.y + kick.height <= 240)
    assert.deepEqual([42, 38, 45, 36].map(drumRow), [0, 1, 2, 3])
  })
})

describe('lowestFor', () => {
  it('stays where it is while everything fits', () => {
    assert.equal(lowestFor([60, 64, 67], 24, 50), 50)
  })

  it('moves just as far as a new note wants', () => {
    assert.equal(lowestFor([60, 80], 24, 50), 58)
    assert.equal(lowestFor([40, 52], 24, 50), 39)
  })

  it('shows the middle of what is wider than the window', () => {
    const lowest = lowestFor([30, 60, 61, 62, 100], 24, undefined)

    assert.ok(lowest <= 60 && lowest + 24 > 62)
  })

  it('stays within what MIDI has, with every pitch in sight that fits', () => {
    const pitches = fc.array(fc.integer({ min: 0, max: 127 }), { maxLength: 30 })
    const before = fc.option(fc.integer({ min: 0, max: 104 }), { nil: undefined })

    fc.assert(
      fc.property(pitches, before, (played, start) => {
        const lowest = lowestFor(played, 24, start)
        assert.ok(lowest >= 0 && lowest <= 128 - 24)
        if (Math.max(...played) - Math.min(...played) < 22)
          assert.ok(played.every((pitch) => pitch >= lowest && pitch < lowest + 24))
      }),
    )
  })
})

describe('beatLines', () => {
  const tempo = { originMs: 0, originBeat: 0, bpm: 120, barBeats: 4 }

  it('draws a line a beat, and marks the bars', () => {
    const lines = beatLines(tempo, 0, 2000)

    assert.deepEqual(
      lines.map(({ ms }) => ms),
      [0, 500, 1000, 1500, 2000],
    )
    assert.deepEqual(
      lines.map(({ bar }) => bar),
      [true, false, false, false, true],
    )
  })

  it('starts a bar of 7/8 after three and a half beats', () => {
    const bars = beatLines({ ...tempo, barBeats: 3.5 }, 0, 4000).filter(({ bar }) => bar)

    assert.deepEqual(
      bars.map(({ ms }) => ms),
      [0, 1750, 3500],
    )
  })

  it('counts from wherever the origin stands', () => {
    const lines = beatLines({ ...tempo, originMs: 10_250, originBeat: 8 }, 9000, 10_300)

    assert.deepEqual(lines, [
      { ms: 9250, bar: false },
      { ms: 9750, bar: false },
      { ms: 10_250, bar: true },
    ])
  })
})
