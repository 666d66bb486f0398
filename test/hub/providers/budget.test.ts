import assert from 'node:assert/strict'
import { openBudget } from '#hub/providers/budget.ts'
import { type OpenLibrary, openTestLibrary } from '#test/hub/library/open-library.ts'

describe('the meter of a provider', () => {
  let open: OpenLibrary
  before(async () => {
    open = await openTestLibrary()
  })
  after(() => open[Symbol.asyncDispose]())
  beforeEach(async () => {
    open.clock.turnTo('2026-11-23T18:00:00.000Z')
    await open.database.run('DELETE FROM providerSpending')
  })

  it('counts what a request cost, also after the hub comes back', async () => {
    const budget = await openBudget(open.database, open.clock)

    const asked = await budget.reserve('openai', { microUsd: 9000, capMicroUsd: 10_000 })
    await asked?.settle(2500)

    const again = await openBudget(open.database, open.clock)
    assert.deepEqual([budget.spentMicroUsd('openai'), again.spentMicroUsd('openai')], [2500, 2500])
    assert.equal(again.spentMicroUsd('gemini'), 0)
  })

  it('counts the most where a crash came in between', async () => {
    const budget = await openBudget(open.database, open.clock)
    await budget.reserve('openai', { microUsd: 9000, capMicroUsd: 10_000 })

    const again = await openBudget(open.database, open.clock)

    assert.equal(again.spentMicroUsd('openai'), 9000)
  })

  it('lets no request through that could go over the cap', async () => {
    const budget = await openBudget(open.database, open.clock)
    await (await budget.reserve('openai', { microUsd: 6000, capMicroUsd: 10_000 }))?.settle(6000)

    const dear = await budget.reserve('openai', { microUsd: 6000, capMicroUsd: 10_000 })
    const cheap = await budget.reserve('openai', { microUsd: 4000, capMicroUsd: 10_000 })

    assert.equal(dear, undefined)
    assert.ok(cheap)
  })

  it('begins anew with the month', async () => {
    const budget = await openBudget(open.database, open.clock)
    await budget.reserve('openai', { microUsd: 9000, capMicroUsd: 10_000 })

    open.clock.turnTo('2026-12-01T00:00:00.000Z')

    assert.equal(budget.spentMicroUsd('openai'), 0)
    assert.ok(await budget.reserve('openai', { microUsd: 9000, capMicroUsd: 10_000 }))
  })
})
