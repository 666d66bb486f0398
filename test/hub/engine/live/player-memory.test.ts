import assert from 'node:assert/strict'
import fc from 'fast-check'
import { contextIndex, longestContext } from '#hub/engine/live/context-index.ts'
import { factorOracle } from '#hub/engine/live/factor-oracle.ts'
import { flattened, type Gesture, unflattened } from '#hub/engine/live/gesture.ts'
import { grooveMemory } from '#hub/engine/live/groove.ts'
import { playerMemory } from '#hub/engine/live/player-memory.ts'

const gesture = (rung: number, about: Partial<Gesture> = {}): Gesture => ({
  ...{ rung, gap: 2, pitch: 60 + rung, place: 0, tone: 0, ring: 8, velocity: 80 },
  ...about,
})
const symbols = fc.array(fc.nat(4), { minLength: 1, maxLength: 120 })

describe('a context index', () => {
  it('finds exactly the places that followed a past', () => {
    fc.assert(
      fc.property(
        symbols,
        symbols,
        fc.integer({ min: 1, max: longestContext }),
        (row, path, order) => {
          const index = contextIndex(row.length)
          for (const [i, symbol] of row.entries()) index.add(symbol, i % 17 === 0)
          const found: number[] = []

          index.after(path, order, found, 1000)

          const past = path.slice(-order).join()
          const expected = row.flatMap((_, place) => {
            const inOnePhrase = place % 17 >= order
            return inOnePhrase && row.slice(place - order, place).join() === past ? [place] : []
          })
          assert.deepEqual(
            found.sort((a, b) => a - b),
            path.length < order ? [] : expected,
          )
        },
      ),
    )
  })
})

describe('a factor oracle', () => {
  it('names an earlier place with the same past, as long as it says', () => {
    fc.assert(
      fc.property(symbols, (row) => {
        const oracle = factorOracle(row.length)
        for (const symbol of row) oracle.add(symbol)

        for (const place of row.keys()) {
          const twin = oracle.twin(place)
          assert.ok(twin.place < place)
          for (let back = 0; back < twin.past; back++)
            assert.equal(row[twin.place - back], row[place - back])
        }
      }),
    )
  })
})

describe('the memory of a player', () => {
  it('knows what came next by degree and rhythm, in any octave', () => {
    const memory = playerMemory()
    memory.learn([0, 1, 2, 4].map((rung) => gesture(rung)))

    const [next] = memory.after([gesture(7), gesture(8), gesture(9)])

    assert.equal(memory.at(next!.place).rung, 4)
    assert.equal(next!.order, 3)
  })

  it('falls back to the tone over the chord, then to the shape, where the degrees are new', () => {
    const memory = playerMemory()
    memory.learn([gesture(0, { tone: 0 }), gesture(2, { tone: 4 }), gesture(5, { tone: 9 })])

    const byChord = memory.after([gesture(3, { tone: 0 }), gesture(5, { tone: 4 })])
    const byShape = memory.after([gesture(3, { tone: 5 }), gesture(5, { tone: 8 })])

    assert.ok(byChord.some(({ place }) => place === 2))
    assert.ok(byShape.some(({ place }) => place === 2))
  })

  it('says which phrase a place comes from', () => {
    const memory = playerMemory()
    memory.learn([gesture(0), gesture(1)], 'ph_1')
    memory.learn([gesture(2), gesture(3)], 'ph_2')

    assert.deepEqual(memory.source(3), { phrase: 'ph_2', from: 1 })
  })

  it('knows the last moves, and none from one phrase into the next', () => {
    const memory = playerMemory()
    memory.learn([gesture(0), gesture(2), gesture(1)])
    assert.deepEqual(memory.moves(), [2, -1])

    memory.learn([gesture(7), gesture(4)])

    assert.deepEqual(memory.moves(), [2, -1, -3])
  })

  it('comes back from how it is kept', () => {
    const row = [gesture(0), gesture(-3, { gap: 15, tone: 11, ring: 255 })]

    assert.deepEqual(unflattened(flattened(row)), row)
  })
})

describe('the groove of a player', () => {
  const learned = (late: (place: number) => number) => {
    const groove = grooveMemory()
    for (let bar = 0; bar < 8; bar++)
      for (let place = 0; place < 16; place += 2)
        groove.learn(place, late(place), place === 0 ? 110 : 80)
    return groove
  }

  it('hears swing, and tells it from the feel of single places', () => {
    const groove = learned((place) => (place % 4 === 2 ? 40 : place === 8 ? 12 : 0))

    assert.ok(Math.abs(groove.swing()! - 0.5) < 0.05, `${groove.swing()}`)
    assert.equal(groove.feel(2).ticks, 0)
    assert.ok(groove.feel(8).ticks > 5)
    assert.ok(groove.feel(0).velocity > 10)
  })

  it('knows no swing before it has heard enough', () => {
    assert.equal(grooveMemory().swing(), undefined)
  })

  it('copies nothing from a place without a habit', () => {
    let turn = 0
    const groove = learned(() => (turn++ % 2 === 0 ? 55 : -55))

    assert.equal(groove.feel(4).ticks, 0)
  })

  it('goes on from a snapshot', () => {
    const groove = learned((place) => place)

    assert.deepEqual(grooveMemory(groove.snapshot()).feel(6), groove.feel(6))
  })
})
