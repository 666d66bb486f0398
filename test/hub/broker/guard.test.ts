import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { type CutReason, connectionGuard } from '#hub/broker/guard.ts'
import { brokerLimits } from '#hub/broker/limits.ts'
import { systemClock } from '#runtime/clock.ts'
import { openWire, publishPacket } from '#test/support/mqtt-wire.ts'
import { openStand } from './stand.ts'

const topic = 'rigsong/hub/event/midi/keys'

/** A connection whose far end reads when it is let. */
function connection() {
  const written: Buffer[] = []
  const reading = { on: true }
  const duplex = new Duplex({
    read() {},
    write(chunk, _encoding, done) {
      written.push(chunk)
      if (reading.on) done()
    },
  })
  duplex.on('error', () => {})
  return { duplex, written, reading }
}

/** Resolves when that many have resolved. */
const firstOf = (count: number, all: readonly Promise<unknown>[]) =>
  new Promise<void>((resolve) => {
    let left = count
    for (const one of all) one.then(() => --left === 0 && resolve(), resolve)
  })

const endOfTurn = () => new Promise((resolve) => setImmediate(resolve))

describe('the connection guard', () => {
  const guarded = (limits: Partial<typeof brokerLimits> = {}) => {
    const cuts: CutReason[] = []
    const guard = connectionGuard({
      limits: { ...brokerLimits, ...limits },
      now: systemClock.now,
      onCut: (reason) => cuts.push(reason),
    })
    return { guard, cuts }
  }

  it('sends what was written in one turn of the loop as one', async () => {
    const { guard } = guarded()
    const { duplex, written } = connection()
    guard.admit(duplex, 'here')

    for (const piece of ['a', Buffer.from('bc'), 'dé', Buffer.from('fghijk')]) duplex.write(piece)
    await endOfTurn()
    duplex.write('next')
    await endOfTurn()

    assert.deepEqual(written.map(String), ['abcdéfghijk', 'next'])
  })

  it('never asks a writer to wait, and cuts who leaves too much unread', async () => {
    const { guard, cuts } = guarded({ backlogBytes: 1000 })
    const { duplex, reading } = connection()
    guard.admit(duplex, 'here')
    reading.on = false

    for (let i = 0; i < 20; i++) {
      assert.equal(duplex.write(Buffer.alloc(100)), true)
      await endOfTurn()
    }

    assert.deepEqual(cuts, ['slow-consumer'])
    assert.ok(duplex.destroyed)
  })

  it('counts connections by address and in all, and forgets those that are gone', async () => {
    const { guard, cuts } = guarded({ connections: 3, connectionsPerAddress: 2 })
    const open = (address: string) => {
      const { duplex } = connection()
      return { duplex, admitted: guard.admit(duplex, address) !== undefined }
    }

    const first = open('a')
    assert.deepEqual(
      [open('a'), open('a'), open('b'), open('c')].map((one) => one.admitted),
      [true, false, true, false],
    )
    first.duplex.destroy()
    await once(first.duplex, 'close')

    assert.equal(open('a').admitted, true)
    assert.deepEqual(cuts, ['too-many', 'too-many'])
  })
})

describe('the broker behind its guard', function () {
  this.timeout(30_000)

  it('keeps its ears for others when 2,000 connections say nothing', async () => {
    const limits = { connectionsPerAddress: 400, connections: 400, connectWithinMs: 60_000 }
    await using stand = await openStand({ limits })
    await using early = await stand.as('watcher')
    const silent: Socket[] = []
    const closing: Promise<unknown>[] = []
    while (silent.length < 2000) {
      // Beyond the queue of the listening socket the kernel would drop them, not we.
      const wave = Array.from({ length: 200 }, () => connect(stand.port, '127.0.0.1'))
      silent.push(...wave)
      for (const socket of wave)
        closing.push(
          once(
            socket.on('error', () => {}),
            'close',
          ),
        )
      await Promise.all(wave.map((socket) => once(socket, 'connect')))
    }
    const refused = silent.length - (400 - 1)
    await firstOf(refused, closing)

    const { connections, cutTooMany } = stand.broker.figures()
    assert.equal(connections, 400)
    assert.equal(cutTooMany, refused)
    await early.ping()
    for (const socket of silent) socket.destroy()
  })

  it('cuts who does not say CONNECT in time', async () => {
    await using stand = await openStand({ limits: { connectWithinMs: 30 } })
    await using silent = await openWire(stand.port)
    silent.send(Buffer.from([0x10, 50, 0, 4]))

    await silent.ended()
  })

  it('lets a healthy client hear everything, in order, beside one that stopped reading', async () => {
    await using stand = await openStand()
    await using healthy = await stand.as('watcher', { id: 'watcher-healthy' })
    await using frozen = await stand.as('watcher', { id: 'watcher-frozen' })
    await using live = await stand.as('live')
    for (const wire of [healthy, frozen]) await wire.subscribe('rigsong/hub/event/#')
    frozen.socket.pause()
    const padding = 'x'.repeat(4000)

    let sent = 0
    const heard: number[] = []
    const hear = async (): Promise<void> => {
      heard.push(Number.parseInt((await healthy.next('publish')).text, 10))
    }
    // Kernels buffer megabytes before the broker notices anything.
    while (stand.broker.figures().cutSlow === 0 && sent < 20_000) {
      for (let i = 0; i < 100; i++) live.send(publishPacket(topic, `${sent++} ${padding}`))
      for (let i = 0; i < 100; i++) await hear()
    }
    for (let i = 0; i < 100; i++) live.send(publishPacket(topic, `${sent++} after`))
    for (let i = 0; i < 100; i++) await hear()

    assert.equal(stand.broker.figures().cutSlow, 1)
    assert.deepEqual(
      heard,
      Array.from({ length: sent }, (_, i) => i),
    )
  })

  it('slows down who sends too fast, and loses nothing', async () => {
    await using stand = await openStand({ limits: { packetBurst: 50, packetsPerSecond: 2000 } })
    await using watcher = await stand.as('watcher')
    await watcher.subscribe('rigsong/hub/event/#')
    await using sensor = await stand.as('sensor')

    for (let i = 0; i < 300; i++) {
      sensor.send(publishPacket('rigsong/hub/event/control/sensor/light', `${i}`))
      if (i % 30 === 0) await endOfTurn()
    }
    const heard: number[] = []
    while (heard.length < 300) heard.push(Number((await watcher.next('publish')).text))
    await sensor.ping()

    assert.deepEqual(
      heard,
      Array.from({ length: 300 }, (_, i) => i),
    )
    assert.ok(stand.broker.figures().slowedDown! > 0)
  })
})
