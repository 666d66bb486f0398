import assert from 'node:assert/strict'
import { type Link, type LinkParts, openLink } from '#hub/clock/link/link.ts'
import { openWay } from '#hub/clock/link/sockets.ts'
import { systemClock } from '#runtime/clock.ts'
import { freeUdpPort } from '#test/support/free-port.ts'
import { quietLog } from '#test/support/live.ts'
import { until } from '#test/support/rigsong.ts'
import { startSimulator } from '#test/support/simulator.ts'
import { skip } from '#test/support/skip.ts'

const loopback = '127.0.0.1'

async function hasMulticast(port: number): Promise<boolean> {
  const heard = Promise.withResolvers<boolean>()
  const timer = setTimeout(() => heard.resolve(false), 1000)
  try {
    const hear = (): void => heard.resolve(true)
    using way = await openWay(loopback, { port, hear, lost: () => heard.resolve(false) })
    way.toAll(Uint8Array.of(1))
    return await heard.promise
  } catch {
    return false
  } finally {
    clearTimeout(timer)
  }
}

describe('a Link session', function () {
  this.timeout(20_000)
  let port: number
  before(async function () {
    port = await freeUdpPort()
    if (!(await hasMulticast(port))) skip(this, 'this machine has no multicast on its loopback')
  })
  beforeEach(async () => {
    port = await freeUdpPort()
  })

  const join = (words: Partial<LinkParts> = {}): Promise<Link> =>
    openLink({
      ...{ clock: systemClock, random: Math.random, log: quietLog, bpm: 120, beat: 0 },
      ...{ changed() {}, played() {}, port, addresses: () => [loopback] },
      ...words,
    })

  /** How far two are apart now, in ms. */
  function apartMs(one: Link, other: Link): number {
    const nowMs = systemClock.now()
    const [a, b] = [one.beats(nowMs), other.beats(nowMs)]
    return (Math.abs(a.beat - b.beat) * 60_000) / a.bpm
  }

  it('has the tempo and the beats of who was there first', async () => {
    await using first = await join({ bpm: 97 })
    await until(() => first.beats(systemClock.now()).beat > 1, 'a session of some age')
    await using second = await join({ bpm: 140, beat: 33 })

    await until(() => first.peers() === 1 && second.beats(0).count === 1, 'the two to meet')

    assert.ok(Math.abs(second.beats(0).bpm - 97) < 0.001)
    assert.ok(apartMs(first, second) < 3, `${apartMs(first, second)} ms`)
  })

  it('takes over a new tempo of anybody, and who plays', async () => {
    const played: boolean[] = []
    await using first = await join({ played: (playing) => played.push(playing) })
    await using second = await join()
    await until(() => first.peers() === 1 && second.peers() === 1, 'the two to meet')

    second.setTempo(133)
    second.play(true)
    await until(() => Math.abs(first.beats(0).bpm - 133) < 0.01, 'the new tempo')
    await until(() => played.length > 0, 'the start')

    assert.ok(apartMs(first, second) < 3)
    assert.deepEqual(played, [true])
  })

  it('is of one again when the other says goodbye, and goes on', async () => {
    await using first = await join()
    {
      await using _second = await join()
      await until(() => first.peers() === 1, 'the two to meet')
    }
    const before = first.beats(systemClock.now()).beat

    await until(() => first.peers() === 0, 'the goodbye')

    assert.ok(first.beats(systemClock.now()).beat > before)
  })

  it('agrees with a peer that shares nothing with us, in tempo, beats and start', async () => {
    await using peer = await startSimulator('link-peer', '--port', String(port), '--bpm', '90')
    await using ours = await join({ bpm: 150 })
    await until(() => ours.peers() === 1, 'the peer to be met')
    const isTogether = async (): Promise<boolean> => {
      await peer.say('where')
      const [, atMs, beat, others] = peer.heard().at(-1)!.split(' ')
      const { beat: own, bpm } = ours.beats(Number(atMs))
      return others === '1' && (Math.abs(own - Number(beat)) * 60_000) / bpm < 3
    }

    await until(isTogether, 'the same beats')
    ours.setTempo(111)
    ours.play(true)
    await peer.hears((says) => says === 'tempo 111')
    await peer.hears((says) => says === 'playing')
    await peer.say('tempo 75')
    await until(() => Math.abs(ours.beats(0).bpm - 75) < 0.01, 'the tempo of the peer')

    assert.ok(await isTogether())
  })

  it('has nobody in it without a network, and says so', async () => {
    await using alone = await join({ addresses: () => [] })

    assert.equal(alone.peers(), 0)
    assert.match(alone.hint()!, /No network/)
    assert.ok(alone.beats(systemClock.now()).beat >= 0)
  })
})
