import assert from 'node:assert/strict'
import type { Phrase } from '#core/score/phrase.ts'
import { cuesOfPhrase, cuesOfPiece } from '#hub/web/play/cues.ts'
import { samplePiece } from '../sample-piece.ts'

const answer: Phrase = {
  id: 'ph_1',
  session: 'ss_1',
  by: 'engine',
  bpm: 120,
  meter: { beats: 4, unit: 4 },
  atMs: 99_000,
  notes: [
    {
      pitch: 64,
      velocity: 80,
      start: 1,
      length: 0.5,
      author: { kind: 'machine', engine: 'local', provider: 'local', seed: 1, because: 'ph_0' },
    },
    {
      pitch: 60,
      velocity: 90,
      start: 0,
      length: 1,
      author: { kind: 'machine', engine: 'local', provider: 'local', seed: 1, because: 'ph_0' },
    },
  ],
}

const beats = { originMs: 0, originBeat: 0, bpm: 120 }

describe('the cues of an answer', () => {
  it('start where its first beat sounds, in order of time', () => {
    const cues = cuesOfPhrase(answer, { originMs: 1000, originBeat: 0, bpm: 120 }, 'ep')

    assert.deepEqual(
      cues.map(({ pitch, startMs, endMs }) => [pitch, startMs, endMs]),
      [
        [60, 1000, 1500],
        [64, 1500, 1750],
      ],
    )
  })

  it('are the machine’s', () => {
    assert.ok(
      cuesOfPhrase(answer, beats, 'ep').every(
        ({ by, sound }) => by === 'machine' && sound === 'ep',
      ),
    )
  })

  it('are those of a kit where a drummer is answered', () => {
    const cues = cuesOfPhrase({ ...answer, drums: true }, beats, 'ep')

    assert.ok(cues.every(({ drum, sound }) => drum && sound.startsWith('kit')))
  })
})

describe('the cues of a piece', () => {
  it('hold every note, with the sound of its part, where the transport says', () => {
    const piece = samplePiece(1)
    const cues = cuesOfPiece(piece, { originMs: 500, originBeat: 4, bpm: 120 })
    const notes = piece.parts.flatMap((part) => part.notes)

    assert.equal(cues.length, notes.length)
    assert.equal(cues[0]!.startMs, 500 - 4 * 500)
    assert.deepEqual(
      new Set(cues.map(({ sound }) => sound)),
      new Set(piece.parts.map((p) => p.sound)),
    )
    assert.equal(
      cues.filter(({ by }) => by === 'you').length,
      notes.filter(({ author }) => author.kind === 'human').length,
    )
  })
})
