import assert from 'node:assert/strict'
import { tally } from '#flows/nodes/logic/tally.ts'

describe('votes', () => {
  it('count one for each voter, the last one they gave', () => {
    const count = tally()
    count.vote('lofi', 'ada')
    count.vote('techno', 'bo')
    count.vote('techno', 'ada')

    assert.equal(count.cast(), 2)
    assert.deepEqual(count.close(), { winner: 'techno', votes: { techno: 2 }, total: 2 })
  })

  it('count strangers each by themselves, and give a tie to who came first', () => {
    const count = tally()
    for (const choice of ['waltz', 'lofi', 'lofi', 'waltz']) count.vote(choice)

    assert.deepEqual(count.close(), { winner: 'waltz', votes: { waltz: 2, lofi: 2 }, total: 4 })
  })

  it('begin anew after each count', () => {
    const count = tally()
    count.vote('__proto__', 'ada')
    count.close()

    assert.equal(count.close(), undefined)
  })
})
