import assert from 'node:assert/strict'
import fc from 'fast-check'
import { pids } from '#firmware-bridge/elm327/pids.ts'
import { pollingOf } from '#firmware-bridge/elm327/polling.ts'

/** How often each was asked in a minute where every answer takes so long. */
function turnsIn(wanted: readonly string[], answerMs: number, missing: readonly string[] = []) {
  const polling = pollingOf(wanted)
  const turns = new Map<string, number>(wanted.map((pid) => [pid, 0]))
  let nowMs = 0
  while (nowMs < 60_000) {
    const { pid, dueMs } = polling.next()!
    nowMs = Math.max(nowMs, dueMs)
    polling.asked(pid, nowMs)
    turns.set(pid, turns.get(pid)! + 1)
    if (missing.includes(pid)) polling.missed(pid)
    else polling.answered(pid)
    nowMs += answerMs
  }
  return turns
}

describe('the polling of a car', () => {
  it('asks for what a foot changes far more often than for what warms up', () => {
    const turns = turnsIn(['05', '0C', '0D', '11', '2F'], 100)

    assert.ok(turns.get('0C')! > 100 && turns.get('0D')! > 100 && turns.get('11')! > 100)
    assert.ok(turns.get('05')! >= 10 && turns.get('05')! <= 15, `${turns.get('05')}`)
    assert.ok(turns.get('2F')! >= 10 && turns.get('2F')! <= 15)
  })

  it('leaves nothing out, however slow the car is', () => {
    const some = fc.uniqueArray(fc.constantFrom(...Object.keys(pids)), { minLength: 1 })
    fc.assert(
      fc.property(some, fc.integer({ min: 30, max: 400 }), (wanted, answerMs) => {
        for (const [pid, count] of turnsIn(wanted, answerMs)) assert.ok(count >= 3, pid)
      }),
      { numRuns: 30 },
    )
  })

  it('hardly asks for what the car never says', () => {
    const turns = turnsIn(['0C', '0D'], 100, ['0D'])

    assert.ok(turns.get('0D')! < 30, `${turns.get('0D')}`)
    assert.ok(turns.get('0C')! > 350)
  })

  it('asks for nothing where nothing is wanted', () => {
    assert.equal(pollingOf([]).next(), undefined)
  })
})
