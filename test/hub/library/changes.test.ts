import assert from 'node:assert/strict'
import { understand } from '#core/language/understand.ts'
import { wishIn } from '#core/language/wish-in.ts'
import { v } from '#core/schema.ts'
import type { Author } from '#core/score/author.ts'
import { Composition, type Piece } from '#core/score/piece.ts'
import { pieceOf } from '#core/score/piece-of.ts'
import { composeNow } from '#hub/engine/compose-now.ts'
import { type Changes, changesOf } from '#hub/library/changes.ts'

const composition = composeNow({
  wish: {
    ...{ style: 'lofi', bars: 32, bpm: 80, key: { tonic: 'D', mode: 'minor' } },
    without: ['pad'],
  },
  seed: 5,
  because: 'cm_1',
})
const piece: Piece = pieceOf(composition, { id: 'pc_1', createdAt: 'x', because: 'cm_1' })

/** What becomes of the piece when somebody says this. */
function say(prompt: string, of: Piece = piece): Changes {
  const { reference = {} } = understand(prompt).slots
  return changesOf(of, {
    wish: wishIn(prompt),
    reference,
    seed: 9,
    isChosen: false,
    because: 'cm_2',
    prompt,
  })
}
function variationsOf(prompt: string, of?: Piece) {
  const changes = say(prompt, of)
  assert.ok('variations' in changes, prompt)
  return changes.variations.map(({ because: _, prompt: __, ...rest }) => rest)
}

describe('what becomes of a piece', () => {
  it('is slower by keeping every note', () => {
    assert.deepEqual(variationsOf('like before but slower'), [{ bpm: 72 }])
    assert.deepEqual(variationsOf('same thing at 90 bpm'), [{ bpm: 90 }])
  })

  it('is in another key, a step away or named', () => {
    const key = { tonic: 'F', mode: 'minor' } as const
    assert.deepEqual(variationsOf('same but in F minor'), [{ key }])
    assert.deepEqual(variationsOf('a semitone down'), [{ key: { tonic: 'C#', mode: 'minor' } }])
    assert.deepEqual(variationsOf('make it happier'), [
      { key: { tonic: 'D', mode: 'major' }, anew: { ...all, seed: 5, energy: 0.1 } },
    ])
  })
  const all = { parts: ['drums', 'bass', 'chords', 'melody'] as const }

  it('is written anew in the bars and parts that are named, and from a new seed', () => {
    assert.deepEqual(variationsOf('redo the bass in bars 5 to 8'), [
      { anew: { parts: ['bass'], bars: [5, 8], seed: 9 } },
    ])
    assert.deepEqual(variationsOf('the last four bars again')[0]?.anew?.bars, [29, 32])
  })

  it('stirs from the seed it has, so that it stays what it was', () => {
    assert.deepEqual(variationsOf('with a busier bass'), [
      { anew: { parts: ['bass'], seed: 5, density: 0.2 } },
    ])
    assert.deepEqual(variationsOf('calmer')[0]?.anew?.seed, 5)
  })

  it('loses and gains players', () => {
    assert.deepEqual(variationsOf('without drums this time'), [{ without: ['drums'] }])
    assert.deepEqual(variationsOf('again with a flute')[0]?.instruments, [
      { role: 'melody', sound: 'flute' },
    ])
    assert.deepEqual(variationsOf('like that but with strings'), [
      { instruments: [{ role: 'pad', sound: 'strings' }], anew: { parts: ['pad'], seed: 5 } },
    ])
  })
  it('loses and gains players where somebody says where, and leaves all others', () => {
    const places = piece.form.filter(({ section }) => section.startsWith('A'))
    const bars = places.map(({ start, length }) => [start / 4 + 1, (start + length) / 4])

    assert.deepEqual(variationsOf('no drums in the verse'), [
      { rests: bars.map((place) => ({ parts: ['drums'], bars: place })) },
    ])
    assert.deepEqual(
      variationsOf('add a choir in the verse').map(({ anew }) => anew),
      bars.map((place) => ({ parts: ['pad'], bars: place, joins: true, seed: 5 })),
    )
  })

  it('is renewed for those who play, where the rest is meant', () => {
    assert.deepEqual(variationsOf('keep the drums and redo the rest')[0]?.anew?.parts, [
      'bass',
      'chords',
      'melody',
    ])
  })

  it('keeps a tempo that is no whole number, and takes a seed that somebody chose', () => {
    const between = { ...piece, spec: { ...piece.spec, bpm: 80.37 } }
    assert.deepEqual(variationsOf('without drums this time', between), [{ without: ['drums'] }])

    const [change] = changesVaried({ density: 0.2, parts: ['bass'] })
    assert.equal(change?.anew?.seed, 9)
  })
  function changesVaried(reference: Parameters<typeof changesOf>[1]['reference']) {
    const changes = changesOf(piece, {
      ...{ wish: {}, reference, seed: 9, isChosen: true, because: 'cm_2' },
    })
    assert.ok('variations' in changes)
    return changes.variations
  }

  it('is another one of the same where nothing else is asked', () => {
    assert.deepEqual(say('again'), { spec: piece.spec, seed: 9 })
  })

  it('leaves a part that a hand played, unless it is named', () => {
    const hand: Author = { kind: 'human', player: 'ada', device: 'keys' }
    const parts = piece.parts.map((part) =>
      part.role === 'melody'
        ? { ...part, notes: part.notes.map((note) => ({ ...note, author: hand })) }
        : part,
    )

    assert.ok(!variationsOf('again', { ...piece, parts })[0]?.anew?.parts?.includes('melody'))
    assert.deepEqual(variationsOf('a new melody', { ...piece, parts })[0]?.anew?.parts, ['melody'])
    assert.throws(() => say('make the bridge longer', { ...piece, parts }), { code: 'bad-request' })
  })

  it('plans anew for another style, meter or length, from the same seed', () => {
    const waltz = say('make it a waltz')
    assert.ok('wish' in waltz)
    assert.equal(waltz.wish.style, 'waltz')
    assert.deepEqual(waltz.wish.key, { tonic: 'D', mode: 'minor' })
    assert.equal(waltz.wish.bpm, undefined)
    assert.equal(waltz.wish.seconds, 96)
    assert.equal(waltz.seed, 5)
    const long = say('make it twice as long')
    assert.ok('wish' in long)
    assert.equal(long.wish.bars, 64)
  })

  it('keeps its length in another meter, however long it is', () => {
    const wish = { style: 'techno', seconds: 600, bpm: 130 }
    const long = composeNow({ wish, seed: 5, because: 'cm_1' })
    const bars = long.lengthBeats / 4
    const of = pieceOf(long, { id: 'pc_2', createdAt: 'x', because: 'cm_1' })

    const changes = say('make it in 3/4', of)

    assert.ok('wish' in changes)
    assert.ok(bars > 256)
    assert.equal(changes.wish.bars, bars)
    const made = composeNow({ ...changes, because: 'cm_2' })
    assert.equal(made.lengthBeats, bars * 3)
    assert.ok(v.is(Composition, made))
  })

  it('stretches the section that is named, or says that there is none', () => {
    const changes = say('make the bridge longer')
    assert.ok('spec' in changes)
    const bars = (spec: Piece['spec'], id: string) => spec.sections.find((s) => s.id === id)?.bars
    assert.equal(bars(piece.spec, 'B'), 8)
    assert.equal(bars(changes.spec, 'B'), 12)
    assert.equal(bars(changes.spec, 'A'), bars(piece.spec, 'A'))

    assert.throws(() => say('a longer intro'), { code: 'bad-request' })
  })

  it('changes chords in a stretched section as often as before, from its first to its last one', () => {
    const [section] = composition.spec.sections
    const chords = ['Dm7', 'Gm7', 'C7', 'Fmaj7', 'Dm7', 'Gm7', 'Em7b5', 'A7']
    const of: Piece = {
      ...piece,
      spec: { ...composition.spec, sections: [{ ...section!, bars: 8, chords }] },
    }
    const chordsFor = (prompt: string): string[] => {
      const changes = say(prompt, of)
      assert.ok('spec' in changes)
      return changes.spec.sections[0]!.chords
    }

    assert.deepEqual(chordsFor('make the verse twice as long'), [...chords, ...chords])
    assert.deepEqual(chordsFor('make the verse longer'), [...chords.slice(0, 4), ...chords])
    assert.deepEqual(chordsFor('make the verse half as long'), ['Dm7', 'Gm7', 'Em7b5', 'A7'])
  })

  it('stretches no section beyond what a plan can hold', () => {
    const [section] = composition.spec.sections
    const of = (bars: number): Piece => ({
      ...piece,
      spec: { ...composition.spec, sections: [{ ...section!, bars }], form: [section!.id] },
    })

    assert.throws(() => say('make the verse twice as long', of(64)), { code: 'bad-request' })
    const nearly = say('make the verse a bit longer', of(62))
    assert.ok('spec' in nearly)
    assert.equal(nearly.spec.sections[0]?.bars, 64)
  })

  it('writes one of several sections anew, or stretches it alone', () => {
    const places = piece.form.filter(({ section }) => section.startsWith('A'))
    assert.ok(places.length > 1)
    const bars = ({ start, length }: Piece['form'][number]) => [start / 4 + 1, (start + length) / 4]

    assert.deepEqual(variationsOf('the verse again').length, places.length)
    assert.deepEqual(
      variationsOf('redo the last verse').map(({ anew }) => anew?.bars),
      [bars(places.at(-1)!)],
    )
    assert.deepEqual(variationsOf('the second verse again')[0]?.anew?.bars, bars(places[1]!))
    const longer = say('make the first verse longer')
    assert.ok('spec' in longer)
    assert.deepEqual(
      longer.spec.sections.map(({ bars: count }) => count),
      piece.spec.sections.map(({ id, bars: count }) => (id === 'A' ? count * 1.5 : count)),
    )
    assert.throws(() => say('the fourth chorus again'), { code: 'bad-request' })
  })

  it('refuses bars that are not there, and silence', () => {
    assert.throws(() => say('bars 50 to 60 again'), { code: 'bad-request' })
    assert.throws(() => say('like that but without drums, bass, chords, melody and pads'), {
      code: 'bad-request',
    })
  })
})
