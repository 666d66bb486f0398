import assert from 'node:assert/strict'
import type { Phrase } from '#core/score/phrase.ts'
import { accompanist } from '#hub/engine/live/accompanist.ts'
import { loops } from '#test/support/loops.ts'
import { overlap } from '#test/support/overlap.ts'
import { type Manner, manners, phraseOf, phrasesOf } from '#test/support/playing.ts'

const rounds = loops(12, 60)
const longestCopy = 8

/** What it plays on from a player's phrases after it has heard others of the same player. */
function trained(manner: Manner, seed: number): readonly Phrase['notes'][] {
  const player = accompanist({ seed })
  for (const phrase of phrasesOf(manner, 24, seed + 100)) player.hear(phrase)
  return phrasesOf(manner, rounds, seed + 200).map((phrase) => [
    ...player.respond(phrase, { because: 'cm', manner: 'continue', beats: 8 }).notes,
  ])
}

/** The same engine that has heard nobody: of the player it knows the key and one note. */
function untrained({ key, middle }: Manner, seed: number): readonly Phrase['notes'][] {
  return Array.from({ length: rounds }, (_, i) => {
    const call = phraseOf(`ph_${i}`, [[middle, 0, 1]], { key, atMs: i })
    const player = accompanist({ seed: seed * 1000 + i })
    return [...player.respond(call, { because: 'cm', manner: 'continue', beats: 8 }).notes]
  })
}

/** The same engine that knows somebody else: it hears the calls, and goes on as the other would. */
function trainedByAnother(manner: Manner, other: Manner, seed: number): readonly Phrase['notes'][] {
  const player = accompanist({ seed })
  for (const phrase of phrasesOf(other, 24, seed + 100)) player.hear(phrase)
  const known = player.snapshot()
  return phrasesOf(manner, rounds, seed + 200).map((phrase) => {
    player.restore(known)
    return [...player.respond(phrase, { because: 'cm', manner: 'continue', beats: 8 }).notes]
  })
}

/** The share of rows of nine pitches that were heard before. */
function copied(heard: readonly Phrase[], played: readonly Phrase['notes'][]): number {
  const known = new Set(heard.flatMap(({ notes }) => rowsOf(notes)))
  const rows = played.flatMap(rowsOf)
  return rows.filter((row) => known.has(row)).length / Math.max(1, rows.length)
}

const rowsOf = (notes: Phrase['notes']): readonly string[] =>
  notes.flatMap((_, i) =>
    i + longestCopy < notes.length
      ? [
          notes
            .slice(i, i + longestCopy + 1)
            .map(({ pitch }) => pitch)
            .join(),
        ]
      : [],
  )

describe('going on in the manner of a player', () => {
  for (const [name, manner] of Object.entries(manners)) {
    it(`measures like the ${name} one, and an engine that heard nobody does not`, () => {
      const heard = phrasesOf(manner, 24, 101)
      const played = heard.map(({ notes }) => notes)

      const ours = overlap(played, trained(manner, 1))
      const control = overlap(played, untrained(manner, 1))

      const figures = `${ours.mean.toFixed(2)} against ${control.mean.toFixed(2)} ${JSON.stringify(ours.by)}`
      assert.ok(ours.mean >= 0.75, figures)
      assert.ok(ours.mean >= 1.3 * control.mean, figures)
    })

    it(`measures far more like the ${name} one than an engine that knows somebody else`, () => {
      const played = phrasesOf(manner, 24, 101).map(({ notes }) => notes)
      const others = Object.values(manners).filter((other) => other !== manner)

      const ours = overlap(played, trained(manner, 1)).mean
      const theirs = others.map((other) => overlap(played, trainedByAnother(manner, other, 1)).mean)

      for (const their of theirs) assert.ok(ours >= 1.3 * their, `${ours} against ${theirs}`)
    })

    it(`copies no more than 2 % of what the ${name} one played in rows of over eight notes`, () => {
      const heard = [...phrasesOf(manner, 24, 101), ...phrasesOf(manner, rounds, 201)]

      assert.ok(copied(heard, trained(manner, 1)) <= 0.02)
    })
  }
})
