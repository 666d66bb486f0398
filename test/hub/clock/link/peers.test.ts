import assert from 'node:assert/strict'
import { linkPeers } from '#hub/clock/link/peers.ts'
import type { LinkWay } from '#hub/clock/link/sockets.ts'

const way = (address: string): LinkWay => ({
  ...{ address, port: 1, toAll() {}, to() {} },
  [Symbol.dispose]() {},
})
const timeline = { microsPerBeat: 500_000, beatOrigin: 0, timeOrigin: 0 }
const alive = (from: string, session = from, ttlS = 5) => ({
  ...{ says: 'alive' as const, from, ttlS, timeline, session },
  measured: { address: '10.0.0.1', port: Number.parseInt(from, 16) + 1 },
})

describe('the peers of Link', () => {
  it('are there until they say goodbye, fall silent or their network is gone', () => {
    const peers = linkPeers()
    const [cable, wifi] = [way('10.0.0.2'), way('10.1.0.2')]
    for (const [from, by] of [
      ['a', cable],
      ['b', cable],
      ['c', wifi],
      ['d', cable],
    ] as const)
      peers.saw(alive(from, 'a'), by, 0)
    const names = (): string =>
      peers
        .in('a')
        .map(({ id }) => id)
        .join('')

    peers.left('b')
    assert.equal(names(), 'acd')
    peers.lose(wifi)
    assert.equal(names(), 'ad')
    peers.saw(alive('d', 'a'), cable, 4000)
    assert.equal(peers.prune(5001), true)

    assert.equal(names(), 'd')
    assert.equal(peers.prune(5002), false)
  })

  it('are measured at the founder of their session, else at anybody of it', () => {
    const peers = linkPeers()
    peers.saw(alive('b', 'a'), way('10.0.0.2'), 0)
    assert.equal(peers.toMeasure('a')?.peer.id, 'b')

    peers.saw(alive('a', 'a'), way('10.0.0.2'), 0)

    assert.equal(peers.toMeasure('a')?.peer.id, 'a')
    assert.equal(peers.toMeasure('c'), undefined)
  })

  it('are no more than a hundred, and forgotten within ten seconds whatever they say', () => {
    const peers = linkPeers()
    for (let i = 0; i < 1000; i++) peers.saw(alive(i.toString(16), 'a', 255), way('10.0.0.2'), 0)

    assert.equal(peers.in('a').length, 100)
    peers.prune(10_001)
    assert.equal(peers.in('a').length, 0)
  })
})
