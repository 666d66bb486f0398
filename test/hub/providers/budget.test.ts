import assert from 'node:assert/strict'
import sinon from 'sinon'
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

  it('does not count what could not be written down', async () => {
    const full = {
      all: open.database.all,
      run: sinon.stub().rejects(new Error('the disk is full')),
    }
    const budget = await openBudget(full, open.clock)

    await assert.rejects(budget.reserve('openai', { microUsd: 6000, capMicroUsd: 10_000 }))

    assert.equal(budget.spentMicroUsd('openai'), 0)
  })

  it('lets one of two that are asked at once through where the cap is enough for one', async () => {
    const budget = await openBudget(open.database, open.clock)

    const most = { microUsd: 6000, capMicroUsd: 10_000 }
    const both = await Promise.all([budget.reserve('openai', most), budget.reserve('openai', most)])

    assert.deepEqual(
      both.map((reserved) => reserved !== undefined),
      [true, false],
    )
    assert.equal(budget.spentMicroUsd('openai'), 6000)
  })

  it('knows what a month has cost also when the clock comes right only later', async () => {
    const before = await openBudget(open.database, open.clock)
    await (await before.reserve('openai', { microUsd: 9000, capMicroUsd: 10_000 }))?.settle(9000)

    open.clock.turnTo('1970-01-01T00:00:07.000Z')
    const budget = await openBudget(open.database, open.clock)
    open.clock.turnTo('2026-11-24T09:00:00.000Z')

    assert.equal(budget.spentMicroUsd('openai'), 9000)
    assert.equal(await budget.reserve('openai', { microUsd: 2000, capMicroUsd: 10_000 }), undefined)
  })

  it('puts the real cost on the month it was asked in', async () => {
    open.clock.turnTo('2026-11-30T23:59:59.000Z')
    const budget = await openBudget(open.database, open.clock)
    const asked = await budget.reserve('openai', { microUsd: 9000, capMicroUsd: 10_000 })

    open.clock.turnTo('2026-12-01T00:00:03.000Z')
    await asked?.settle(2500)

    assert.equal(budget.spentMicroUsd('openai'), 0)
    open.clock.turnTo('2026-11-30T23:59:59.000Z')
    assert.equal(budget.spentMicroUsd('openai'), 2500)
  })

  it('begins anew with the month', async () => {
    const budget = await openBudget(open.database, open.clock)
    await budget.reserve('openai', { microUsd: 9000, capMicroUsd: 10_000 })

    open.clock.turnTo('2026-12-01T00:00:00.000Z')

    assert.equal(budget.spentMicroUsd('openai'), 0)
    assert.ok(await budget.reserve('openai', { microUsd: 9000, capMicroUsd: 10_000 }))
  })
})
