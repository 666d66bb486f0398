import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { Key } from '#core/music/key.ts'
import { scaleOf } from '#core/music/scale.ts'
import { v } from '#core/schema.ts'
import type { NoteEvent } from '#core/score/note-event.ts'
import { NoteEvent as NoteSchema } from '#core/score/note-event.ts'
import type { Phrase } from '#core/score/phrase.ts'
import { accompanist } from '#hub/engine/live/accompanist.ts'

const author = { kind: 'human', player: 'ana', device: 'keys' } as const
const cMajor = { tonic: 'C', mode: 'major' } as const
const cause = { because: 'cm_1' }

let phrases = 0
function phrase(pitches: readonly number[], { gap = 0.5, key = cMajor as Key } = {}): Phrase {
  const notes = pitches.map(
    (pitch, i): NoteEvent => ({ pitch, velocity: 90, start: i * gap, length: gap * 0.9, author }),
  )
  const id = `ph_${phrases++}`
  return {
    id,
    session: 'ss',
    by: 'player',
    bpm: 100,
    meter: { beats: 4, unit: 4 },
    key,
    atMs: 0,
    notes,
  }
}

const tune = [60, 64, 67, 69, 67, 65, 64, 62]
const pitchesOf = (notes: readonly NoteEvent[]): readonly number[] =>
  notes.map(({ pitch }) => pitch)
const endOf = (notes: readonly NoteEvent[]): number =>
  Math.max(...notes.map(({ start, length }) => start + length))

const diatonic = fc.constantFrom(60, 62, 64, 65, 67, 69, 71, 72, 74, 76)
const line = fc.array(diatonic, { minLength: 1, maxLength: 24 })

describe('accompanist', () => {
  it('answers the first phrase it hears, in key, near the player, at rest at the end', () => {
    fc.assert(
      fc.property(line, fc.constantFrom(0.25, 0.5, 1), fc.nat(), (pitches, gap, seed) => {
        const call = phrase(pitches, { gap })

        const answer = accompanist({ seed }).respond(call, cause).notes

        assert.ok(answer.length > 0)
        const scale = scaleOf(cMajor)
        for (const note of answer) {
          v.parse(NoteSchema, note)
          assert.ok(scale.includes(note.pitch % 12), `${note.pitch}`)
          assert.ok(note.pitch >= Math.min(...pitches) - 12)
          assert.ok(note.pitch <= Math.max(...pitches) + 12)
        }
        assert.ok([0, 4, 7].includes(answer.at(-1)!.pitch % 12))
      }),
    )
  })

  it('stays near the player however long it goes on, and ends without a leap', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const partner = accompanist({ seed })
      for (let i = 0; i < 6; i++) {
        const call = phrase([60, 67, 64, 72, 67, 60, 64, 67], { gap: 0.25 })

        const pitches = pitchesOf(
          partner.respond(call, { ...cause, manner: 'continue', beats: 16 }).notes,
        )

        for (const pitch of pitches) assert.ok(pitch >= 48 && pitch <= 84, `${pitch}`)
        assert.ok(Math.abs(pitches.at(-1)! - pitches.at(-2)!) <= 7)
      }
    }
  })

  it('hammers no key at sixteen notes a second, but after somebody who does', () => {
    const hammered = (call: Phrase, seed: number): number => {
      const { notes } = accompanist({ seed }).respond(call, cause)
      return notes.filter(({ pitch, start }, i) => {
        const before = notes[i - 1]
        return before !== undefined && pitch === before.pitch && start - before.start < 0.15
      }).length
    }
    const run = Array.from({ length: 32 }, (_, i) => [60, 62, 64, 65, 67, 65, 64, 62][i % 8]!)
    const roll = Array.from({ length: 32 }, (_, i) => [60, 60, 60, 60, 62, 62, 62, 62][i % 8]!)

    for (let seed = 1; seed <= 20; seed++) {
      assert.equal(hammered(phrase(run, { gap: 0.1 }), seed), 0)
      assert.ok(hammered(phrase(roll, { gap: 0.1 }), seed) > 3)
    }
  })

  it('is as long as the call, rounded to whole beats, from 2 to 8', () => {
    const long = (count: number, gap: number): number =>
      endOf(accompanist({ seed: 3 }).respond(phrase(Array(count).fill(60), { gap }), cause).notes)

    assert.ok(long(1, 0.25) <= 2)
    const four = long(8, 0.5)
    assert.ok(four > 3 && four <= 4, `${four}`)
    const most = long(40, 0.5)
    assert.ok(most > 7 && most <= 8, `${most}`)
  })

  it('keeps the density and the touch of the player', () => {
    const quick = accompanist({ seed: 1 }).respond(
      phrase([...tune, ...tune], { gap: 0.25 }),
      cause,
    ).notes
    const slow = accompanist({ seed: 1 }).respond(phrase(tune.slice(0, 4), { gap: 1 }), cause).notes

    assert.ok(quick.length >= 14 && quick.length <= 18)
    assert.ok(slow.length >= 3 && slow.length <= 5)
    assert.ok(quick.slice(0, -1).every(({ length }) => length <= 0.25))
  })

  it('signs every note as the machine it is', () => {
    const [first] = accompanist({ seed: 5 }).respond(phrase(tune), cause).notes

    assert.deepEqual(first!.author, {
      kind: 'machine',
      engine: 'rigsong',
      provider: 'local',
      seed: 5,
      because: 'cm_1',
    })
  })

  it('gives the same answer to the same playing, and another to the same phrase again', () => {
    const calls = [phrase(tune), phrase(tune.toReversed()), phrase(tune)]
    const sit = (): string => {
      const player = accompanist({ seed: 9 })
      return JSON.stringify(calls.map((call) => player.respond(call, cause).notes))
    }

    assert.equal(sit(), sit())
    const answers = JSON.parse(sit())
    assert.notDeepEqual(answers[0], answers[2])
  })

  it('never plays more than eight of the player’s notes in a row', () => {
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 8 }), fc.nat(), (lines, seed) => {
        const player = accompanist({ seed })
        const heard: number[][] = []

        for (const pitches of lines) {
          heard.push(pitches)
          const answer = pitchesOf(player.respond(phrase(pitches, { gap: 0.25 }), cause).notes)
          const runs = answer.flatMap((_, i) =>
            i + 9 <= answer.length ? [answer.slice(i, i + 9).join()] : [],
          )
          for (const run of runs)
            assert.ok(!heard.some((known) => `,${known.join()},`.includes(`,${run},`)), run)
        }
      }),
      { numRuns: 60 },
    )
  })

  for (const manner of ['answer', 'continue'] as const)
    it(`responds to chords with chords where it is to ${manner}`, () => {
      const chords = [60, 65, 67].flatMap((root, i) =>
        [0, 4, 7].map(
          (off): NoteEvent => ({ pitch: root + off, velocity: 80, start: i, length: 0.9, author }),
        ),
      )
      const called = { ...phrase([60]), notes: chords }

      const { notes } = accompanist({ seed: 2 }).respond(called, { ...cause, manner })

      const starts = new Set(notes.map(({ start }) => start))
      assert.ok(notes.length >= starts.size * 2)
    })

  it('moves with the key: the same call higher gets the same answer higher', () => {
    const tonics = ['C', 'Db', 'D', 'Eb', 'E', 'F', 'F#', 'G', 'Ab', 'A', 'Bb', 'B'] as const
    fc.assert(
      fc.property(line, fc.nat(11), fc.nat(), (pitches, up, seed) => {
        const key = { tonic: tonics[up]!, mode: 'major' } as const
        const raised = pitches.map((pitch) => pitch + up)

        const here = accompanist({ seed }).respond(phrase(pitches), cause).notes
        const there = accompanist({ seed }).respond(phrase(raised, { key }), cause).notes

        assert.deepEqual(
          pitchesOf(there),
          pitchesOf(here).map((pitch) => pitch + up),
        )
      }),
    )
  })

  it('keeps the sixth of a dorian player where no key was said', () => {
    const { key: _, ...call } = phrase([62, 65, 69, 71, 69, 65, 64, 62, 71, 69, 62])

    const answers = [1, 2, 3, 4, 5].map((seed) => accompanist({ seed }).respond(call, cause).notes)

    const tones = new Set(answers.flat().map(({ pitch }) => pitch % 12))
    assert.ok(!tones.has(10))
  })

  it('says nothing to silence', () => {
    assert.deepEqual(accompanist({ seed: 1 }).respond(phrase([]), cause).notes, [])
  })

  it('learns a phrase once, whether it is heard, answered, or both', () => {
    const call = phrase(tune)
    const one = accompanist({ seed: 1 })
    const other = accompanist({ seed: 1 })

    one.hear(call)

    assert.deepEqual(one.respond(call, cause).notes, other.respond(call, cause).notes)
    assert.equal(one.snapshot().heard, 1)
  })

  it('goes on from a snapshot as if it had never stopped', () => {
    const calls = Array.from({ length: 6 }, (_, i) => phrase(tune.map((pitch) => pitch + (i % 3))))
    const player = accompanist({ seed: 8 })
    for (const call of calls) player.hear(call)
    const kept = JSON.parse(JSON.stringify(player.snapshot()))
    const next = phrase(tune.toReversed())

    const again = accompanist({ seed: 8 })
    again.restore(kept)

    assert.deepEqual(again.respond(next, cause).notes, player.respond(next, cause).notes)
  })

  it('forgets the oldest and stays bounded', () => {
    const player = accompanist({ seed: 1 })

    for (let i = 0; i < 200; i++) player.hear(phrase([...tune, ...tune]))

    const kept = player.snapshot().phrases.reduce((sum, flat) => sum + flat.length / 7, 0)
    assert.ok(kept <= 2048 && kept >= 512, `${kept}`)
    assert.ok(player.respond(phrase(tune), cause).notes.length > 0)
  })
})
