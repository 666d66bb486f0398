import assert from 'node:assert/strict'
import sinon from 'sinon'
import { topics } from '#core/bus/topics.ts'
import { v } from '#core/schema.ts'
import { type HealthParts, watchHealth } from '#runtime/health.ts'
import { silentLog } from '#test/support/database.ts'

describe('health', () => {
  let time: sinon.SinonFakeTimers

  beforeEach(() => {
    time = sinon.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  })
  afterEach(() => time.restore())

  function watched(more: Partial<HealthParts> = {}) {
    const publish = sinon.stub().resolves()
    const watch = watchHealth({
      process: 'live',
      bus: { publish },
      clock: { now: () => time.now, date: () => '' },
      log: silentLog,
      figures: () => ({ notes: 3 }),
      notes: () => ['no real-time class: see docs'],
      ...more,
    })
    return { publish, watch }
  }

  it('is said at once, in the shape of its topic', () => {
    const { publish, watch } = watched()
    using _ = watch

    const [name, payload, words] = publish.firstCall.args
    assert.deepEqual([name, words], ['health', { process: 'live' }])
    assert.deepEqual(v.parse(topics.health.schema, payload), payload)
    assert.equal(payload.ok, true)
    assert.deepEqual(payload.figures, { notes: 3 })
    assert.equal(payload.pid, process.pid)
  })

  it('is said every 5 s until nobody watches', () => {
    const { publish, watch } = watched()

    time.tick(15_000)
    watch[Symbol.dispose]()
    time.tick(60_000)

    assert.deepEqual(
      publish.args.map(([, payload]) => payload.uptimeMs),
      [0, 5000, 10_000, 15_000],
    )
  })

  it('goes on when the broker is away', async () => {
    const publish = sinon.stub().rejects(new Error('away'))
    using _ = watched({ bus: { publish } }).watch

    await time.tickAsync(10_000)

    sinon.assert.calledThrice(publish)
  })

  it('is not well when its process says so', () => {
    const { publish, watch } = watched({ ok: () => false })
    using _ = watch

    assert.equal(publish.firstCall.args[1].ok, false)
  })
})
