import assert from 'node:assert/strict'
import { openLeader } from '#hub/clock/leader.ts'
import type { Link, LinkParts } from '#hub/clock/link/link.ts'
import { openTransport } from '#hub/clock/transport.ts'
import { quietLog } from '#test/support/live.ts'
import { type VirtualTime, virtualTime } from '#test/support/virtual-time.ts'

/** A session whose beats a test lays; what was said to it is written down. */
function playedLink() {
  const said: string[] = []
  let bpm = 100
  let parts: Pick<LinkParts, 'changed' | 'played'> | undefined
  const link: Link = {
    beats: (nowMs) => ({ beat: (nowMs * bpm) / 60_000, atMs: nowMs, bpm, count: 0 }),
    peers: () => 2,
    playing: () => false,
    setTempo(next) {
      said.push(`tempo ${next}`)
      bpm = next
      parts?.changed()
    },
    play: (playing) => void said.push(playing ? 'plays' : 'stops'),
    hint: () => undefined,
    async [Symbol.asyncDispose]() {
      said.push('left')
    },
  }
  let opened = 0
  return {
    said,
    opened: () => opened,
    play: (playing: boolean) => parts?.played(playing),
    open: async (words: Pick<LinkParts, 'changed' | 'played'>) => {
      parts = words
      opened += 1
      return link
    },
  }
}

describe('who leads', () => {
  let time: VirtualTime
  let nowMs: number
  beforeEach(() => {
    time = virtualTime()
    nowMs = 0
  })
  afterEach(() => time[Symbol.dispose]())

  function setUp() {
    const turns: string[] = []
    const link = playedLink()
    const transport = openTransport(() => {}, 0)
    const leader = openLeader({
      ...{ transport, log: quietLog, openLink: link.open },
      clock: { now: () => nowMs, date: () => '' },
      starts: (firstBeatMs) => turns.push(`starts at ${Math.round(firstBeatMs)}`),
      stops: () => turns.push('stops'),
    })
    const hear = (device: string, type: 'clock' | 'start' | 'stop'): void =>
      leader.hear(device, { type }, nowMs)
    /** Ticks every 20 ms, which is 125 bpm. */
    async function ticks(count: number, ...devices: readonly string[]): Promise<void> {
      for (let i = 0; i < count; i++) {
        for (const device of devices) hear(device, 'clock')
        await passes(20)
      }
    }
    async function passes(ms: number): Promise<void> {
      for (let left = ms; left > 0; left -= 20) {
        nowMs += Math.min(20, left)
        await time.pass(Math.min(20, left))
      }
    }
    return { leader, transport, link, turns, hear, ticks, passes }
  }

  it('is the hub as long as nobody was chosen, whoever ticks', async () => {
    const { leader, transport, ticks } = setUp()

    await ticks(48, 'drums')

    assert.deepEqual(leader.following(), { status: 'free' })
    assert.deepEqual([transport.led(), transport.state().bpm], [false, 120])
  })

  it('is the first device that ticks, and no other one that ticks as well', async () => {
    const { leader, transport, ticks, hear, passes } = setUp()
    leader.choose({ leads: 'midi' })

    for (let i = 0; i < 96; i++) {
      await ticks(1, 'drums')
      hear('sequencer', 'clock')
      if (i % 3 === 0) hear('sequencer', 'clock')
    }

    const { status, device, bpm } = leader.following()
    assert.deepEqual({ status, device, bpm }, { status: 'locked', device: 'drums', bpm: 125 })
    assert.equal(transport.state().source, 'midi-clock')
    await passes(20)
    await leader[Symbol.asyncDispose]()
  })

  it('is who ticks, and nobody who only says start and stop', async () => {
    const { leader, hear, ticks } = setUp()
    leader.choose({ leads: 'midi' })

    hear('keys', 'start')
    hear('keys', 'stop')
    assert.equal(leader.following().status, 'waiting')
    hear('drums', 'start')
    await ticks(48, 'drums')

    const { status, device } = leader.following()
    assert.deepEqual({ status, device }, { status: 'locked', device: 'drums' })
    await leader[Symbol.asyncDispose]()
  })

  it('is the device that was named', async () => {
    const { leader, ticks } = setUp()
    leader.choose({ leads: 'midi', from: 'sequencer' })

    await ticks(24, 'drums')
    assert.deepEqual(leader.following(), { status: 'waiting' })
    await ticks(24, 'drums', 'sequencer')

    assert.equal(leader.following().device, 'sequencer')
    await leader[Symbol.asyncDispose]()
  })

  it('is bridged when it falls silent, then given up in its last tempo, and found again', async () => {
    const { leader, transport, ticks, passes } = setUp()
    leader.choose({ leads: 'midi' })
    await ticks(48, 'drums')
    const before = transport.beatAt(nowMs)

    await passes(1000)
    assert.equal(leader.following().status, 'holding')
    await passes(5000)
    assert.deepEqual(leader.following(), { status: 'lost', device: 'drums' })
    assert.deepEqual([transport.led(), Math.round(transport.state().bpm)], [false, 125])
    assert.ok(Math.abs(transport.beatAt(nowMs) - before - 6000 / 480) < 0.01)
    await ticks(48, 'drums')

    assert.equal(leader.following().status, 'locked')
    assert.equal(transport.led(), true)
    await leader[Symbol.asyncDispose]()
  })

  it('starts what we play on its first beat, and stops it', async () => {
    const { leader, ticks, hear, turns } = setUp()
    leader.choose({ leads: 'midi' })
    await ticks(48, 'drums')

    hear('drums', 'start')
    await ticks(24, 'drums')
    hear('drums', 'stop')

    assert.deepEqual(turns, ['starts at 960', 'stops'])
    await leader[Symbol.asyncDispose]()
  })

  it('is a session that takes our tempo and tells us its own', async () => {
    const { leader, transport, link, turns, passes } = setUp()
    leader.choose({ leads: 'link' })
    await passes(100)
    assert.deepEqual(leader.following(), { status: 'locked', peers: 2, bpm: 100 })
    assert.equal(transport.state().bpm, 100)

    leader.setTempo(140, 'command', nowMs)
    leader.played(true)
    link.play(false)

    assert.ok(transport.state().bpm > 131)
    assert.deepEqual(turns, ['stops'])
    leader.choose({ leads: 'own' })
    assert.deepEqual(leader.following(), { status: 'free' })
    await passes(20)
    assert.deepEqual(link.said, ['tempo 140', 'plays', 'left'])
    assert.equal(transport.led(), false)
  })

  it('is nobody else for a session that was chosen and left at once', async () => {
    const { leader, transport, link, passes } = setUp()

    leader.choose({ leads: 'link' })
    await passes(0)
    leader.choose({ leads: 'own' })
    await passes(100)
    assert.deepEqual(leader.following(), { status: 'free' })
    leader.choose({ leads: 'link' })
    leader.choose({ leads: 'own' })
    leader.choose({ leads: 'link' })
    await passes(100)

    assert.equal(leader.following().status, 'locked')
    assert.equal(transport.led(), true)
    await leader[Symbol.asyncDispose]()
    assert.equal(link.said.filter((says) => says === 'left').length, link.opened())
  })
})
