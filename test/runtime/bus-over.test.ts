import assert from 'node:assert/strict'
import fc from 'fast-check'
import sinon from 'sinon'
import type { Bus, Heard } from '#core/bus/bus.ts'
import { HubError } from '#core/errors.ts'
import type { BusParts } from '#runtime/bus/transport.ts'
import { busOver } from '#runtime/bus-over.ts'
import { commandMemory } from '#runtime/command-memory.ts'
import type { Log } from '#runtime/log.ts'
import { wire } from '#test/support/wire.ts'

const clock = { now: () => 1000, date: () => '2026-01-01T00:00:00.000Z' }
const play = 'rigsong/hub/command/play'

function partsOf(
  more: Partial<BusParts> = {},
): BusParts & { readonly log: sinon.SinonStubbedInstance<Log> } {
  const log = {
    debug: sinon.stub(),
    info: sinon.stub(),
    warn: sinon.stub(),
    error: sinon.stub(),
  } satisfies Log
  const memory = commandMemory(clock)
  return { hub: 'hub', client: 'page', clock, memory, random: Math.random, ...more, log }
}

const replies = (transport: ReturnType<typeof wire>) =>
  transport.sent
    .filter(({ topic }) => topic.includes('/reply/'))
    .map(({ topic, payload }) => ({ topic, ...JSON.parse(new TextDecoder().decode(payload)) }))

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('the bus over a transport', () => {
  it('carries a state to whoever subscribed, with its words', async () => {
    const bus = busOver(wire(), partsOf())
    const heard: Heard<'availability'>[] = []
    await bus.subscribe('availability', (one) => heard.push(one))
    const payload = { process: 'live', online: true, version: '1' } as const

    await bus.publish('availability', payload, { process: 'live' })

    assert.deepEqual(heard, [{ payload, words: { process: 'live' }, retained: false }])
  })

  it('carries raw MIDI bytes as they are', async () => {
    const bus = busOver(wire(), partsOf())
    const heard: number[][] = []
    await bus.subscribe('command-midi', ({ payload }) => heard.push([...payload]))

    await bus.publish('command-midi', Uint8Array.of(0x90, 60, 100), { device: 'screen-1' })

    assert.deepEqual(heard, [[0x90, 60, 100]])
  })

  it('publishes with the quality its topic asks for', async () => {
    const transport = wire()
    const bus = busOver(transport, partsOf())

    await bus.publish('rig', { revision: 1, hash: 'ab' })
    await bus.clear('device', { device: 'keys' })

    assert.deepEqual(
      transport.sent.map(({ topic, payload, retain }) => [topic, payload.length > 0, retain]),
      [
        ['rigsong/hub/state/rig', true, true],
        ['rigsong/hub/state/device/keys', false, true],
      ],
    )
  })

  it('hears nothing in a state that its owner took back', async () => {
    const transport = wire()
    const parts = partsOf()
    const bus = busOver(transport, parts)
    const hear = sinon.spy()
    await bus.subscribe('device', hear)

    await bus.clear('device', { device: 'keys' })

    sinon.assert.notCalled(hear)
    sinon.assert.notCalled(parts.log.warn)
  })

  it('tells who asks for it which state was taken back, and nothing else', async () => {
    const transport = wire()
    const parts = partsOf()
    const bus = busOver(transport, parts)
    const cleared = sinon.spy()
    await bus.hearCleared('device', cleared)

    transport.say('rigsong/hub/state/device/pads', { device: 'pads' })
    await bus.clear('device', { device: 'keys' })

    assert.deepEqual(cleared.args, [[{ device: 'keys' }]])
    sinon.assert.notCalled(parts.log.warn)
  })

  it('hears no more once the subscription is disposed of', async () => {
    const transport = wire()
    const bus = busOver(transport, partsOf())
    const hear = sinon.spy()
    const subscription = await bus.subscribe('rig', hear)

    subscription[Symbol.dispose]()
    transport.say('rigsong/hub/state/rig', { revision: 1, hash: 'a' })

    sinon.assert.notCalled(hear)
  })

  it('tells whoever asks wrongly at once, with the word that was probably meant', async () => {
    const transport = wire()
    const bus = busOver(transport, partsOf())
    const learn = sinon.spy()
    await bus.answer('learn', () => {
      learn()
      return {}
    })

    const words = { id: 'cm_1', replyTo: 'reply/page/cm_1', armed: true, takeover: 'picup' }
    transport.say('rigsong/hub/command/learn', words)
    transport.say('rigsong/hub/command/learn', { ...words, id: '' })
    await settled()

    sinon.assert.notCalled(learn)
    assert.deepEqual(replies(transport), [
      {
        ...{ topic: 'rigsong/hub/reply/page/cm_1', id: 'cm_1', ok: false },
        error: {
          code: 'bad-request',
          message: 'learn is not right at takeover: "picup" is none of the words',
          hint: 'Did you mean `pickup`?',
        },
      },
    ])
  })

  it('drops what nests so deep that whoever passes it on would run out of stack', async () => {
    const transport = wire()
    const bus = busOver(transport, partsOf())
    const hear = sinon.spy()
    await bus.subscribe('intent', hear)
    const intent = (levels: number): Uint8Array =>
      new TextEncoder().encode(
        `{"id":"in_1","surface":"studio","intent":"keep","slots":{"a":${'['.repeat(levels)}${']'.repeat(levels)}}}`,
      )

    transport.say('rigsong/hub/event/intent/studio', intent(20_000))
    transport.say('rigsong/hub/event/intent/studio', intent(3))

    sinon.assert.calledOnce(hear)
  })

  it('drops whatever does not fit its schema', async () => {
    const transport = wire()
    const bus = busOver(transport, partsOf())
    const heard: unknown[] = []
    await bus.subscribe('rig', ({ payload }) => heard.push(payload))

    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array(),
          fc.json().map((text) => new TextEncoder().encode(text)),
        ),
        (bytes) => transport.say('rigsong/hub/state/rig', bytes),
      ),
    )
    transport.say('rigsong/hub/state/rig', { revision: 'one', hash: 'a' })
    transport.say('rigsong/hub/state/rig', { revision: 2, hash: 'b', more: true })

    assert.deepEqual(heard, [{ revision: 2, hash: 'b' }])
  })

  it('warns once for a flood of misfits, and later says how many they were', async () => {
    let now = 0
    const transport = wire()
    const parts = partsOf({ clock: { ...clock, now: () => now } })
    const bus = busOver(transport, parts)
    await bus.subscribe('rig', () => {})

    for (let i = 0; i < 50; i++) transport.say('rigsong/hub/state/rig', 'la la la')
    now = 60_000
    transport.say('rigsong/hub/state/rig', 'la la la')

    const said = parts.log.warn.args.map(([, fields]) => fields?.unsaid)
    assert.deepEqual(said, [undefined, 49])
  })

  it('goes on when a listener throws', async () => {
    const transport = wire()
    const parts = partsOf()
    const bus = busOver(transport, parts)
    const hear = sinon.stub().onFirstCall().throws(new Error('a string broke'))
    await bus.subscribe('rig', hear)

    for (const revision of [1, 2]) transport.say('rigsong/hub/state/rig', { revision, hash: 'a' })

    sinon.assert.calledTwice(hear)
    sinon.assert.calledOnce(parts.log.error)
  })
})

describe('asking over the bus', () => {
  it('brings the answer of the owner', async () => {
    const transport = wire()
    const owner = busOver(transport, partsOf({ client: 'live' }))
    const asker = busOver(transport, partsOf())
    await owner.answer('play', ({ piece }) => ({ piece, startsAtMs: 12 }))

    const answer = await asker.ask('play', { piece: 'pc_1' })

    assert.equal(answer.startsAtMs, 12)
    assert.equal(answer.piece, 'pc_1')
  })

  it('brings the refusal of the owner, with its code and hint', async () => {
    const transport = wire()
    const owner = busOver(transport, partsOf({ client: 'live' }))
    const asker = busOver(transport, partsOf())
    await owner.answer('keep', () => {
      throw new HubError('nothing-to-keep', 'silence', { hint: 'Play something.' })
    })

    const asking = asker.ask('keep', {})

    await assert.rejects(asking, {
      code: 'nothing-to-keep',
      message: 'silence',
      hint: 'Play something.',
    })
  })

  it('calls a fault of the owner internal, and the owner logs it', async () => {
    const transport = wire()
    const parts = partsOf({ client: 'live' })
    const owner = busOver(transport, parts)
    const asker = busOver(transport, partsOf())
    await owner.answer('stop', () => Promise.reject(new Error('a string broke')))

    await assert.rejects(asker.ask('stop', {}), { code: 'internal' })
    sinon.assert.calledOnce(parts.log.error)
  })

  it('keeps many questions apart', async () => {
    const transport = wire()
    const owner = busOver(transport, partsOf({ client: 'live' }))
    const asker = busOver(transport, partsOf())
    await owner.answer('play', async ({ piece }) => {
      await settled()
      return { piece, startsAtMs: Number(piece) }
    })

    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => asker.ask('play', { piece: String(i) })),
    )

    assert.deepEqual(
      answers.map(({ startsAtMs }) => startsAtMs),
      Array.from({ length: 20 }, (_, i) => i),
    )
  })

  it('gives up after 5 s with not-answered', async () => {
    const time = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const bus = busOver(wire(), partsOf())
      const asking = bus.ask('stop', {}).catch((error: HubError) => error.code)
      await settled()

      await time.tickAsync(4999)
      const early = await Promise.race([asking, settled().then(() => 'still waiting')])
      await time.tickAsync(2)

      assert.equal(early, 'still waiting')
      assert.equal(await asking, 'not-answered')
    } finally {
      time.restore()
    }
  })

  it('gives up at once when the bus is closed', async () => {
    const bus = busOver(wire(), partsOf())
    const asking = assert.rejects(bus.ask('stop', {}), { code: 'not-answered' })
    await settled()

    await bus[Symbol.asyncDispose]()

    await asking
  })

  it('refuses an answer that does not fit', async () => {
    const transport = wire()
    const asker = busOver(transport, partsOf())
    await transport.subscribe(
      play,
      (_, payload) => {
        const { id, replyTo } = JSON.parse(new TextDecoder().decode(payload))
        transport.say(`rigsong/hub/${replyTo}`, { id, ok: true, piece: 7 })
      },
      { qos: 1 },
    )

    await assert.rejects(asker.ask('play', { piece: 'pc_1' }), { code: 'internal' })
  })
})

describe('answering over the bus', () => {
  const command = { id: 'cm_1', replyTo: 'reply/page/cm_1', piece: 'pc_1' }

  async function ownerOf(bus: Bus, work: () => Promise<number> | number): Promise<void> {
    await bus.answer('play', async ({ piece }) => ({ piece, startsAtMs: await work() }))
  }

  it('does a repeated command once and answers it the same again', async () => {
    const transport = wire()
    const work = sinon.stub().onFirstCall().returns(1).onSecondCall().returns(2)
    await ownerOf(busOver(transport, partsOf()), work)

    transport.say(play, command)
    await settled()
    transport.say(play, command)
    await settled()

    sinon.assert.calledOnce(work)
    const reply = {
      topic: 'rigsong/hub/reply/page/cm_1',
      id: 'cm_1',
      ok: true,
      piece: 'pc_1',
      startsAtMs: 1,
    }
    assert.deepEqual(replies(transport), [reply, reply])
  })

  it('does it once also when it is repeated while the work is under way', async () => {
    const transport = wire()
    const { promise, resolve } = Promise.withResolvers<number>()
    const work = sinon.stub().returns(promise)
    await ownerOf(busOver(transport, partsOf()), work)

    transport.say(play, command)
    transport.say(play, command)
    resolve(5)
    await settled()

    sinon.assert.calledOnce(work)
    assert.deepEqual(
      replies(transport).map(({ startsAtMs }) => startsAtMs),
      [5, 5],
    )
  })

  it('repeats a refusal too', async () => {
    const transport = wire()
    const work = sinon
      .stub()
      .throws(new HubError('not-found', 'no such piece', { hint: 'List them.' }))
    await ownerOf(busOver(transport, partsOf()), work)

    for (let i = 0; i < 2; i++) {
      transport.say(play, command)
      await settled()
    }

    sinon.assert.calledOnce(work)
    assert.deepEqual(
      replies(transport).map(({ ok, error }) => [ok, error.code]),
      [
        [false, 'not-found'],
        [false, 'not-found'],
      ],
    )
  })

  it('does not do again what was begun before a crash', async () => {
    const transport = wire()
    const memory = commandMemory(clock)
    await memory.begin('play/page/cm_1')
    const work = sinon.spy(() => 1)
    await ownerOf(busOver(transport, partsOf({ memory })), work)

    transport.say(play, command)
    await settled()

    sinon.assert.notCalled(work)
    assert.equal(replies(transport)[0]!.error.code, 'not-answered')
  })

  it('keeps two askers of the same id apart', async () => {
    const transport = wire()
    const work = sinon.spy(() => 1)
    await ownerOf(busOver(transport, partsOf()), work)

    transport.say(play, command)
    transport.say(play, { ...command, replyTo: 'reply/desk/cm_1' })
    await settled()

    sinon.assert.calledTwice(work)
  })

  it('does not reply into the topic of another client', async () => {
    const transport = wire()
    const work = sinon.spy(() => 1)
    await ownerOf(busOver(transport, partsOf()), work)

    transport.say(play, { ...command, by: 'thief' })
    await settled()

    sinon.assert.calledOnce(work)
    assert.deepEqual(replies(transport), [])
  })

  it('works without a reply where none is wanted', async () => {
    const transport = wire()
    const work = sinon.spy(() => 1)
    await ownerOf(busOver(transport, partsOf()), work)

    transport.say(play, { id: 'cm_1', piece: 'pc_1' })
    await settled()

    sinon.assert.calledOnce(work)
    assert.deepEqual(replies(transport), [])
  })

  it('plays on when the memory cannot write', async () => {
    const transport = wire()
    const full = () => Promise.reject(new HubError('disk-full', 'full', { hint: 'Make room.' }))
    const memory = { recall: () => undefined, begin: full, finish: full }
    const parts = partsOf({ memory })
    await ownerOf(busOver(transport, parts), () => 3)

    transport.say(play, command)
    await settled()

    assert.equal(replies(transport)[0]!.startsAtMs, 3)
    sinon.assert.calledTwice(parts.log.warn)
  })

  it('hears and says topics that are not ours, in any bytes', async () => {
    const transport = wire()
    const bus = busOver(transport, partsOf())
    const heard: [string, number[], boolean][] = []
    const listening = bus.listen('kitchen/#', (topic, payload, retained) =>
      heard.push([topic, [...payload], retained]),
    )

    transport.say('kitchen/status', Uint8Array.of(0xff, 0), true)
    bus.say('kitchen/switch/lamp/command', 'ON')
    await settled()
    listening[Symbol.dispose]()
    transport.say('kitchen/status', 'too late')

    assert.deepEqual(heard, [
      ['kitchen/status', [0xff, 0], true],
      ['kitchen/switch/lamp/command', [0x4f, 0x4e], false],
    ])
    assert.equal(transport.sent[0]!.retain, false)
  })

  it('goes on where a listener to foreign topics fails, or is refused', async () => {
    const transport = wire()
    const parts = partsOf()
    const bus = busOver(transport, parts)
    const refused = busOver(
      { ...transport, subscribe: () => Promise.reject(new Error('refused')) },
      parts,
    )
    using _failing = bus.listen('a/b', () => {
      throw new Error('of its own')
    })
    using _refused = refused.listen('#', () => {})

    transport.say('a/b', 'x')
    await settled()

    sinon.assert.calledOnce(parts.log.error)
    sinon.assert.calledOnce(parts.log.warn)
  })
})
