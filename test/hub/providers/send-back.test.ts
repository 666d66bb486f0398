import assert from 'node:assert/strict'
import { composeNow } from '#hub/engine/compose-now.ts'
import { planPiece } from '#hub/engine/plan.ts'
import { auditionFor, type PlanFault } from '#hub/library/audition.ts'
import { askChain } from '#hub/providers/chain.ts'
import { gemini as planner } from '#hub/providers/gemini.ts'
import { planRequest } from '#hub/providers/prompt.ts'
import { readPlan } from '#hub/providers/read-plan.ts'
import type { Behaviour } from '#simulators/providers/behaviours.ts'
import { gemini } from '#simulators/providers/gemini.ts'
import { startVendor, type Vendor } from '#simulators/providers/vendor.ts'
import { pieceOf } from '#test/hub/library/pieces-of.ts'
import { meterInto, seatFor } from './planner-stub.ts'

const wish = { bars: 16, key: { tonic: 'D', mode: 'minor' } } as const
const draft = planPiece(wish, 7)
const audition = auditionFor(pieceOf('pc_1'), {
  composer: { compose: async (ask) => composeNow(ask) },
})

describe('a plan that is not worth having', function () {
  this.timeout(20_000)
  let vendor: Vendor
  let spent: Record<string, number>

  before(async () => {
    vendor = await startVendor(gemini)
  })
  after(() => vendor[Symbol.asyncDispose]())
  beforeEach(() => {
    spent = {}
  })

  async function planned(withinMs: number, ...how: readonly Behaviour[]) {
    vendor.next(...how)
    const before = vendor.requests().length
    const clock = { now: () => performance.now() }
    const beganMs = clock.now()
    const seat = { ...seatFor(planner, clock.now), url: vendor.url, key: 'simulated-key' }
    const answer = await askChain(
      [seat],
      {
        request: await planRequest(draft, 'rain'),
        read: (text, provider) => readPlan(text, { draft, wish }, { provider, audition }),
        withinMs,
        signal: new AbortController().signal,
      },
      { budget: meterInto(spent), clock, fared() {}, sentBack() {} },
    )
    const requests = vendor.requests().slice(before) as {
      contents: { parts: { text: string }[] }[]
    }[]
    const messages = requests.map(({ contents }) => JSON.parse(contents[0]!.parts[0]!.text))
    return { answer, messages, tookMs: clock.now() - beganMs }
  }

  it('comes back good where it was nonsense at first, and both are paid for', async () => {
    const { answer, messages } = await planned(15_000, 'fits', 'plan')

    assert.equal(answer?.plan.composition.spec.title, 'Paper Boats on Tuesday')
    assert.equal(answer.wasSentBack, true)
    const { faults, answer: wrong } = messages[1]
    assert.match(wrong, /"H7"/)
    assert.ok(faults.length <= 24)
    assert.ok(
      faults.some(
        ({ at, wrong }: PlanFault) => at === '/sections/0/chords/0' && wrong === 'is no chord',
      ),
    )
    assert.equal(messages[0].faults, undefined)
    await planned(15_000, 'plan')
    assert.ok(spent.gemini! >= 3 * 870)
  })

  it('is given up where it is nonsense twice, in prose or in the wrong shape', async () => {
    for (const how of ['fits', 'prose', 'misfits'] as const) {
      const { answer, messages } = await planned(15_000, how, how, 'plan')

      assert.deepEqual([answer, messages.length], [undefined, 2], how)
      vendor.always('plan')
    }
  })

  it('is given up at the deadline where nothing comes the second time', async () => {
    const { answer, tookMs } = await planned(1200, 'fits', 'silence')

    assert.equal(answer, undefined)
    assert.ok(tookMs < 2500, `${tookMs} ms`)
  })
})
