import assert from 'node:assert/strict'
import fc from 'fast-check'
import { type BandNote, bandRoles } from '#core/score/accompaniment.ts'
import type { ProposedBar } from '#hub/engine/live/proposal.ts'
import { openBarBox, openBarPost } from '#hub/live/bar-post.ts'

const note: fc.Arbitrary<BandNote> = fc.record(
  {
    role: fc.constantFrom(...bandRoles),
    pitch: fc.nat(127),
    velocity: fc.integer({ min: 1, max: 127 }),
    start: fc.double({ min: -1, max: 8, noNaN: true }),
    length: fc.double({ min: 0, max: 8, noNaN: true }),
  },
  { noNullPrototype: true },
)
const bar: fc.Arbitrary<Omit<ProposedBar, 'bar'>> = fc.record(
  {
    id: fc.string(),
    chords: fc.array(fc.constantFrom('Gm', 'Cm')),
    notes: fc.array(note),
    held: fc.array(note, { maxLength: 2 }),
  },
  { noNullPrototype: true },
)
const proposal = fc
  .array(bar, { maxLength: 4 })
  .map((bars) => bars.map((one, i) => ({ ...one, bar: i })))

describe('the post of bars', () => {
  it('brings every bar as it was proposed', () => {
    fc.assert(
      fc.property(fc.array(proposal, { maxLength: 4 }), (proposals) => {
        const post = openBarPost()
        const box = openBarBox()

        for (const bars of proposals) assert.deepEqual(box(structuredClone(post(bars))), bars)
      }),
    )
  })

  it('brings a bar that did not change as the very same, and only its number', () => {
    const [first, second, other] = fc.sample(bar, { numRuns: 3, seed: 3 })
    const stays = { ...first!, bar: 4 }
    const post = openBarPost()
    const box = openBarBox()
    const [, before] = box(structuredClone(post([{ ...second!, bar: 3 }, stays])))

    const posted = post([stays, { ...other!, bar: 5 }])

    assert.deepEqual(posted[0], { bar: 4 })
    assert.equal(box(structuredClone(posted))[0], before)
  })
})
