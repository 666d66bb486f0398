import assert from 'node:assert/strict'
import fc from 'fast-check'
import { ChordType, Interval } from 'tonal'
import { chordFrom, chordName } from '#core/music/chord.ts'
import { pitchClassName } from '#core/music/pitch.ts'

/** Where we differ from tonal, and why. */
const differs: Readonly<Record<string, string>> = {
  '7b13': 'we keep the fifth',
  '9b13': 'we keep the fifth',
  '^': 'a bare triangle is a major seventh to a jazz player',
  '^#5': 'as above',
  M6b5: 'tonal reads b5 as #11 here, we as a flat fifth',
  '6b5': 'as above',
  '7b5b13': 'as above',
  '9b5b13': 'as above',
  '7b5#9': 'as above',
  '7#9b5': 'as above',
  '7b5b9': 'as above',
  '7b9b5': 'as above',
  '7b5b9b13': 'as above',
  M7add13: 'tonal adds a ninth that nobody wrote',
  b9sus: 'Cb9sus is a ninth on C flat',
}

const sorted = (numbers: Iterable<number>): number[] => [...numbers].sort((a, b) => a - b)

/** Every way to write a quality that tonal knows, with its half tones above the root. */
const oracle = ChordType.all().flatMap(({ aliases, intervals }) =>
  aliases.map((alias) => ({
    alias,
    steps: sorted(new Set(intervals.map((name) => Interval.semitones(name) % 12))),
  })),
)

describe('chord', () => {
  it('has the tones tonal finds, in hundreds of spellings on 12 roots', () => {
    let agreed = 0
    for (const { alias, steps } of oracle) {
      if (differs[alias]) continue
      for (let root = 0; root < 12; root++) {
        const chord = chordFrom(`${pitchClassName(root, 'flat')}${alias}`)
        if (!chord) continue
        assert.equal(chord.root, root, alias)
        assert.deepEqual(sorted(chord.tones.map((tone) => (tone - root + 12) % 12)), steps, alias)
        agreed += 1
      }
    }
    assert.ok(agreed > 1900, `${agreed} agreed`)
  })

  it('reads the symbols that plans are made of', () => {
    assert.deepEqual(chordFrom('Bbmaj7'), {
      symbol: 'Bbmaj7',
      root: 10,
      bass: 10,
      tones: [10, 2, 5, 9],
    })
    assert.deepEqual(chordFrom('D7/F#'), { symbol: 'D7/F#', root: 2, bass: 6, tones: [2, 6, 9, 0] })
    assert.deepEqual(chordFrom('C6/9')?.tones, [0, 4, 7, 9, 2])
    assert.deepEqual(chordFrom('C6/9/E')?.bass, 4)
    assert.deepEqual(chordFrom('F♯m7♭5')?.tones, [6, 9, 0, 4])
    assert.deepEqual(chordFrom('C13(#11)')?.tones, chordFrom('C13#11')?.tones)
    assert.deepEqual(chordFrom('Gsus')?.tones, [7, 0, 2])
  })

  it('tells a major seventh from a minor one by its capital', () => {
    assert.deepEqual(chordFrom('CM7')?.tones, [0, 4, 7, 11])
    assert.deepEqual(chordFrom('Cm7')?.tones, [0, 3, 7, 10])
    assert.deepEqual(chordFrom('CmM7')?.tones, [0, 3, 7, 11])
  })

  it('means nothing where nothing is meant', () => {
    for (const text of ['', 'H7', 'c', 'Cfoo', 'C7b4', 'C/', 'N.C.', '7', 'Cm7/x'])
      assert.equal(chordFrom(text), undefined, text)
  })

  it('never throws, whatever is written', () => {
    const scrawl = fc.string({
      maxLength: 12,
      unit: fc.constantFrom(...'ABCmajdinsu0123456789#b+-/()°øΔ^♭ '),
    })
    fc.assert(
      fc.property(scrawl, (text) => {
        const chord = chordFrom(text)
        assert.ok(chord === undefined || chord.tones.includes(chord.root))
      }),
    )
  })

  it('names every chord it knows so that the name gives it back', () => {
    for (const { alias } of oracle)
      for (const spelling of ['sharp', 'flat'] as const) {
        const chord = chordFrom(`Eb${alias}/G`)
        const name = chord && chordName(chord, spelling)
        if (!chord || name === undefined) continue
        const again = chordFrom(name)
        assert.equal(again?.root, 3)
        assert.equal(again?.bass, 7)
        assert.deepEqual(sorted(again?.tones ?? []), sorted(chord.tones), name)
      }
    assert.equal(chordName({ root: 10, tones: [10, 2, 5, 9] }, 'flat'), 'Bbmaj7')
    assert.equal(chordName({ root: 0, tones: [0, 1, 2] }), undefined)
  })
})
