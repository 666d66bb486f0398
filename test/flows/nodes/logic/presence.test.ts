import assert from 'node:assert/strict'
import { presence } from '#flows/nodes/logic/presence.ts'

describe('presence', () => {
  it('takes who stays for there, and who only passes for nobody', () => {
    const room = presence({ arriveMs: 500, leaveMs: 30_000 })

    assert.deepEqual(room.see(true, 0), { lookAgainMs: 500 })
    assert.deepEqual(room.see(false, 200), {})
    assert.deepEqual(room.see(true, 1000), { lookAgainMs: 500 })
    assert.deepEqual(room.look(1500), { changed: true })
  })

  it('is not fooled by a sensor that blinks', () => {
    const room = presence({ arriveMs: 0, leaveMs: 30_000 })
    room.see(true, 0)

    assert.deepEqual(room.see(false, 1000), { lookAgainMs: 30_000 })
    assert.deepEqual(room.see(true, 20_000), {})
    assert.deepEqual(room.see(false, 21_000), { lookAgainMs: 30_000 })
    assert.deepEqual(room.look(31_000), { lookAgainMs: 20_000 })
    assert.deepEqual(room.look(51_000), { changed: false })
  })
})
