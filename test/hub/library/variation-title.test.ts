import assert from 'node:assert/strict'
import fc from 'fast-check'
import { understand } from '#core/language/understand.ts'
import { wishIn } from '#core/language/wish-in.ts'
import type { Piece } from '#core/score/piece.ts'
import { pieceOf } from '#core/score/piece-of.ts'
import { composeNow } from '#hub/engine/compose-now.ts'
import { changesOf } from '#hub/library/changes.ts'
import { titled, titleFor } from '#hub/library/variation-title.ts'

const composition = composeNow({
  wish: { style: 'lofi', bars: 32, bpm: 80, key: { tonic: 'D', mode: 'minor' } },
  seed: 5,
  because: 'cm_1',
})
const piece = (title: string): Piece => ({
  ...pieceOf(composition, { id: 'pc_1', createdAt: 'x', because: 'cm_1' }),
  title,
})

/** What the piece that comes of it is called. */
function called(prompt: string, title = 'Night Bus'): string | undefined {
  const { reference = {} } = understand(prompt).slots
  const asked = { wish: wishIn(prompt), reference }
  const sign = { seed: 9, isChosen: false, because: 'cm_2', prompt }
  const changes = titled(changesOf(piece(title), { ...asked, ...sign }), piece(title), asked)
  if ('variations' in changes) return changes.variations[0]?.title
  return 'spec' in changes ? changes.spec.title : changes.wish.title
}

describe('the title of a variation', () => {
  it('says what was done, in a word or two', () => {
    const titles: Record<string, string> = {
      again: 'Night Bus 2',
      'another one': 'Night Bus 2',
      calmer: 'Night Bus (calmer)',
      'like before but slower': 'Night Bus (slower)',
      'same but in F minor': 'Night Bus (in F minor)',
      'make it brighter and faster': 'Night Bus (brighter, faster)',
      'without drums this time': 'Night Bus (without drums)',
      'again with a flute': 'Night Bus (with flute)',
      'like that but with strings': 'Night Bus (with strings)',
      'bars 5 to 8 again': 'Night Bus (bars 5–8 anew)',
      'redo the bass in bars 5 to 8': 'Night Bus (bars 5–8 anew)',
      'a new bass line': 'Night Bus (new bass)',
      'the chorus again': 'Night Bus (new chorus)',
      'make the bridge longer': 'Night Bus (longer bridge)',
      'make it a waltz': 'Night Bus (waltz version)',
      'make it twice as long': 'Night Bus (longer)',
      'like that but in 3/4': 'Night Bus (in 3/4)',
    }

    const said = Object.keys(titles).map((prompt) => [prompt, called(prompt)])

    assert.deepEqual(said, Object.entries(titles))
  })

  it('is the one that was asked for, where one was', () => {
    assert.equal(called('like before but slower, called Night Walk'), 'Night Walk')
  })

  it('makes room for what is done next, and counts what is done again', () => {
    assert.equal(called('calmer', 'Night Bus (slower)'), 'Night Bus (calmer)')
    assert.equal(called('calmer', 'Night Bus (calmer)'), 'Night Bus (calmer) 2')
    assert.equal(called('again', 'Night Bus (calmer) 2'), 'Night Bus (calmer) 3')
    assert.equal(called('calmer', 'Night Bus 2'), 'Night Bus 2 (calmer)')
    assert.equal(called('again', 'Night Bus'), 'Night Bus 2')
    assert.equal(called('again', 'Night Bus 99'), 'Night Bus 99')
  })

  it('calls a piece something that was called nothing', () => {
    assert.equal(called('calmer', ' '), 'Untitled (calmer)')
    assert.equal(called('again', ' \t'), 'Untitled 2')
  })

  it('leaves a bracket that somebody else wrote', () => {
    assert.equal(called('calmer', 'Night Bus (live)'), 'Night Bus (live) (calmer)')
    assert.equal(called('calmer', 'Night Bus (with Anna)'), 'Night Bus (with Anna) (calmer)')
  })

  it('never grows with the generations, and never beyond what a title may be', () => {
    const words = fc.constantFrom([], ['calmer'], ['slower', 'without drums'], ['bars 5–8 anew'])
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 120 }),
        fc.array(words, { minLength: 1, maxLength: 40 }),
        (title, changes) => {
          const name = title.slice(0, 120)
          const last = changes.reduce<string>(titleFor, name)

          assert.ok(last.length >= 1 && last.length <= 120, last)
          assert.ok(last.length <= Math.max(name.length, 'Untitled'.length) + 32, last)
        },
      ),
    )
  })
})
