import assert from 'node:assert/strict'
import fc from 'fast-check'
import {
  blackHeight,
  computerKeys,
  isBlack,
  keyAt,
  keyboardFrom,
  velocityAt,
  whitesFor,
} from '#hub/web/elements/key-geometry.ts'

const octave = keyboardFrom(60, 7)
const aKeyboard = fc
  .tuple(fc.integer({ min: 2, max: 7 }), fc.constantFrom(8, 15, 22))
  .map(([c, whites]) => keyboardFrom(c * 12, whites))

describe('the keyboard', () => {
  it('has five black keys to seven white ones', () => {
    const pitches = (black: boolean) =>
      octave.filter((key) => key.black === black).map(({ pitch }) => pitch)

    assert.deepEqual(pitches(false), [60, 62, 64, 65, 67, 69, 71])
    assert.deepEqual(pitches(true), [61, 63, 66, 68, 70])
  })

  it('stands no black key between E and F or B and C', () => {
    const fifteen = keyboardFrom(48, 15).filter(({ black }) => black)

    assert.equal(fifteen.length, 10)
    assert.ok(fifteen.every(({ pitch }) => isBlack(pitch)))
  })

  it('fills its width with white keys of one size, whatever their number', () => {
    fc.assert(
      fc.property(aKeyboard, (keys) => {
        const whites = keys.filter(({ black }) => !black)
        const right = whites.at(-1)!.left + whites.at(-1)!.width
        assert.ok(Math.abs(right - 1) < 1e-9)
        assert.ok(whites.every(({ width }) => Math.abs(width - 1 / whites.length) < 1e-9))
      }),
    )
  })

  it('stands every black key over the line between its two white neighbours', () => {
    fc.assert(
      fc.property(aKeyboard, (keys) => {
        for (const black of keys.filter((key) => key.black)) {
          const below = keys.find(({ pitch }) => pitch === black.pitch - 1)!
          const line = below.left + below.width
          assert.ok(black.left < line && black.left + black.width > line)
        }
      }),
    )
  })

  it('leans C# and F# to the left, D# and A# to the right, and G# nowhere', () => {
    const lean = (pitch: number) => {
      const black = octave.find((key) => key.pitch === pitch)!
      const white = octave.find((key) => key.pitch === pitch - 1)!
      return Math.sign(Math.round((black.left + black.width / 2 - white.left - white.width) * 1e6))
    }

    assert.deepEqual([61, 63, 66, 68, 70].map(lean).map(String), ['-1', '1', '-1', '0', '1'])
  })

  it('starts at any white key', () => {
    const fromA = keyboardFrom(57, 5)

    assert.deepEqual(
      fromA.filter(({ black }) => !black).map(({ pitch }) => pitch),
      [57, 59, 60, 62, 64],
    )
  })
})

describe('keyAt', () => {
  it('finds the black key above and the white key below', () => {
    const cSharp = octave.find(({ pitch }) => pitch === 61)!
    const x = cSharp.left + cSharp.width / 4

    assert.equal(keyAt(octave, x, blackHeight - 0.01)?.pitch, 61)
    assert.equal(keyAt(octave, x, blackHeight + 0.01)?.pitch, 60)
  })

  it('finds exactly one key everywhere inside, and none outside', () => {
    const inside = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })

    fc.assert(
      fc.property(aKeyboard, inside, inside, (keys, x, y) => {
        assert.ok(keyAt(keys, x, y))
      }),
    )
    assert.equal(keyAt(octave, 1, 0.5), undefined)
    assert.equal(keyAt(octave, 0.5, -0.1), undefined)
  })
})

describe('velocityAt', () => {
  it('is soft at the far end and loud at the near edge', () => {
    const [white, black] = [octave[0]!, octave.find((key) => key.black)!]

    assert.equal(velocityAt(white, 0), 35)
    assert.equal(velocityAt(white, 1), 120)
    assert.equal(velocityAt(black, blackHeight), 120)
  })
})

describe('whitesFor', () => {
  it('never makes a white key narrower than a thumb where an octave fits', () => {
    fc.assert(
      fc.property(fc.integer({ min: 352, max: 2600 }), (width) => {
        assert.ok(width / whitesFor(width) >= 44)
      }),
    )
  })

  it('shows an octave on a phone and two on a laptop', () => {
    assert.deepEqual([366, 500, 942, 1500].map(whitesFor), [8, 8, 15, 22])
  })
})

describe('computerKeys', () => {
  it('lie as the keys of a keyboard: whites in the home row, blacks above', () => {
    const home = ['KeyA', 'KeyS', 'KeyD', 'KeyF', 'KeyG', 'KeyH', 'KeyJ', 'KeyK']

    for (const [code, up] of Object.entries(computerKeys))
      assert.equal(isBlack(60 + up), !home.includes(code))
    assert.deepEqual(
      Object.values(computerKeys),
      Array.from({ length: 13 }, (_, i) => i),
    )
  })
})
