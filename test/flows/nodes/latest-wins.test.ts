import assert from 'node:assert/strict'
import { latestWins } from '#flows/nodes/latest-wins.ts'

describe('the newest', () => {
  it('is worked on next, and what came between is passed over', async () => {
    const done: number[] = []
    const gate = Promise.withResolvers<void>()
    const follow = latestWins<number>(async (value) => {
      done.push(value)
      if (value === 1) await gate.promise
    })

    const first = follow(1)
    await follow(2)
    await follow(3)
    gate.resolve()
    await first

    assert.deepEqual(done, [1, 3])
  })

  it('is worked on also where one before it was refused while it waited', async () => {
    const done: number[] = []
    const gate = Promise.withResolvers<void>()
    const follow = latestWins<number>(async (value) => {
      if (value === 1) await gate.promise
      done.push(value)
    })

    const first = follow(1)
    await follow(2)
    gate.reject(new Error('refused'))
    await first

    assert.deepEqual(done, [2])
  })

  it('tells that the last one was refused, and takes the next', async () => {
    const done: number[] = []
    const follow = latestWins<number>(async (value) => {
      if (value === 1) throw new Error('refused')
      done.push(value)
    })

    await assert.rejects(follow(1), /refused/)
    await follow(2)

    assert.deepEqual(done, [2])
  })
})
