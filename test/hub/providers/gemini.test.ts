import assert from 'node:assert/strict'
import { planPiece } from '#hub/engine/plan.ts'
import { gemini } from '#hub/providers/gemini.ts'
import { planRequest } from '#hub/providers/prompt.ts'
import { gemini as wire } from '#simulators/providers/gemini.ts'
import { startVendor } from '#simulators/providers/vendor.ts'

describe('gemini', () => {
  it('is looked at again in an hour where the quota of the day is used up, whatever delay it names', async () => {
    const spent = {
      code: 429,
      status: 'RESOURCE_EXHAUSTED',
      message: 'You exceeded your current quota',
      details: [
        { violations: [{ quotaId: 'GenerateRequestsPerDayPerProjectPerModel-FreeTier' }] },
        { retryDelay: '7s' },
      ],
    }
    const refusals = { ...wire.refusals, 'rate-limit': { status: 429, body: { error: spent } } }
    await using vendor = await startVendor({ ...wire, refusals })
    vendor.always('rate-limit')

    const { failure } = await gemini.plan(await planRequest(planPiece({ bars: 8 }, 1), 'rain'), {
      ...{ url: vendor.url, key: 'simulated-key', model: gemini.model },
      ...{ quietMs: 8000, signal: AbortSignal.timeout(10_000) },
    })

    assert.deepEqual(failure, { why: 'rate-limited', code: 'daily quota', afterMs: 3_600_000 })
  })
})
