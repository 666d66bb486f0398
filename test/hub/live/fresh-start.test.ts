import assert from 'node:assert/strict'
import sinon from 'sinon'
import { openFreshStart, watchSpin } from '#hub/live/fresh-start.ts'

describe('a fresh start', () => {
  let timers: sinon.SinonFakeTimers
  beforeEach(() => {
    timers = sinon.useFakeTimers()
  })
  afterEach(() => timers.restore())

  const clock = { now: () => Date.now(), date: () => '' }

  function wanted(playing: { heardMs: () => number; sounding: () => number }) {
    const go = sinon.spy()
    const fresh = openFreshStart({ clock, ...playing, go })
    timers.tick(60_000)
    fresh.want('a port hangs')
    return { go, fresh }
  }

  it('waits until nobody has played for two bars', () => {
    let heardMs = 60_000
    const { go } = wanted({ heardMs: () => heardMs, sounding: () => 0 })

    timers.tick(3000)
    heardMs = 63_000
    timers.tick(3000)
    assert.equal(go.callCount, 0)
    timers.tick(1500)

    assert.deepEqual(go.args, [['a port hangs']])
  })

  it('waits no longer than ten seconds, even for somebody who never rests', () => {
    const { go } = wanted({ heardMs: () => Date.now(), sounding: () => 1 })

    timers.tick(9750)
    assert.equal(go.callCount, 0)
    timers.tick(500)

    assert.equal(go.callCount, 1)
  })

  it('does not come within a minute of the last one', () => {
    const go = sinon.spy()
    const fresh = openFreshStart({ clock, heardMs: () => 0, sounding: () => 0, go })

    fresh.want('a port hangs')
    timers.tick(59_000)
    assert.equal(go.callCount, 0)
    timers.tick(1500)

    assert.equal(go.callCount, 1)
  })

  it('does not happen once it is called off', () => {
    const { go, fresh } = wanted({ heardMs: () => 0, sounding: () => 0 })

    fresh[Symbol.dispose]()
    timers.tick(20_000)

    assert.equal(go.callCount, 0)
  })
})

describe('the watch for a spinning port', () => {
  let timers: sinon.SinonFakeTimers
  beforeEach(() => {
    timers = sinon.useFakeTimers()
  })
  afterEach(() => timers.restore())

  function watched(share: number, comes: number) {
    const spins = sinon.spy()
    const watch = watchSpin({
      cpuMs: () => Date.now() * share,
      heard: () => Math.floor((Date.now() / 1000) * comes),
      spins,
    })
    timers.tick(5000)
    watch[Symbol.dispose]()
    return spins.callCount
  }

  it('sees a thread that is busy with nothing, and says it once', () => {
    assert.equal(watched(0.95, 0), 1)
  })

  it('leaves alone who is busy with playing, and who is not busy', () => {
    assert.equal(watched(0.95, 100), 0)
    assert.equal(watched(0.3, 0), 0)
  })
})
