import assert from 'node:assert/strict'
import { openBreaker } from '#hub/providers/breaker.ts'

const passing = { why: 'unreachable' } as const

function breakerAt() {
  let nowMs = 0
  const breaker = openBreaker(() => nowMs)
  return {
    breaker,
    pass: (ms: number): void => {
      nowMs += ms
    },
    fail: (times: number): void => {
      for (let i = 0; i < times; i++) breaker.failed(passing)
    },
  }
}

describe('a breaker', () => {
  it('opens after five failures in a row, for 30 s, and lets one try then', () => {
    const { breaker, pass, fail } = breakerAt()

    fail(4)
    assert.equal(breaker.mayAsk(), true)
    fail(1)

    assert.deepEqual(breaker.state(), { is: 'open', untilMs: 30_000 })
    assert.equal(breaker.mayAsk(), false)
    pass(30_000)
    assert.deepEqual([breaker.mayAsk(), breaker.mayAsk()], [true, false])
  })

  it('rests twice as long each time the try fails, at most ten minutes', () => {
    const { breaker, pass, fail } = breakerAt()
    const rests: number[] = []
    let atMs = 0
    fail(5)

    for (let i = 0; i < 6; i++) {
      const state = breaker.state()
      assert.ok(state.is === 'open')
      rests.push(state.untilMs - atMs)
      pass(state.untilMs - atMs)
      atMs = state.untilMs
      assert.ok(breaker.mayAsk())
      fail(1)
    }

    assert.deepEqual(rests, [30_000, 60_000, 120_000, 240_000, 480_000, 600_000])
  })

  it('closes when the try is answered', () => {
    const { breaker, pass, fail } = breakerAt()
    fail(5)
    pass(30_000)
    breaker.mayAsk()

    breaker.answered(900)

    assert.deepEqual(breaker.state(), { is: 'closed' })
    fail(4)
    assert.equal(breaker.mayAsk(), true)
  })

  it('opens when half of the last ten within a minute failed', () => {
    const { breaker } = breakerAt()

    for (let i = 0; i < 5; i++) {
      breaker.answered(500)
      breaker.failed(passing)
    }

    assert.equal(breaker.state().is, 'open')
  })

  it('forgets failures of more than a minute ago', () => {
    const { breaker, pass, fail } = breakerAt()

    for (let i = 0; i < 10; i++) {
      fail(1)
      pass(20_000)
    }

    assert.equal(breaker.state().is, 'closed')
  })

  it('waits exactly as long as a rate limit says, and holds it against nobody', () => {
    const { breaker, pass, fail } = breakerAt()

    breaker.failed({ why: 'rate-limited', afterMs: 7000 })

    assert.deepEqual(breaker.state(), { is: 'open', untilMs: 7000 })
    pass(7000)
    assert.equal(breaker.mayAsk(), true)
    breaker.answered(500)
    fail(4)
    assert.equal(breaker.state().is, 'closed')
  })

  it('shuts on what no waiting cures, until something changes', () => {
    for (const why of ['key-refused', 'out-of-credit', 'model-unknown'] as const) {
      const { breaker, pass } = breakerAt()

      breaker.failed({ why })
      pass(86_400_000)

      assert.equal(breaker.mayAsk(), false, why)
      breaker.reset()
      assert.equal(breaker.mayAsk(), true, why)
    }
  })

  it('stays shut though another answer asks it to wait', () => {
    const { breaker, pass } = breakerAt()

    breaker.failed({ why: 'key-refused' })
    breaker.failed({ why: 'rate-limited', afterMs: 1000 })
    pass(2000)

    assert.equal(breaker.mayAsk(), false)
  })

  it('waits a day at most, however long it is told to', () => {
    const { breaker } = breakerAt()

    breaker.failed({ why: 'rate-limited', afterMs: 1e300 })

    assert.deepEqual(breaker.state(), { is: 'open', untilMs: 86_400_000 })
  })

  it('does not trip on a bug of ours or a sentence that was declined', () => {
    const { breaker } = breakerAt()

    for (let i = 0; i < 10; i++) breaker.failed({ why: i % 2 ? 'bad-request' : 'declined' })

    assert.equal(breaker.mayAsk(), true)
  })

  it('lets another try where the first went away without an answer', () => {
    const { breaker, pass, fail } = breakerAt()
    fail(5)
    pass(30_000)
    breaker.mayAsk()

    breaker.dropped()

    assert.equal(breaker.mayAsk(), true)
  })

  it('knows how long nine of ten answers took', () => {
    const { breaker } = breakerAt()

    for (let ms = 100; ms <= 400; ms += 100) breaker.answered(ms)
    assert.equal(breaker.p90Ms(), undefined)
    for (let ms = 500; ms <= 1000; ms += 100) breaker.answered(ms)

    assert.equal(breaker.p90Ms(), 900)
  })
})
