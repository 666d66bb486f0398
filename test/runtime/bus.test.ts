import assert from 'node:assert/strict'
import { once } from 'node:events'
import { Socket } from 'node:net'
import sinon from 'sinon'
import type { Bus, Heard } from '#core/bus/bus.ts'
import type { Payload, TopicName } from '#core/bus/topics.ts'
import { type BusOptions, openBus, type RemoteBus } from '#runtime/bus.ts'
import { systemClock } from '#runtime/clock.ts'
import { openStand, type Stand, supervisedUsers } from '#test/hub/broker/stand.ts'
import { silentLog } from '#test/support/database.ts'
import { openFrayedLine } from '#test/support/frayed-line.ts'
import { freePort } from '#test/support/free-port.ts'
import { openMosquitto } from '#test/support/mosquitto.ts'
import { skipWithout } from '#test/support/skip.ts'

const rig = (revision: number): Payload<'rig'> => ({ revision, hash: 'ab' })
const midi: Payload<'midi'> = { atMs: 1, device: 'keys', bytes: [0x90, 60, 100], says: 'a note' }

describe('the bus over MQTT', () => {
  let stand: Stand

  before(async () => {
    stand = await openStand()
  })
  after(() => stand[Symbol.asyncDispose]())

  const openLive = (port: number, more: Partial<BusOptions> = {}): Promise<RemoteBus> =>
    openBus({ ...wordsOf(port), ...more })

  it('carries events and states both ways', async () => {
    await using live = await openLive(stand.port)
    const atHub = await next(stand.broker.bus, 'phrase')
    const atLive = await next(live, 'rig')

    await live.publish('phrase', phrase, { session: 'ss_1' })
    await stand.broker.bus.publish('rig', rig(1))

    assert.deepEqual((await atHub.heard).words, { session: 'ss_1' })
    assert.deepEqual((await atLive.heard).payload, rig(1))
  })

  it('answers what the hub asks', async () => {
    await using live = await openLive(stand.port)
    await live.answer('play', ({ piece }) => ({ piece, startsAtMs: 7 }))

    const answer = await stand.broker.bus.ask('play', { piece: 'pc_1' })

    assert.equal(answer.startsAtMs, 7)
  })

  it('is answered by the hub', async () => {
    await using live = await openLive(stand.port)
    using _owner = await stand.broker.bus.answer('render', () => ({ sha256: 'ab', bytes: 3 }))

    const answer = await live.ask('render', { piece: 'pc_1', recipe: 'wav' })

    assert.equal(answer.bytes, 3)
  })

  it('sends each message at once, and does not wait for others to go with it', async () => {
    const atOnce = sinon.spy(Socket.prototype, 'setNoDelay')
    try {
      await using _live = await openLive(stand.port)

      const ours = atOnce.thisValues.filter(({ remotePort }) => remotePort === stand.port)
      assert.equal(ours.length, 1)
      sinon.assert.alwaysCalledWith(atOnce, true)
    } finally {
      atOnce.restore()
    }
  })

  it('says that its process is there once that hears everything, and on leaving that it is not', async () => {
    const said = await collect(stand.broker.bus, 'availability')
    {
      await using live = await openLive(stand.port)
      await live.answer('stop', () => ({}))
      assert.deepEqual(said.all, [])
      await live.tellThere()
    }

    assert.deepEqual(await said.until(isAway), [live(true), live(false)])
  })

  it('leaves it to its last will when the line breaks', async () => {
    await using line = await openFrayedLine(stand.port)
    await using leaving = await openLive(line.port)
    await leaving.tellThere()
    const said = await collect(stand.broker.bus, 'availability')

    line.cut()

    assert.deepEqual((await said.until(isAway)).at(-1), live(false))
  })

  it('comes back by itself, with its subscriptions and owned commands', async () => {
    await using line = await openFrayedLine(stand.port)
    await using bus = await openLive(line.port)
    const changes: boolean[] = []
    await bus.answer('stop', () => ({}))
    const heard = await next(bus, 'rig', (one) => one.payload.revision === 99)
    const back = Promise.withResolvers<void>()
    bus.onConnection((up) => {
      changes.push(up)
      if (up) back.resolve()
    })

    line.cut()
    line.mend()
    await back.promise
    await stand.broker.bus.publish('rig', rig(99))
    await stand.broker.bus.ask('stop', {})

    assert.deepEqual(changes, [false, true])
    assert.ok(bus.connected())
    assert.equal((await heard.heard).payload.revision, 99)
  })

  it('drops live events while it is away, and keeps what must arrive', async () => {
    await using line = await openFrayedLine(stand.port)
    await using bus = await openLive(line.port)
    const down = away(bus)
    const heard: TopicName[] = []
    using _midi = await stand.broker.bus.subscribe('midi', () => heard.push('midi'))
    const kept = await next(stand.broker.bus, 'phrase')

    line.cut()
    await down
    await bus.publish('midi', midi, { device: 'keys' })
    const sending = bus.publish('phrase', phrase, { session: 'ss_2' })
    line.mend()
    await sending
    await kept.heard

    assert.deepEqual(heard, [])
  })

  it('gives up what must arrive when the broker stays away, and never sends it late', async () => {
    await using line = await openFrayedLine(stand.port)
    await using bus = await openLive(line.port, { patienceMs: 50 })
    const down = away(bus)
    const late: unknown[] = []
    using _phrases = await stand.broker.bus.subscribe('phrase', ({ words }) => late.push(words))
    const marker = await next(stand.broker.bus, 'midi')

    line.cut()
    await down
    await assert.rejects(bus.publish('phrase', phrase, { session: 'late' }), {
      code: 'broker-unreachable',
    })
    const back = Promise.withResolvers<void>()
    bus.onConnection((up) => up && back.resolve())
    line.mend()
    await back.promise
    await bus.publish('midi', midi, { device: 'keys' })
    await marker.heard

    assert.deepEqual(late, [])
  })

  it('sends again what was under way when the line broke', async () => {
    await using line = await openFrayedLine(stand.port)
    await using bus = await openLive(line.port)
    const heard = await collect(stand.broker.bus, 'phrase')

    const sending = Promise.all(
      Array.from({ length: 50 }, (_, i) => bus.publish('phrase', phrase, { session: `s${i}` })),
    )
    line.cut()
    line.mend()
    await sending

    // QoS 1 is at least once: each of them, some perhaps twice.
    const words = new Set<string>()
    await heard.until(({ words: { session } }) => words.add(session!).size === 50)
    assert.equal(words.size, 50)
  })

  it('starts without a broker and finds it when it comes', async () => {
    await using line = await openFrayedLine(stand.port)
    line.cut()
    await using bus = await openLive(line.port)
    const heard = await next(bus, 'rig', (one) => one.payload.revision === 5)
    const back = Promise.withResolvers<void>()
    bus.onConnection((up) => up && back.resolve())
    assert.equal(bus.connected(), false)

    line.mend()
    await back.promise
    await stand.broker.bus.publish('rig', rig(5))

    assert.equal((await heard.heard).payload.revision, 5)
  })

  it('starts where nothing listens at all', async () => {
    await using bus = await openLive(await freePort(), { patienceMs: 50 })

    assert.equal(bus.connected(), false)
    await assert.rejects(bus.ask('stop', {}), { code: 'broker-unreachable' })
  })

  it('says when the broker refuses its user', async () => {
    await assert.rejects(openLive(stand.port, { password: 'wrong' }), { code: 'not-allowed' })
  })

  it('says when the broker refuses its name', async () => {
    const password = stand.secretOf('sensor')

    await assert.rejects(openLive(stand.port, { username: 'sensor', password }), {
      code: 'not-allowed',
    })
  })

  it('says when it may not subscribe', async () => {
    const { process: _, ...words } = wordsOf(stand.port)
    await using bus = await openBus({
      ...words,
      username: 'sensor',
      password: stand.secretOf('sensor'),
    })

    await assert.rejects(
      bus.subscribe('phrase', () => {}),
      { code: 'not-allowed' },
    )
  })

  it('tells a second subscriber what is kept, and the first one nothing twice', async () => {
    await using bus = await openLive(stand.port)
    await stand.broker.bus.publish('rig', rig(11))
    const first: number[] = []
    await bus.subscribe('rig', ({ payload }) => first.push(payload.revision))
    const again = await next(bus, 'rig')

    const { payload, retained } = await again.heard

    assert.deepEqual([payload.revision, retained], [11, true])
    assert.deepEqual(first, [11])
  })

  it('hears what firmware says and said, also after the broker was away, and says back', async () => {
    await using line = await openFrayedLine(stand.port)
    await using bus = await openLive(line.port)
    await using sensor = await stand.as('sensor')
    await sensor.subscribe('sensor/+/+/command')
    await sensor.publish('sensor/status', 'online', { qos: 1, retain: true })
    const said = sayings()
    using _ = bus.listen('+/status', said.hear)

    await said.come(1)
    const back = returned(bus)
    line.cut()
    line.mend()
    await back
    await said.come(2)
    bus.say('sensor/switch/lamp/command', 'ON')

    assert.equal((await sensor.next('publish')).text, 'ON')
    assert.deepEqual(said.all, ['sensor/status online retained', 'sensor/status online retained'])
  })

  it('plays on where the broker refuses foreign topics', async () => {
    await using line = await openFrayedLine(stand.port)
    await using bus = await openLive(line.port)
    using _ = bus.listen('#', () => {})
    const back = returned(bus)

    line.cut()
    line.mend()

    await back
    assert.ok(bus.connected())
  })

  it('works over mosquitto too', async function () {
    skipWithout(this, 'mosquitto')
    await using mosquitto = await openMosquitto()
    await using owner = await openLive(mosquitto.port)
    const { process: _, ...words } = wordsOf(mosquitto.port)
    await using asker = await openBus({ ...words, username: 'page' })
    await owner.answer('panic', () => ({ released: 3 }))
    await owner.tellThere()
    const seen = await next(asker, 'availability')

    assert.deepEqual((await seen.heard).payload, live(true))
    assert.equal((await asker.ask('panic', {})).released, 3)
  })
})

const wordsOf = (port: number): BusOptions => ({
  url: `mqtt://127.0.0.1:${port}`,
  username: 'live',
  password: supervisedUsers.live,
  hub: 'hub',
  process: 'live',
  version: '1',
  log: silentLog,
  clock: systemClock,
})

const live = (online: boolean): Payload<'availability'> => ({
  process: 'live',
  online,
  version: '1',
})

const isAway = ({ payload }: Heard<'availability'>): boolean => !payload.online

const phrase: Payload<'phrase'> = {
  id: 'ph_1',
  session: 'ss_1',
  by: 'player',
  bpm: 90,
  meter: { beats: 4, unit: 4 },
  atMs: 1,
  notes: [],
}

/** The next one that fits. */
async function next<N extends TopicName>(
  bus: Bus,
  name: N,
  fits: (heard: Heard<N>) => boolean = () => true,
): Promise<{ heard: Promise<Heard<N>> }> {
  const { promise, resolve } = Promise.withResolvers<Heard<N>>()
  await bus.subscribe(name, (heard) => fits(heard) && resolve(heard))
  return { heard: promise }
}

/** Everything from now on, until one fits. */
async function collect<N extends TopicName>(bus: Bus, name: N) {
  const all: Heard<N>[] = []
  const grown = new EventTarget()
  await bus.subscribe(name, (heard) => {
    if (heard.retained) return
    all.push(heard)
    grown.dispatchEvent(new Event('one'))
  })
  return {
    all,
    async until(fits: (heard: Heard<N>) => boolean): Promise<readonly Payload<N>[]> {
      for (let i = 0; ; i++) {
        while (all.length <= i) await once(grown, 'one')
        if (fits(all[i]!)) return all.slice(0, i + 1).map(({ payload }) => payload)
      }
    },
  }
}

/** What was heard of foreign topics, in words. */
function sayings() {
  const all: string[] = []
  const grown = new EventTarget()
  return {
    all,
    hear(topic: string, payload: Uint8Array, retained: boolean): void {
      all.push(`${topic} ${Buffer.from(payload)}${retained ? ' retained' : ''}`)
      grown.dispatchEvent(new Event('one'))
    },
    async come(count: number): Promise<void> {
      while (all.length < count) await once(grown, 'one')
    },
  }
}

function away(bus: RemoteBus): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  bus.onConnection((up) => !up && resolve())
  return promise
}

function returned(bus: RemoteBus): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  bus.onConnection((up) => up && resolve())
  return promise
}
