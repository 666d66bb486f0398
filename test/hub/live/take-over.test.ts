import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { PieceScore } from '#hub/live/engine-worker.ts'
import { scoreOfParts } from '#hub/live/score.ts'
import { scoreFrom, takeOverBeat } from '#hub/live/take-over.ts'
import { modelReceiver } from '#test/support/model-receiver.ts'
import { testPiece } from '#test/support/test-piece.ts'

const pitches = Array.from({ length: 16 }, (_, i) => 60 + (i % 5))

function piece(sections: readonly number[], words: Partial<PieceScore> = {}): PieceScore {
  const { parts, spec } = testPiece({ bpm: 90, pitches })
  return {
    ...{ piece: 'pc_1', title: 'A', bpm: 90, meter: spec.meter, sections },
    score: scoreOfParts(parts),
    ...words,
  }
}

describe('a better piece', () => {
  it('goes on where a section of both begins', () => {
    assert.equal(takeOverBeat(piece([0, 4, 8, 12]), piece([0, 8]), 1), 8)
    assert.equal(takeOverBeat(piece([0, 4, 8, 12]), piece([0, 4, 8]), 4), 4)
  })

  it('goes on at the next section of what plays where they have none in common', () => {
    assert.equal(takeOverBeat(piece([0, 4, 12]), piece([0, 6]), 1), 4)
  })

  it('does not go on in the last section, after its own end, or at another pace', () => {
    assert.equal(takeOverBeat(piece([0, 8]), piece([0, 8]), 9), undefined)
    assert.equal(takeOverBeat(piece([0, 16]), piece([0, 16]), 9), undefined)
    assert.equal(takeOverBeat(piece([0, 8]), piece([0, 8], { bpm: 91 }), 1), undefined)
    const waltz = piece([0, 8], { meter: { beats: 3, unit: 4 } })
    assert.equal(takeOverBeat(piece([0, 8]), waltz, 1), undefined)
  })

  it('is played from a beat on with its sounds, and lifts just what it strikes', () => {
    const note = fc.record({
      pitch: fc.integer({ min: 60, max: 64 }),
      start: fc.integer({ min: 0, max: 32 }),
      length: fc.integer({ min: 1, max: 8 }),
    })
    const { parts } = testPiece({ bpm: 90, pitches: [60] })
    const author = parts[0]!.notes[0]!.author

    fc.assert(
      fc.property(
        fc.array(note, { maxLength: 24 }),
        fc.integer({ min: 0, max: 16 }),
        (drawn, beat) => {
          const notes = oneAtATime(drawn).map((one) => ({
            ...{
              pitch: one.pitch,
              start: one.start / 2,
              length: one.length / 2,
              velocity: 80,
              author,
            },
          }))
          const whole = scoreOfParts([{ ...parts[0]!, notes }])

          const rest = scoreFrom(whole, beat)

          const receiver = modelReceiver()
          receiver.push(bytesOf(rest))
          assert.deepEqual(receiver.sounding(), [])
          const strikes = [...rest.bytes].filter((byte, i) => i % 3 === 0 && byte === 0x90).length
          assert.equal(strikes, notes.filter(({ start }) => start >= beat).length)
          assert.ok(rest.beats.every((at, i) => at >= beat && at >= (rest.beats[i - 1] ?? 0)))
          assert.equal(rest.bytes[0], 0xc0)
        },
      ),
    )
  })
})

type Drawn = { readonly pitch: number; readonly start: number; readonly length: number }

/** No key is struck while it is down. */
const oneAtATime = (notes: readonly Drawn[]): readonly Drawn[] =>
  notes.filter((one, i) =>
    notes
      .slice(0, i)
      .every(
        (other) =>
          other.pitch !== one.pitch ||
          other.start >= one.start + one.length ||
          one.start >= other.start + other.length,
      ),
  )

function bytesOf({ bytes, lengths }: { bytes: Uint8Array; lengths: Uint8Array }): Uint8Array {
  return Uint8Array.from(
    [...lengths].flatMap((length, i) => [...bytes.subarray(i * 3, i * 3 + length)]),
  )
}
