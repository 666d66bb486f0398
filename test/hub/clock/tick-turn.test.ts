import assert from 'node:assert/strict'
import { tickTurn } from '#hub/clock/tick-turn.ts'

const turnOf = (errorsMs: readonly number[]) => tickTurn(errorsMs, 20, 0.5, 96)

describe('what became of a row of ticks', () => {
  it('is nothing where they scatter, or one of them is late', () => {
    assert.equal(turnOf([0.4, -0.6, 0.2, 0.5, -0.3]), undefined)
    assert.equal(turnOf([0, 0, 0, 0, 15, 0, 0]), undefined)
    assert.equal(turnOf([0, 0, 60, 40, 20, 0]), undefined)
  })

  it('is a slip where they stay whole periods off', () => {
    assert.deepEqual(turnOf([0, 0, 20, 20, 20]), { turn: 'slip', from: 2, ticks: 1 })
    assert.deepEqual(turnOf([0, -20, -20, -20, -20]), { turn: 'slip', from: 1, ticks: -1 })
    assert.deepEqual(turnOf([0, 40, 40, 40]), { turn: 'slip', from: 1, ticks: 2 })
  })

  it('is another tempo where each is a little further off', () => {
    const turn = turnOf([0, 0, 2, 4, 6, 8, 10])

    assert.deepEqual(turn, { turn: 'tempo', from: 2, perTickMs: 2 })
  })

  it('is half the tempo where every tick takes two, and no loss of every second', () => {
    assert.deepEqual(turnOf([20, 40, 60, 80, 100]), { turn: 'tempo', from: 0, perTickMs: 20 })
  })

  it('waits where two that were lost one after the other look like a tempo', () => {
    assert.equal(turnOf([0, 0, 20, 40, 40]), undefined)
    assert.deepEqual(turnOf([0, 0, 20, 40, 40, 40, 40]), { turn: 'slip', from: 3, ticks: 2 })
  })
})
