import assert from 'node:assert/strict'
import fc from 'fast-check'
import { takeovers } from '#core/rig/mapping.ts'
import { follow, glidedTo, type Shape, shaped } from '#core/rig/takeover.ts'

const unit = fc.double({ min: 0, max: 1, noNaN: true })
const shape = fc.record(
  { range: fc.tuple(unit, unit), curve: fc.constantFrom('linear', 'log', 'exp') },
  { noNullPrototype: true },
) satisfies fc.Arbitrary<Shape>
/** A control that moves about, starting somewhere. */
const ways = fc.array(unit, { minLength: 2, maxLength: 30 })
const hair = 1e-9
/** How near counts as met, in takeover.ts. */
const window = 0.016

/** Where a target is after each movement of its control. */
function played(
  mapping: Parameters<typeof follow>[0],
  way: readonly number[],
  start: number,
): readonly number[] {
  let target = start
  return way.map((to, i) => {
    target = follow(mapping, { from: i === 0 ? undefined : way[i - 1], to, target }) ?? target
    return target
  })
}

describe('the shape of a mapping', () => {
  it('begins and ends exactly at the ends of its range, on every curve', () => {
    fc.assert(
      fc.property(shape, (mapping) => {
        assert.equal(shaped(0, mapping), mapping.range[0])
        assert.equal(shaped(1, mapping), mapping.range[1])
      }),
    )
  })

  it('goes one way only, downwards where the range is turned around', () => {
    fc.assert(
      fc.property(shape, unit, unit, (mapping, a, b) => {
        const [first, last] = mapping.range
        const [low, high] = [shaped(Math.min(a, b), mapping), shaped(Math.max(a, b), mapping)]

        assert.ok(last >= first ? high >= low : high <= low)
      }),
    )
  })

  it('is a tenth at half the way on exp, as on a volume knob, and the mirror of that on log', () => {
    assert.ok(Math.abs(shaped(0.5, { curve: 'exp' }) - 0.1) < hair)
    assert.ok(Math.abs(shaped(0.1, { curve: 'log' }) - 0.5) < hair)
  })
})

describe('every takeover', () => {
  it('keeps its target within 0 and 1', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...takeovers),
        shape,
        ways,
        unit,
        (takeover, mapping, way, at) => {
          for (const target of played({ ...mapping, takeover }, way, at))
            assert.ok(target >= 0 && target <= 1)
        },
      ),
    )
  })

  it('never moves its target against the control', () => {
    const soft = fc.constantFrom('pickup' as const, 'scale' as const, 'relative' as const)
    fc.assert(
      fc.property(soft, shape, unit, unit, unit, (takeover, mapping, from, to, target) => {
        const after = follow({ ...mapping, takeover }, { from, to, target }) ?? target
        const moved = shaped(to, mapping) - shaped(from, mapping)

        // Where pickup meets its target it lands on the control, from either side.
        const slack = takeover === 'pickup' ? window : 0
        assert.ok((after - target) * Math.sign(moved) >= -slack - hair)
      }),
    )
  })
})

describe('pickup', () => {
  it('never moves its target further than the control itself moved', () => {
    fc.assert(
      fc.property(shape, ways, unit, (mapping, way, start) => {
        const targets = played({ ...mapping, takeover: 'pickup' }, way, start)

        for (let i = 1; i < way.length; i++) {
          const moved = Math.abs(shaped(way[i]!, mapping) - shaped(way[i - 1]!, mapping))
          assert.ok(Math.abs(targets[i]! - targets[i - 1]!) <= moved + window + hair)
        }
      }),
    )
  })

  it('waits until the control comes by, and follows from there', () => {
    const targets = played({ takeover: 'pickup' }, [0.1, 0.2, 0.3, 0.45, 0.55, 0.8, 0.2], 0.5)

    assert.deepEqual(targets, [0.5, 0.5, 0.5, 0.5, 0.55, 0.8, 0.2])
  })

  it('picks up in a move so fast that it skips the very place, from either side', () => {
    assert.equal(follow({ takeover: 'pickup' }, { from: 0, to: 1, target: 0.37 }), 1)
    assert.equal(follow({ takeover: 'pickup' }, { from: 0.9, to: 0.1, target: 0.37 }), 0.1)
  })

  it('has what it is near to at once', () => {
    assert.equal(follow({ takeover: 'pickup' }, { to: 0.51, target: 0.5 }), 0.51)
  })

  it('lets go of a target that somebody else moved', () => {
    const mapping = { takeover: 'pickup' } as const

    assert.equal(follow(mapping, { from: 0.4, to: 0.5, target: 0.4 }), 0.5)
    assert.equal(follow(mapping, { from: 0.5, to: 0.52, target: 0.9 }), undefined)
  })

  it('takes a target that nobody has set yet', () => {
    assert.equal(follow({ takeover: 'pickup' }, { to: 0.7 }), 0.7)
  })
})

describe('scale', () => {
  it('spreads the way that is left: both reach the end together, exactly', () => {
    fc.assert(
      fc.property(shape, unit, unit, ways, (mapping, start, share, way) => {
        const [first, last] = mapping.range
        const within = first + (last - first) * share
        const target = Math.min(Math.max(first, last), Math.max(Math.min(first, last), within))
        for (const end of [0, 1]) {
          const targets = played({ ...mapping, takeover: 'scale' }, [start, ...way, end], target)
          const moves = [start, ...way].some((at) => shaped(at, mapping) !== shaped(end, mapping))

          if (moves) assert.equal(targets.at(-1), mapping.range[end])
        }
      }),
    )
  })

  it('keeps the share of the way that is left while it goes one way', () => {
    const targets = played({ takeover: 'scale' }, [0.5, 0.6, 0.75, 0.9, 1], 0)

    for (const [i, expected] of [0, 0.2, 0.5, 0.8, 1].entries())
      assert.ok(Math.abs(targets[i]! - expected) < hair)
  })

  it('does not move what is beyond its range further away', () => {
    const mapping = { takeover: 'scale', range: [0.2, 0.6] } as const

    assert.equal(follow(mapping, { from: 0.5, to: 0.9, target: 0.8 }), undefined)
    assert.equal(follow(mapping, { from: 0.5, to: 0, target: 0.8 }), 0.2)
  })

  it('waits for the first movement of a control whose place nobody knows', () => {
    assert.equal(follow({ takeover: 'scale' }, { to: 0.9, target: 0.1 }), undefined)
  })
})

describe('relative', () => {
  it('moves its target as far as the control moved, and no further than its range', () => {
    fc.assert(
      fc.property(shape, unit, unit, unit, (mapping, from, to, target) => {
        const after = follow({ ...mapping, takeover: 'relative' }, { from, to, target }) ?? target
        const moved = Math.abs(shaped(to, mapping) - shaped(from, mapping))

        assert.ok(Math.abs(after - target) <= moved + hair)
        if (after !== target)
          assert.ok(
            after <= Math.max(target, ...mapping.range) &&
              after >= Math.min(target, ...mapping.range),
          )
      }),
    )
  })

  it('adds the steps of an endless encoder up, and stops at the ends', () => {
    const mapping = { takeover: 'relative' } as const

    const once = follow(mapping, { to: 0, target: 0.5, steps: 3 })
    assert.ok(Math.abs(once! - 0.53) < hair)
    assert.equal(follow(mapping, { to: 0, target: 0.99, steps: 7 }), 1)
    assert.equal(follow(mapping, { to: 0, target: 0.01, steps: -7 }), 0)
    assert.equal(follow(mapping, { to: 0, target: 1, steps: 7 }), undefined)
  })

  it('turns the other way round on a range that is turned around', () => {
    const mapping = { takeover: 'relative', range: [1, 0] } as const

    assert.equal(follow(mapping, { to: 0, target: 0.5, steps: 50 }), 0)
    assert.equal(follow(mapping, { from: 0.25, to: 0.5, target: 0.5 }), 0.25)
  })
})

describe('a glide', () => {
  it('goes one way only, and is where it was to go when its time is over', () => {
    const slews = fc.integer({ min: 0, max: 10_000 })
    fc.assert(
      fc.property(unit, unit, slews, unit, unit, (from, to, slewMs, a, b) => {
        const glide = { from, to, slewMs, startMs: 1000 }
        const at = (share: number): number => glidedTo(glide, 1000 + share * slewMs)
        const [sooner, later] = [at(Math.min(a, b)), at(Math.max(a, b))]

        assert.ok((later - sooner) * Math.sign(to - from) >= 0)
        assert.equal(glidedTo(glide, 1000 + slewMs), to)
      }),
    )
  })
})
