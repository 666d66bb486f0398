import assert from 'node:assert/strict'
import fc from 'fast-check'
import { tapTempo } from '#hub/live/mapping/tap-tempo.ts'

const tapped = (...gaps: readonly number[]): number | undefined => {
  const taps = tapTempo()
  let atMs = 0
  let bpm = taps.tap(atMs)
  for (const gap of gaps) {
    atMs += gap
    bpm = taps.tap(atMs)
  }
  return bpm
}

describe('a tapped tempo', () => {
  it('needs two taps', () => {
    assert.equal(tapped(), undefined)
    assert.equal(tapped(500), 120)
  })

  it('is the mean of the last taps', () => {
    assert.equal(tapped(490, 510, 480, 520), 120)
  })

  it('forgives a clumsy tap', () => {
    assert.equal(tapped(500, 500, 500, 250, 750, 500), 120)
  })

  it('begins anew after a pause', () => {
    assert.equal(tapped(500, 500, 5000), undefined)
    assert.equal(tapped(500, 500, 5000, 1000), 60)
  })

  it('stays from 40 to 240 whatever is tapped', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 3000 }), { minLength: 1 }), (gaps) => {
        const bpm = tapped(...gaps)

        assert.ok(bpm === undefined || (bpm >= 40 && bpm <= 240))
      }),
    )
  })
})
