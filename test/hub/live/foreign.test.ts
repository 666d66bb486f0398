import assert from 'node:assert/strict'
import { foreignTopics } from '#hub/live/foreign.ts'

/** A bus that only knows who listens. */
function bus() {
  const filters = new Set<string>()
  const said: string[] = []
  return {
    filters,
    said,
    listen(filter: string) {
      filters.add(filter)
      return { [Symbol.dispose]: () => void filters.delete(filter) }
    },
    say: (topic: string, payload: string) => void said.push(`${topic} ${payload}`),
  }
}

describe('other people’s topics', () => {
  it('are listened to from when the bus comes, by whoever still wants to', () => {
    const foreign = foreignTopics()
    const { filters, ...rest } = bus()
    const gone = foreign.listen('tele/#', () => {})
    foreign.listen('homeassistant/#', () => {})
    gone[Symbol.dispose]()

    foreign.join({ filters, ...rest } as never)
    const late = foreign.listen('kitchen/#', () => {})

    assert.deepEqual([...filters], ['homeassistant/#', 'kitchen/#'])
    late[Symbol.dispose]()
    assert.deepEqual([...filters], ['homeassistant/#'])
  })

  it('are said where there is a bus, and lost where there is none', () => {
    const foreign = foreignTopics()
    const there = bus()

    foreign.say('cmnd/lamp/POWER', 'ON')
    foreign.join(there)
    foreign.say('cmnd/lamp/POWER', 'OFF')

    assert.deepEqual(there.said, ['cmnd/lamp/POWER OFF'])
  })
})
