import assert from 'node:assert/strict'
import { openLiveFeed } from '#hub/http/live/live-feed.ts'
import { systemClock } from '#runtime/clock.ts'
import { type OpenHouse, openHouse } from './open-house.ts'

describe('the live feed', () => {
  let house: OpenHouse
  before(async () => {
    house = await openHouse()
  })
  after(() => house[Symbol.asyncDispose]())

  it('knows every state that holds, also from before it was opened', async () => {
    const { bus } = house.broker
    await bus.publish('rig', { revision: 3, hash: 'h' })

    await using feed = await openLiveFeed({ bus, clock: systemClock })

    assert.deepEqual(feed.state('rig'), { revision: 3, hash: 'h' })
    assert.equal(feed.state('availability', { process: 'hub' })?.online, true)
    assert.equal(feed.state('engine'), undefined)
  })

  it('forgets a state that its owner took back, and says so', async () => {
    const { bus } = house.broker
    await bus.publish('macros', { values: [1, 0, 0, 0, 0, 0, 0, 0], turned: [1] })
    await using feed = await openLiveFeed({ bus, clock: systemClock })
    const heard: unknown[] = []
    feed.hear(({ topic, payload }) => heard.push([topic, payload]))

    await bus.clear('macros')

    assert.equal(feed.state('macros'), undefined)
    assert.deepEqual(heard, [['state/macros', null]])
    assert.ok(feed.states().every(({ topic }) => topic !== 'state/macros'))
  })

  it('keeps 2,000 events of a kind, so that a run of notes drowns no phrase', async () => {
    const { bus } = house.broker
    await using feed = await openLiveFeed({ bus, clock: systemClock })
    const start = feed.states().reduce((seq, said) => Math.max(seq, said.seq), 0)
    await bus.publish('piece', { piece: 'pc_1', title: 'x', change: 'added' }, { piece: 'pc_1' })

    for (let n = 0; n < 4000; n++)
      await bus.publish(
        'midi',
        { atMs: n, device: 'keys', bytes: [0x90, 60, 1], says: '' },
        { device: 'keys' },
      )

    const { said, whole } = feed.since(start)
    assert.equal(whole, false)
    assert.equal(said[0]?.topic, 'event/piece/pc_1')
    assert.ok(said.length > 2000 && said.length <= 3001)
    assert.equal(feed.since(said.at(-10)!.seq).said.length, 9)
    assert.equal(feed.since(said.at(-10)!.seq).whole, true)
  })
})
