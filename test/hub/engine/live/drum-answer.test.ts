import assert from 'node:assert/strict'
import { randomFrom } from '#core/random.ts'
import { accompanist } from '#hub/engine/live/accompanist.ts'
import { drumAnswer } from '#hub/engine/live/drum-answer.ts'
import { phraseOf } from '#test/support/playing.ts'

const kick = 36
const snare = 38
const hat = 42
const tom = 45

/** A bar of rock, twice, and one stroke of a tom. */
const groove = [0, 4].flatMap((bar) => [
  ...[0, 2.5].map((at) => [kick, bar + at, 0.1] as const),
  ...[1, 3].map((at) => [snare, bar + at, 0.1] as const),
  ...Array.from({ length: 8 }, (_, i) => [hat, bar + i / 2, 0.1] as const),
])
const played = phraseOf('ph_1', [...groove, [tom, 7.75, 0.1]], { drums: true })
const answers = Array.from({ length: 20 }, (_, seed) => drumAnswer(played, randomFrom(seed)))

describe('the answer to a drummer', () => {
  it('is played on the pieces of the player, as long as the phrase', () => {
    for (const notes of answers) {
      for (const { pitch } of notes) assert.ok([kick, snare, hat, tom].includes(pitch), `${pitch}`)
      const end = Math.max(...notes.map(({ start }) => start))
      assert.ok(end > 7.5 && end < 8, `${end}`)
    }
  })

  it('keeps the beats of the groove, is never twice the same, and ends in a fill that grows', () => {
    for (const notes of answers) {
      for (const beat of [1, 3, 5])
        assert.ok(notes.some(({ pitch, start }) => pitch === snare && start === beat))
      const fill = notes.filter(({ start }) => start >= 7)
      assert.equal(fill.length, 4)
      assert.ok(fill[3]!.velocity > fill[0]!.velocity)
    }
    assert.ok(new Set(answers.map((notes) => JSON.stringify(notes))).size > 15)
  })

  it('strikes no piece again before the stick is up', () => {
    for (const notes of answers)
      for (const [i, { pitch, start }] of notes.entries())
        assert.ok(
          notes.every((o, j) => j === i || o.pitch !== pitch || Math.abs(o.start - start) >= 0.2),
        )
  })

  it('is as long as its turn', () => {
    for (const beats of [3, 3.5, 16]) {
      const notes = drumAnswer(played, randomFrom(1), beats)

      const end = Math.max(...notes.map(({ start }) => start))
      assert.ok(end >= beats - 0.5 && end < beats, `${end} of ${beats}`)
      assert.ok(notes.filter(({ start }) => start < beats - 1).length > beats)
    }
  })

  it('teaches a player’s memory no melody', () => {
    const player = accompanist({ seed: 1 })

    const { notes } = player.respond(played, { because: 'ph_1' })

    assert.equal(player.memory().size(), 0)
    assert.ok(notes.length > 10)
    assert.ok(notes.every(({ author }) => author.kind === 'machine'))
  })
})
