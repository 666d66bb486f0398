import assert from 'node:assert/strict'
import { planPiece } from '#hub/engine/plan.ts'
import { planRequest } from '#hub/providers/prompt.ts'
import type { Failure, PlanReply } from '#hub/providers/provider.ts'
import { askSeat, type Planned } from '#hub/providers/seat.ts'
import { type VirtualTime, virtualTime } from '#test/support/virtual-time.ts'
import { meterInto, type PlannerStub, plannerStub, seatFor } from './planner-stub.ts'

const junk: PlanReply = { text: 'junk', usage: { inputTokens: 100, outputTokens: 10 } }
const good: PlanReply = { text: 'good', usage: { inputTokens: 200, outputTokens: 10 } }
const faults = [{ at: '/sections/0/chords/1', wrong: 'is no chord' }]

describe('a provider that is asked', () => {
  let time: VirtualTime
  let spent: Record<string, number>
  let fares: (string | undefined)[]
  let sentBack: number

  beforeEach(() => {
    time = virtualTime()
    spent = {}
    fares = []
    sentBack = 0
  })
  afterEach(() => time[Symbol.dispose]())

  async function ask(
    planner: PlannerStub,
    { endsAtMs = 60_000, capMicroUsd = 1e9, forMs = 3000 } = {},
  ): Promise<Planned<string> | 'nothing yet' | undefined> {
    const over = new AbortController()
    let done: Planned<string> | 'nothing yet' | undefined = 'nothing yet'
    const asking = askSeat(
      seatFor(planner, time.now, capMicroUsd),
      {
        request: await planRequest(planPiece({ bars: 8 }, 1), 'rain'),
        read: async (text) => (text === 'good' ? { plan: text } : { faults }),
        endsAtMs,
        signal: over.signal,
      },
      {
        budget: meterInto(spent),
        clock: time,
        fared: (_, failure: Failure | 'over-cap' | undefined) =>
          fares.push(typeof failure === 'object' ? failure.why : failure),
        sentBack: () => {
          sentBack += 1
        },
      },
    ).then((planned) => {
      done = planned
    })
    await time.pass(forMs)
    const answer = done
    over.abort()
    await asking
    return answer
  }

  it('has a plan that is not worth having sent back once, with what is wrong in it as data', async () => {
    const planner = plannerStub('openai', 100, junk, good)

    const planned = await ask(planner)

    assert.ok(planned && planned !== 'nothing yet')
    assert.deepEqual([planned.plan, planned.wasSentBack], ['good', true])
    const [first, second] = planner.requests
    assert.equal(second?.instructions, first?.instructions)
    assert.deepEqual(second?.schema, first?.schema)
    assert.deepEqual(JSON.parse(second!.input), {
      ...JSON.parse(first!.input),
      answer: 'junk',
      faults,
    })
    assert.deepEqual([fares, sentBack], [[undefined], 1])
    assert.equal(spent.openai, (100 + 200) * 10 + 2 * 10 * 60)
  })

  it('is not asked a third time', async () => {
    const planner = plannerStub('openai', 100, junk)

    assert.equal(await ask(planner), undefined)
    assert.equal(planner.requests.length, 2)
    assert.deepEqual(fares, ['nonsense'])
  })

  it('is slow where its second answer has not come when the time is over', async () => {
    const planner = plannerStub('openai', [100, 25_000], junk, good)

    assert.equal(await ask(planner, { forMs: 8000 }), 'nothing yet')
    assert.deepEqual([fares, sentBack], [['too-slow'], 1])
  })

  it('is not asked again where there is no time for it', async () => {
    const planner = plannerStub('openai', 1000, junk, good)

    assert.equal(await ask(planner, { endsAtMs: 1900 }), undefined)
    assert.deepEqual([planner.requests.length, fares], [1, ['nonsense']])
  })

  it('is not asked again where there is no money for it', async () => {
    const planner = plannerStub('openai', 100, junk, good)
    const once = 110_000

    assert.equal(await ask(planner, { capMicroUsd: once }), undefined)
    assert.deepEqual([planner.requests.length, fares, sentBack], [1, ['nonsense'], 0])
  })

  it('is not asked again where it broke off', async () => {
    const half: PlanReply = { text: 'half', failure: { why: 'cut-off' } }
    const planner = plannerStub('openai', 100, half, good)

    assert.equal(await ask(planner), undefined)
    assert.deepEqual([planner.requests.length, fares], [1, ['cut-off']])
  })

  it('is left alone by a fault of our own ear', async () => {
    const planner = plannerStub('openai', 0, good)
    const seat = seatFor(planner, time.now)
    const fails = async (): Promise<never> => {
      throw new Error('the composer is gone')
    }
    const asking = askSeat(
      seat,
      {
        request: await planRequest(planPiece({ bars: 8 }, 1), 'rain'),
        read: fails,
        endsAtMs: 60_000,
        signal: new AbortController().signal,
      },
      { budget: meterInto(spent), clock: time, fared: () => fares.push('told'), sentBack() {} },
    )
    const refused = assert.rejects(asking, /the composer is gone/)
    await time.pass(50)

    await refused
    assert.deepEqual([fares, seat.breaker.state()], [[], { is: 'closed' }])
  })
})
