import assert from 'node:assert/strict'
import { planPiece } from '#hub/engine/plan.ts'
import { costMicroUsd, mostUsage, prices } from '#hub/providers/prices.ts'
import { planRequest } from '#hub/providers/prompt.ts'

const draft = planPiece({ bars: 8 }, 1)
const inputOf = async (asked: string): Promise<number> =>
  mostUsage(await planRequest(draft, asked)).inputTokens

describe('the most that a request can cost', () => {
  it('counts a token for each byte of a script in which words are no letters', async () => {
    const none = await inputOf('')

    assert.equal((await inputOf('rain on my roof')) - none, 5)
    assert.ok((await inputOf('雨'.repeat(600))) - none >= 1800)
    assert.ok((await inputOf('🎹'.repeat(600))) - none >= 2400)
  })

  it('takes a model nobody knows for the dearest of its vendor', () => {
    const usage = { inputTokens: 1000, outputTokens: 1000 }
    for (const provider of ['openai', 'anthropic', 'gemini'] as const) {
      const costOf = (model: string): number => costMicroUsd({ provider, model }, usage)
      const known = prices[provider]!.map(([begins]) => costOf(begins))

      assert.equal(costOf('brand-new'), Math.max(...known))
    }
  })
})
