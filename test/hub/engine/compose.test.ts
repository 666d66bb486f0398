import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { chordFrom } from '#core/music/chord.ts'
import { inKey } from '#core/music/scale.ts'
import { v } from '#core/schema.ts'
import { Composition } from '#core/score/piece.ts'
import type { PieceSpec, PieceWish, Role } from '#core/score/piece-spec.ts'
import { composePiece } from '#hub/engine/compose.ts'
import { faultsOf } from '#hub/engine/critic.ts'
import { planPiece } from '#hub/engine/plan.ts'
import { styles } from '#hub/engine/styles/index.ts'
import { loops } from '#test/support/loops.ts'
import { anyWish } from './any-wish.ts'

const because = 'cm_1'
const compose = (wish: PieceWish, seed: number): Composition =>
  composePiece(planPiece(wish, seed), seed, { because })
const notesOf = (composition: Composition, role: Role) =>
  composition.parts.find((part) => part.role === role)?.notes ?? []
const whole = (beats: number): boolean => Math.abs(beats * 480 - Math.round(beats * 480)) < 1e-6

const spec = (changes: Partial<PieceSpec>): PieceSpec => ({
  ...planPiece({ style: 'folk', key: { tonic: 'D', mode: 'minor' } }, 1),
  form: ['verse'],
  sections: [
    {
      ...{ id: 'verse', bars: 4, chords: ['Dm', 'Gm', 'Bb', 'A7'], energy: 0.6, density: 0.6 },
      ...{ roles: ['bass', 'chords', 'melody'] as Role[], motif: [] },
    },
  ],
  ...changes,
})

describe('composePiece', () => {
  it('writes whole, playable pieces for any wish', () => {
    fc.assert(
      fc.property(anyWish(), fc.nat(), (wish, seed) => {
        const composition = compose(wish, seed)

        v.parse(Composition, composition)
        assert.deepEqual(faultsOf(composition), [])
        for (const { notes } of composition.parts)
          for (const { start, length } of notes) {
            assert.ok(whole(start) && whole(length))
            assert.ok(start + length <= composition.lengthBeats + 1e-9)
          }
        for (const { role } of composition.parts)
          assert.ok(notesOf(composition, role).length > 0, role)
      }),
      { numRuns: loops(40, 500) },
    )
  })

  it('lets the drummer tick where a groove has nothing quiet enough', () => {
    const composition = compose({ style: 'folk', energy: 0 }, 1641143107)

    assert.ok(notesOf(composition, 'drums').length > 0)
  })

  it('fits every rhythm of every style into every meter, so that nobody it names is silent', () => {
    for (const { id } of styles)
      for (const [beats, unit] of [
        [3, 4],
        [4, 4],
        [6, 8],
        [5, 4],
        [7, 8],
      ] as const)
        for (let seed = 0; seed < loops(2, 10); seed++) {
          const bars = 5 + seed * 3
          const composition = compose({ style: id, meter: { beats, unit }, bars, bpm: 61.5 }, seed)

          assert.equal(composition.lengthBeats, (bars * beats * 4) / unit)
          assert.equal(composition.spec.bpm, 61.5)
          for (const { role, notes } of composition.parts)
            assert.ok(notes.length > 0, `${role} of ${id} in ${beats}/${unit}, seed ${seed}`)
        }
  })

  it('is on the beat in every bar of an odd meter, however much it swings', () => {
    for (const [beats, unit] of [
      [5, 8],
      [7, 8],
      [11, 8],
      [7, 16],
    ] as const)
      for (const style of ['jazz-swing', 'boom-bap', 'trap']) {
        const piece = compose({ style, meter: { beats, unit }, bars: 16 }, 3)
        const swung = composePiece({ ...piece.spec, swing: 1 }, 3, { because })
        const bar = (beats * 4) / unit

        for (const { start } of notesOf(swung, 'chords')) {
          const past = start - Math.round(start / bar) * bar
          // Nothing is written between the line, where the last chord is rolled, and a sixteenth on.
          assert.ok(past < 0.1 || past > 0.15, `${start} of ${beats}/${unit}`)
        }
      }
  })

  it('sets the bass of boom bap and trap on the kicks', () => {
    for (const style of ['boom-bap', 'trap']) {
      const shares = [1, 2, 3, 4, 5, 6].map((seed) => {
        const piece = compose({ style, bars: 16 }, seed)
        const steps = (notes: readonly { start: number }[]) =>
          notes.map(({ start }) => Math.round(start * 4))
        const kicks = new Set(steps(notesOf(piece, 'drums').filter(({ pitch }) => pitch === 36)))
        const bass = steps(notesOf(piece, 'bass'))
        return bass.filter((step) => kicks.has(step)).length / bass.length
      })

      const share = shares.reduce((sum, one) => sum + one, 0) / shares.length
      assert.ok(share >= 0.5, `${style} ${share}`)
    }
  })

  it('ends at home: tonic chord, a tune at rest, a last stroke that rings out', () => {
    fc.assert(
      fc.property(fc.constantFrom(...styles), fc.nat(), ({ id, ending }, seed) => {
        const composition = compose({ style: id, bars: 16 }, seed)

        const final = composition.chords.at(-1)!
        const chord = chordFrom(final.symbol)!
        assert.equal(chord.root, chordFrom(composition.spec.key.tonic)!.root)
        for (const { role, notes } of composition.parts) {
          const last = notes.at(-1)!
          if (role === 'drums' || last.start < final.start - 0.5) continue
          if (ending === 'layers' && role !== 'melody' && role !== 'pad') continue
          assert.ok(Math.abs(last.start + last.length - composition.lengthBeats) < 1e-6, role)
          assert.ok(chord.tones.includes(last.pitch % 12), `${role} ends on ${last.pitch}`)
        }
      }),
      { numRuns: loops(32, 320) },
    )
  })

  it('plays something before the last chord of a piece of one bar', () => {
    for (const { id } of styles)
      for (const meter of [undefined, { beats: 7, unit: 8 } as const]) {
        const piece = compose({ style: id, bars: 1, ...(meter && { meter }) }, 3)

        const starts = piece.parts.flatMap(({ notes }) => notes.map(({ start }) => start))
        assert.ok(new Set(starts.map(Math.round)).size > 1, id)
      }
  })

  it('gives the same bytes for the same spec and seed, on every machine', () => {
    const text = (): string => JSON.stringify(compose({ style: 'lofi', bars: 8 }, 7))
    const digest = (json: string): string => createHash('sha256').update(json).digest('hex')

    assert.equal(text(), text())
    const all = styles.map(({ id }) => JSON.stringify(compose({ style: id, bars: 8 }, 7).parts))
    assert.equal(digest(all.join()).slice(0, 16), '63eefc28c458f7e8')
  })

  it('writes another piece for another seed', () => {
    const plan = planPiece({ style: 'house' }, 1)
    const pieces = Array.from({ length: 20 }, (_, seed) =>
      JSON.stringify(
        composePiece(plan, seed, { because }).parts.map(({ notes }) =>
          notes.map((n) => [n.pitch, n.start]),
        ),
      ),
    )

    assert.equal(new Set(pieces).size, 20)
  })

  it('signs every note with one author', () => {
    const composition = composePiece(planPiece({ bars: 4 }, 3), 3, { because, prompt: 'a loop' })

    const authors = new Set(composition.parts.flatMap(({ notes }) => notes.map((n) => n.author)))
    assert.equal(authors.size, 1)
    assert.deepEqual([...authors][0], {
      ...{
        kind: 'machine',
        engine: 'rigsong',
        provider: 'local',
        seed: 3,
        prompt: 'a loop',
        because,
      },
    })
  })

  it('puts each role on its channel', () => {
    const composition = compose({ with: ['drums', 'bass', 'chords', 'melody', 'pad'] }, 1)

    const channels = Object.fromEntries(composition.parts.map((part) => [part.role, part.channel]))
    assert.deepEqual(channels, { melody: 0, bass: 1, chords: 2, pad: 3, drums: 9 })
  })

  it('plays the chords it is given, and one of the key for a symbol nobody can read', () => {
    const sections = [{ ...spec({}).sections[0]!, chords: ['Dm', 'H-?', 'A7', 'Dm'] }]

    const { chords } = composePiece(spec({ sections }), 1, { because })

    assert.equal(chords[0]!.symbol, 'Dm')
    assert.equal(chords[2]!.symbol, 'A7')
    const tones = chordFrom(chords[1]!.symbol)!.tones
    assert.ok(tones.every((tone) => inKey(tone, { tonic: 'D', mode: 'minor' })))
  })

  it('comes home after a spec that ends elsewhere', () => {
    const { chords, lengthBeats } = composePiece(spec({}), 1, { because })

    assert.deepEqual(
      chords.slice(-2).map(({ symbol, start }) => [symbol, start]),
      [
        ['A7', 12],
        ['Dm', 14],
      ],
    )
    assert.equal(lengthBeats, 16)
  })

  it('gives chords the beats they ask for, and goes round again where they do not fill the bars', () => {
    const sections = [{ ...spec({}).sections[0]!, chords: ['Dm*6', 'Gm*2'] }]

    const { chords } = composePiece(spec({ sections }), 1, { because })

    assert.deepEqual(
      chords.slice(0, 4).map(({ symbol, start }) => [symbol, start]),
      [
        ['Dm', 0],
        ['Gm', 6],
        ['Dm', 8],
        ['Gm', 14],
      ],
    )
  })

  it('sings a motif as it is written, by octaves where nobody could reach it', () => {
    const motif = ['0 D5 4', '4 F5 2', '6 A7 2', 'nonsense', '8 D5 8']
    const sections = [{ ...spec({}).sections[0]!, motif }]

    const melody = notesOf(composePiece(spec({ sections }), 1, { because }), 'melody')

    assert.deepEqual(
      melody.slice(0, 4).map(({ pitch, start }) => [pitch, Math.round(start * 4)]),
      [
        [74, 0],
        [77, 4],
        [81, 6],
        [74, 8],
      ],
    )
  })

  it('writes each part from its own chance: without drums the rest stays as it was', () => {
    const plan = planPiece({ style: 'synthwave', bars: 16 }, 4)
    const silent = {
      ...plan,
      sections: plan.sections.map((section) => ({
        ...section,
        roles: section.roles.filter((role) => role !== 'drums'),
      })),
    }

    const full = composePiece(plan, 4, { because })
    const less = composePiece(silent, 4, { because })

    assert.deepEqual(notesOf(less, 'melody'), notesOf(full, 'melody'))
    assert.deepEqual(notesOf(less, 'chords'), notesOf(full, 'chords'))
  })

  it('varies what comes back, and is recognised', () => {
    const composition = compose({ style: 'folk', bars: 40 }, 3)
    const tune = (id: string): string[] => {
      const place = composition.form.find(({ section }) => section === id)!
      return notesOf(composition, 'melody')
        .filter(
          ({ start }) => start >= place.start - 0.1 && start < place.start + place.length - 0.1,
        )
        .map(({ pitch, start }) => `${pitch}@${Math.round((start - place.start) * 4)}`)
    }

    const [first, again] = [new Set(tune('A')), tune("A'")]

    const kept = again.filter((note) => first.has(note)).length / again.length
    assert.ok(kept > 0.4 && kept < 1, `${kept}`)
  })

  it('plays louder where the form rises', () => {
    const composition = compose({ style: 'cinematic', bars: 40 }, 2)
    const loudness = (id: string): number => {
      const place = composition.form.find(({ section }) => section === id)!
      const notes = composition.parts
        .flatMap((part) => part.notes)
        .filter(({ start }) => start >= place.start && start < place.start + place.length)
      return notes.reduce((sum, { velocity }) => sum + velocity, 0) / notes.length
    }

    assert.ok(loudness('B') > loudness('A'))
    assert.ok(loudness('A') > loudness('intro'))
  })
})
