import assert from 'node:assert/strict'
import { planPiece } from '#hub/engine/plan.ts'
import { askChain } from '#hub/providers/chain.ts'
import { planRequest } from '#hub/providers/prompt.ts'
import type { Failure, Planner } from '#hub/providers/provider.ts'
import type { Seat } from '#hub/providers/seat.ts'
import { type VirtualTime, virtualTime } from '#test/support/virtual-time.ts'
import { meterInto, plannerStub as planner, seatFor } from './planner-stub.ts'

const fault = { at: '/sections', wrong: 'has no section that can be played' }

describe('the chain of providers', () => {
  let time: VirtualTime
  let nowMs: number
  let spent: Record<string, number>
  let fares: (readonly [string, string])[]

  beforeEach(() => {
    time = virtualTime()
    nowMs = 0
    spent = {}
    fares = []
  })
  afterEach(() => time[Symbol.dispose]())

  const pass = async (ms: number): Promise<void> => {
    for (let i = 0; i < ms; i += 25) {
      nowMs += 25
      await time.pass(25)
    }
  }
  const seat = (planner: Planner, capMicroUsd?: number): Seat =>
    seatFor(planner, () => nowMs, capMicroUsd)
  const request = planRequest(planPiece({ bars: 8 }, 1), 'rain')

  async function ask(seats: readonly Seat[], withinMs = 60_000) {
    const parts = {
      clock: { now: () => nowMs },
      budget: meterInto(spent),
      sentBack() {},
      fared({ planner }: Seat, failure: Failure | 'over-cap' | undefined) {
        fares.push([planner.name, typeof failure === 'object' ? failure.why : (failure ?? 'well')])
      },
    }
    const signal = new AbortController().signal
    const words = { request: await request, withinMs, signal }
    let done: { by: string; atMs: number } | undefined
    void askChain(
      seats,
      { ...words, read: async (text) => (text === 'junk' ? { faults: [fault] } : { plan: text }) },
      parts,
    ).then((planned) => {
      done = { by: planned?.seat.planner.name ?? 'nobody', atMs: nowMs }
    })
    await time.pass(0)
    return () => done
  }

  it('asks the next at once where one fails', async () => {
    const bad = seat(planner('openai', 100, { text: '', failure: { why: 'overloaded' } }))
    const good = seat(planner('anthropic', 200, { text: 'plan' }))

    const done = await ask([bad, good])
    await pass(400)

    assert.equal(done()?.by, 'anthropic')
    assert.ok(done()!.atMs <= 350)
    assert.deepEqual(fares, [
      ['openai', 'overloaded'],
      ['anthropic', 'well'],
    ])
  })

  it('takes nonsense for a failure, and half a plan for a plan', async () => {
    const junk = seat(planner('openai', 50, { text: 'junk' }))
    const half = seat(planner('gemini', 50, { text: 'half', failure: { why: 'cut-off' } }))

    const done = await ask([junk, half])
    await pass(200)

    assert.equal(done()?.by, 'gemini')
    assert.deepEqual(fares, [
      ['openai', 'nonsense'],
      ['gemini', 'cut-off'],
    ])
  })

  it('asks a second beside a first that takes longer than it mostly does', async () => {
    const slow = seat(planner('openai', 20_000, { text: 'late' }))
    for (let i = 0; i < 5; i++) slow.breaker.answered(1000)
    const quick = seat(planner('anthropic', 300, { text: 'plan' }))

    const done = await ask([slow, quick])
    await pass(950)
    assert.equal(done(), undefined)
    await pass(500)

    assert.equal(done()?.by, 'anthropic')
  })

  it('is over in time though nobody answers, and takes the silent for slow', async () => {
    const silent = seat(planner('openai', Number.POSITIVE_INFINITY, { text: '' }))

    const done = await ask([silent], 5000)
    await pass(5100)

    assert.equal(done()?.by, 'nobody')
    assert.ok(done()!.atMs <= 5050)
    assert.deepEqual(fares, [['openai', 'too-slow']])
  })

  it('is over in time though what was sent back does not come again', async () => {
    const junk = seat(planner('openai', [100, Number.POSITIVE_INFINITY], { text: 'junk' }))

    const done = await ask([junk], 5000)
    await pass(5100)

    assert.equal(done()?.by, 'nobody')
    assert.ok(done()!.atMs <= 5050)
    assert.deepEqual(fares, [['openai', 'too-slow']])
  })

  it('passes over who is over the cap, and says so', async () => {
    const dear = seat(planner('openai', 50, { text: 'plan' }), 10)
    const other = seat(planner('gemini', 50, { text: 'plan' }))

    const done = await ask([dear, other])
    await pass(200)

    assert.equal(done()?.by, 'gemini')
    assert.deepEqual(fares[0], ['openai', 'over-cap'])
    assert.equal(spent.openai, undefined)
  })

  it('asks nobody whose meter cannot be written', async () => {
    const done = await ask([seat(planner('openai', 50, { text: 'plan' }), Number.NaN)])
    await pass(100)

    assert.equal(done()?.by, 'nobody')
    assert.deepEqual(fares, [['openai', 'unmetered']])
  })

  it('does not ask one whose breaker is open', async () => {
    const open = seat(planner('openai', 50, { text: 'plan' }))
    open.breaker.failed({ why: 'out-of-credit' })

    const done = await ask([open])
    await pass(100)

    assert.equal(done()?.by, 'nobody')
    assert.deepEqual(fares, [])
  })

  it('pays what the usage says, for broken answers what was written, for refusals nothing', async () => {
    const usage = { inputTokens: 1000, outputTokens: 500 }
    await ask([seat(planner('openai', 0, { text: 'plan', usage }))])
    await pass(50)
    await ask([seat(planner('anthropic', 0, { text: 'half', failure: { why: 'cut-off' } }))])
    await pass(50)
    await ask([seat(planner('gemini', 0, { text: '', failure: { why: 'rate-limited' } }))])
    await pass(50)

    assert.equal(spent.openai, 1000 * 10 + 500 * 60)
    assert.ok(spent.anthropic! > 0)
    assert.equal(spent.gemini, 0)
  })

  it('pays for a reading that led to nothing', async () => {
    for (const why of ['declined', 'nonsense', 'too-slow'] as const) {
      spent = {}

      await ask([seat(planner('openai', 0, { text: '', failure: { why } }))])
      await pass(50)

      assert.ok(spent.openai! > 0, why)
    }
  })

  it('does not believe a usage that nobody can have had', async () => {
    const usage = { inputTokens: 1e300, outputTokens: 1e300 }

    await ask([seat(planner('openai', 0, { text: 'plan', usage }))])
    await pass(50)

    assert.ok(spent.openai! > 100_000 && spent.openai! < 3e6, String(spent.openai))
  })
})
