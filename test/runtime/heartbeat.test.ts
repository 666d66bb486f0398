import assert from 'node:assert/strict'
import sinon from 'sinon'
import { listenToHeart } from '#runtime/heartbeat.ts'

describe('the heart of a child', () => {
  let time: sinon.SinonFakeTimers
  beforeEach(() => {
    time = sinon.useFakeTimers()
  })
  afterEach(() => time.restore())

  it('is not watched before its first beat', () => {
    const silent = sinon.spy()
    using _ = listenToHeart(silent, 1000)

    time.tick(3_600_000)

    sinon.assert.notCalled(silent)
  })

  it('is said to be silent once, after ten beats were missed', () => {
    const silent = sinon.spy()
    using heart = listenToHeart(silent, 1000)
    heart.beat()

    time.tick(10_999)
    sinon.assert.notCalled(silent)
    time.tick(60_000)

    sinon.assert.calledOnce(silent)
  })

  it('may be late as often as it likes', () => {
    const silent = sinon.spy()
    using heart = listenToHeart(silent, 1000)

    for (let i = 0; i < 20; i++) {
      heart.beat()
      time.tick(9900)
    }

    sinon.assert.notCalled(silent)
  })

  it('is left in peace when the child has ended', () => {
    const silent = sinon.spy()
    const heart = listenToHeart(silent, 1000)
    heart.beat()

    heart[Symbol.dispose]()
    time.tick(60_000)

    sinon.assert.notCalled(silent)
    assert.equal(time.countTimers(), 0)
  })
})
