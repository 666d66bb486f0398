import assert from 'node:assert/strict'
import { pictureOf } from '#hub/web/pieces/picture.ts'
import { samplePiece } from '../sample-piece.ts'

describe('the picture of a piece', () => {
  it('holds every pitched note inside its frame, signed by whose it is', () => {
    const piece = samplePiece(1)
    const { boxes, row } = pictureOf(piece)
    const pitched = piece.parts.filter(({ role }) => role !== 'drums').flatMap((part) => part.notes)

    assert.equal(boxes.length, pitched.length)
    for (const { x, y, width } of boxes) {
      assert.ok(x >= 0 && x + width <= 1 + 1e-9)
      assert.ok(y >= 0 && y + row <= 1 + 1e-9)
    }
    assert.ok(boxes.some(({ by }) => by === 'you') && boxes.some(({ by }) => by === 'machine'))
  })

  it('shows the drums where nothing else plays', () => {
    const piece = samplePiece(0)
    const drums = { ...piece, parts: piece.parts.filter(({ role }) => role === 'drums') }

    assert.ok(pictureOf(drums).boxes.length > 0)
  })

  it('is empty for a piece without notes', () => {
    assert.deepEqual(pictureOf({ parts: [], lengthBeats: 0 }).boxes, [])
  })
})
