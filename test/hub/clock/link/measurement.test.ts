import assert from 'node:assert/strict'
import type { Measuring } from '#hub/clock/link/codec.ts'
import { measure } from '#hub/clock/link/measurement.ts'
import { chanceOf } from '#simulators/chance.ts'
import { virtualTime } from '#test/support/virtual-time.ts'

const session = '0102030405060708'

describe('the measurement of a session', () => {
  it('finds its time through a network that holds every tenth message up', () => {
    const chance = chanceOf(3)
    const offset = 123_456_789
    let now = 0
    let found: number | undefined
    const waiting: Measuring[] = []
    const way = (): number => 200 + chance() * 100 + (chance() < 0.1 ? 30_000 : 0)
    const measurement = measure({
      ...{ session, now: () => now },
      send: (word) => void waiting.push(word),
      done: (one) => {
        found = one
      },
    })

    for (let ping = waiting.pop(); ping; ping = waiting.pop()) {
      now += way()
      const ghost = now + offset
      now += way()
      measurement.hear({ ...ping, says: 'pong', session, ghost })
    }

    assert.ok(Math.abs(found! - offset) < 100)
  })

  it('gives up after five pings that nobody answered', async () => {
    using time = virtualTime()
    const pings: Measuring[] = []
    const ends: (number | undefined)[] = []
    measure({
      ...{ session, now: () => 0 },
      send: (word) => void pings.push(word),
      done: (offset) => void ends.push(offset),
    })

    await time.pass(1000)

    assert.equal(pings.length, 5)
    assert.deepEqual(ends, [undefined])
  })

  it('hears no answers of another session', () => {
    const pings: Measuring[] = []
    const measurement = measure({
      ...{ session, now: () => 0 },
      send: (word) => void pings.push(word),
      done: () => {},
    })

    measurement.hear({ says: 'pong', session: 'ffffffffffffffff', ghost: 1, host: 0 })
    measurement.stop()

    assert.equal(pings.length, 1)
  })
})
