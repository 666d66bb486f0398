import assert from 'node:assert/strict'
import type { Author } from '#core/score/author.ts'
import type { NoteEvent } from '#core/score/note-event.ts'
import { type Score, scoreOfNotes, scoreOfParts } from '#hub/live/score.ts'

const ada: Author = { kind: 'human', player: 'ada', device: 'keys' }
const engine: Author = {
  kind: 'machine',
  engine: 'rigsong 1',
  provider: 'local',
  seed: 7,
  because: 'cm_1',
}
const note = (pitch: number, start: number, length: number, author: Author): NoteEvent => ({
  pitch,
  velocity: 90,
  start,
  length,
  author,
})

const lines = (score: Score) =>
  [...score.beats].map((beat, i) => ({
    beat,
    bytes: [...score.bytes.subarray(i * 3, i * 3 + score.lengths[i]!)],
    author: score.authors[score.by[i]!],
  }))

describe('a score', () => {
  it('lifts a key before it strikes it again on the same beat', () => {
    const score = scoreOfNotes([note(60, 1, 1, ada), note(60, 0, 1, ada)], 2)

    assert.deepEqual(
      lines(score).map(({ beat, bytes }) => [beat, ...bytes]),
      [
        [0, 0x92, 60, 90],
        [1, 0x82, 60, 64],
        [1, 0x92, 60, 90],
        [2, 0x82, 60, 64],
      ],
    )
  })

  it('chooses the program of each part before its first note', () => {
    const part = { sound: 'bass-sub', channel: 1, notes: [note(36, 0, 1, engine)] }

    const [first, second] = lines(scoreOfParts([part]))

    assert.deepEqual(first, { beat: 0, bytes: [0xc1, 39], author: undefined })
    assert.deepEqual(second, { beat: 0, bytes: [0x91, 36, 90], author: engine })
  })

  it('keeps the author of every note', () => {
    const score = scoreOfNotes([note(60, 0, 1, ada), note(62, 0, 1, engine)], 0)

    assert.deepEqual(
      lines(score).map(({ bytes, author }) => [bytes[1], author?.kind]),
      [
        [60, 'human'],
        [62, 'machine'],
        [60, 'human'],
        [62, 'machine'],
      ],
    )
  })
})
