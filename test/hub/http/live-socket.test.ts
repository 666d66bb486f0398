import assert from 'node:assert/strict'
import sinon from 'sinon'
import type { LiveFeed, Said } from '#hub/http/live/live-feed.ts'
import { liveSocket, type Wire } from '#hub/http/live/live-socket.ts'

/** A feed that says what a test says. */
function spokenFeed(): LiveFeed & { say(topic: string, payload: unknown): void } {
  const ears = new Set<(said: Said) => void>()
  let seq = 0
  return {
    hear(fn) {
      ears.add(fn)
      return { [Symbol.dispose]: () => void ears.delete(fn) }
    },
    states: () => [],
    state: () => undefined,
    since: () => ({ said: [], whole: true }),
    say(topic, payload) {
      for (const hear of ears) hear({ seq: ++seq, atMs: 0, topic, payload })
    },
    async [Symbol.asyncDispose]() {},
  }
}

describe('a live socket', () => {
  let time: sinon.SinonFakeTimers
  beforeEach(() => {
    time = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
  })
  afterEach(() => time.restore())

  function openSocket() {
    const sent: unknown[] = []
    const wire = {
      buffered: 0,
      send: (text: string) => void sent.push(JSON.parse(text)),
      close: sinon.stub(),
    } satisfies Wire
    const feed = spokenFeed()
    const play = sinon.stub()
    const clock = { now: () => Date.now(), date: () => new Date().toISOString() }
    const socket = liveSocket({
      wire,
      feed,
      clock,
      hub: 'hub',
      role: 'owner',
      device: 'screen-a-1',
      play,
    })
    const sub = (words: object): void =>
      socket.receive(JSON.stringify({ op: 'sub', id: 's', ...words }))
    const ticks = () =>
      sent
        .filter(Array.isArray)
        .map((tick) => (tick as [string, number, number, unknown][]).map(([, , , said]) => said))
    return { sent, wire, feed, play, socket, sub, ticks }
  }

  it('sends one array for all of a tick, in order', () => {
    const { feed, sub, ticks } = openSocket()
    sub({ topic: 'event/#', mode: 'all' })

    for (let n = 0; n < 5; n++) feed.say('event/midi/keys', n)
    assert.deepEqual(ticks(), [])
    time.tick(16)

    assert.deepEqual(ticks(), [[0, 1, 2, 3, 4]])
  })

  it('says of a state that was taken back which one it was', () => {
    const { feed, sub, sent } = openSocket()
    sub({ topic: 'state/device/+' })

    feed.say('state/device/keys', { device: 'keys' })
    feed.say('state/device/keys', null)
    time.tick(16)

    assert.deepEqual(sent.at(-1), [['s', 2, 0, null, 'state/device/keys']])
  })

  it('says under which topic something was heard to whoever asked by a wildcard', () => {
    const { feed, sub, sent } = openSocket()
    sub({ id: 'all', topic: 'event/yielded/+', mode: 'all' })
    sub({ id: 'one', topic: 'event/yielded/here', mode: 'all' })

    feed.say('event/yielded/here', 1)
    time.tick(16)

    assert.deepEqual(sent.at(-1), [
      ['all', 1, 0, 1, 'event/yielded/here'],
      ['one', 1, 0, 1],
    ])
  })

  it('sends the newest of each topic, as often as the page wants', () => {
    const { feed, sub, ticks } = openSocket()
    sub({ topic: 'state/+', mode: 'last', max: 10 })

    for (let n = 0; n <= 1000; n += 10) {
      feed.say('state/transport', n)
      time.tick(10)
    }
    time.tick(200)

    const said = ticks().flat()
    assert.ok(said.length >= 9 && said.length <= 12, `${said.length} in a second`)
    assert.equal(said.at(-1), 1000)
  })

  it('keeps apart what is said of two things', () => {
    const { feed, sub, ticks } = openSocket()
    sub({ topic: 'state/device/+' })

    feed.say('state/device/a', 1)
    feed.say('state/device/b', 2)
    feed.say('state/device/a', 3)
    time.tick(16)

    assert.deepEqual(ticks(), [[3, 2]])
  })

  it('slows down for a slow link, counts what it drops, and says so', () => {
    const { feed, sub, ticks, wire, sent } = openSocket()
    sub({ id: 'all', topic: 'event/#', mode: 'all' })
    wire.buffered = 300 * 1024

    for (let n = 0; n < 2500; n++) feed.say('event/midi/keys', n)
    time.tick(1000)
    assert.deepEqual(ticks(), [])
    wire.buffered = 0
    time.tick(1000)

    assert.deepEqual(
      sent.filter((one) => (one as { op?: string }).op === 'lag'),
      [{ op: 'lag', id: 'all', dropped: 500 }],
    )
    assert.equal(ticks().flat().length, 2000)
    assert.equal(ticks().flat()[0], 500)
  })

  it('ends a link that takes nothing any more, and releases its notes', () => {
    const { feed, sub, wire, socket, play } = openSocket()
    sub({ topic: 'event/#', mode: 'all' })
    socket.receive(JSON.stringify({ op: 'input', bytes: [0x90, 60, 100] }))
    wire.buffered = 3 * 1024 * 1024

    feed.say('event/midi/keys', 1)
    time.tick(16)

    sinon.assert.calledOnceWithMatch(wire.close, 1013)
    assert.deepEqual(
      play.args.map(([bytes]) => [...(bytes as Uint8Array)]),
      [
        [0x90, 60, 100],
        [0x80, 60, 0],
        [0xb0, 64, 0],
        [0xb0, 123, 0],
      ],
    )
  })

  it('is silent after unsub and after its end', () => {
    const { feed, sub, socket, ticks } = openSocket()
    sub({ topic: 'event/#', mode: 'all' })
    socket.receive('{"op":"unsub","id":"s"}')
    feed.say('event/midi/keys', 1)
    time.tick(100)
    sub({ topic: 'event/#', mode: 'all' })
    socket.end()
    feed.say('event/midi/keys', 2)
    time.tick(100)

    assert.deepEqual(ticks(), [])
  })

  it('ends whoever plays faster than hands, or wants everything a thousand times', () => {
    const fast = openSocket()
    for (let n = 0; n < 1001; n++) fast.socket.receive('{"op":"input","bytes":[144,60,1]}')
    const greedy = openSocket()
    for (let id = 0; id < 201; id++) greedy.sub({ id, topic: 'event/#' })

    sinon.assert.calledWithMatch(fast.wire.close, 1008)
    sinon.assert.calledWithMatch(greedy.wire.close, 1008)
  })

  it('ends on every message that is none of its language', () => {
    for (const text of [
      '',
      '{',
      '[]',
      '{"op":"sub"}',
      '{"op":"sub","id":{},"topic":"x"}',
      '{"op":"input","bytes":"x"}',
      '{"op":"nothing"}',
      'null',
    ]) {
      const { socket, wire } = openSocket()
      socket.receive(text)
      sinon.assert.calledOnceWithMatch(wire.close, 1003)
    }
  })
})
