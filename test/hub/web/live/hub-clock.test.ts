import assert from 'node:assert/strict'
import fc from 'fast-check'
import { hubClock } from '#hub/web/live/hub-clock.ts'

/** A ping whose way there took `thereMs` and back `backMs`, with the hub `offsetMs` ahead. */
const ping = (sentMs: number, offsetMs: number, thereMs: number, backMs: number) => ({
  sentMs,
  gotMs: sentMs + thereMs + backMs,
  hubMs: sentMs + thereMs + offsetMs,
})

describe('hubClock', () => {
  it('knows nothing before the first ping', () => {
    const clock = hubClock()

    assert.equal(clock.known(), false)
    assert.equal(clock.toPage(5), 5)
  })

  it('finds the offset of pings with even ways', () => {
    const clock = hubClock()

    for (let i = 0; i < 5; i++) clock.heard(ping(i * 100, 1_000_000, 4, 4))

    assert.equal(clock.toHub(200), 1_000_200)
    assert.equal(clock.toPage(1_000_200), 200)
  })

  it('does not heed slow pings while quick ones are there', () => {
    const clock = hubClock()

    for (let i = 0; i < 5; i++) clock.heard(ping(i * 100, 500, 2, 2))
    for (let i = 5; i < 9; i++) clock.heard(ping(i * 100, 500, 300, 5))

    assert.equal(clock.toHub(0), 500)
  })

  it('is never further off than half of its slowest heeded way', () => {
    const way = fc.double({ min: 0, max: 50, noNaN: true })
    const offset = fc.integer({ min: -1e9, max: 1e9 })

    fc.assert(
      fc.property(
        offset,
        fc.array(fc.tuple(way, way), { minLength: 1, maxLength: 16 }),
        (ms, ways) => {
          const clock = hubClock()
          for (const [there, back] of ways) clock.heard(ping(0, ms, there, back))
          const worst = Math.max(...ways.map(([there, back]) => there + back)) / 2
          assert.ok(Math.abs(clock.toHub(0) - ms) <= worst + 1e-3)
        },
      ),
    )
  })

  it('follows a clock that drifts, and forgets one that restarted', () => {
    const clock = hubClock()
    for (let i = 0; i < 40; i++) clock.heard(ping(i, i < 20 ? 100 : 130, 3, 3))
    const drifted = clock.toHub(0)

    clock.reset()
    clock.heard(ping(0, -7, 1, 1))

    assert.equal(drifted, 130)
    assert.equal(clock.toHub(0), -7)
  })
})
