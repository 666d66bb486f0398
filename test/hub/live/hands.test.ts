import assert from 'node:assert/strict'
import { everybodysHands } from '#hub/live/hands.ts'

const struck = (device: string) => ({
  ...{ device, bytes: Uint8Array.of(0x90, 60, 80), atMs: 0 },
  message: { type: 'note-on' as const, channel: 0, pitch: 60, velocity: 80 },
})

describe('the hands of everybody', () => {
  it('forget who has rested longest, where pages come and go', () => {
    const hands = everybodysHands()
    const first = hands.of(struck('page-0'))
    const second = hands.of(struck('page-1'))
    for (let page = 2; page < 64; page++) hands.of(struck(`page-${page}`))

    hands.of(struck('page-0'))
    hands.of(struck('page-64'))

    assert.equal(hands.of(struck('page-0')), first)
    assert.notEqual(hands.of(struck('page-1')), second)
  })
})
