import assert from 'node:assert/strict'
import { EventEmitter, once } from 'node:events'
import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Bus } from '#core/bus/bus.ts'
import type { Payload, TopicName } from '#core/bus/topics.ts'
import { type JournalRecord, readJournal } from '#core/journal/record.ts'
import { openEngine } from '#hub/live/engine.ts'
import type { LiveBus } from '#hub/live/join-bus.ts'
import { dinKeyboard } from '#simulators/din-keyboard.ts'
import { fakePresence } from '#test/support/fake-presence.ts'
import { din, liveWith, muteEngine, quietLog } from '#test/support/live.ts'
import { memoryBroker } from '#test/support/memory-bus.ts'
import { modelReceiver } from '#test/support/model-receiver.ts'
import { openPtys, type Pty, type PtyKit } from '#test/support/pty.ts'
import { until } from '#test/support/rigsong.ts'
import { openTempFolder } from '#test/support/temp.ts'
import { testPiece } from '#test/support/test-piece.ts'

const ends = (bytes: readonly number[], with_: readonly number[]): boolean =>
  bytes.slice(-with_.length).join() === with_.join()
const silenced = (bytes: readonly number[]): boolean => ends(bytes, [0xbf, 123, 0])

/** What sounds at the end of a lead. */
function soundingAt(pty: Pty): readonly number[] {
  const receiver = modelReceiver()
  receiver.push(Uint8Array.from(pty.heard()))
  return receiver.sounding()
}

async function journalIn(folder: string): Promise<readonly JournalRecord[]> {
  const names = (await readdir(join(folder, 'live', 'journal'))).sort()
  const texts = names.map((name) => readFile(join(folder, 'live', 'journal', name), 'utf8'))
  return (await Promise.all(texts)).flatMap((text) => readJournal(text).records)
}

/** A client that remembers everything of some topics. */
async function follow(bus: Bus) {
  const events = new EventEmitter()
  const heard: { name: TopicName; payload: Payload<TopicName> }[] = []
  for (const name of [
    'midi',
    'control',
    'phrase',
    'device',
    'transport',
    'session',
    'engine',
  ] as const)
    await bus.subscribe(name, ({ payload }) => {
      heard.push({ name, payload })
      events.emit('heard')
    })
  return {
    all: <N extends TopicName>(name: N) =>
      heard.filter((one) => one.name === name).map((one) => one.payload as Payload<N>),
    /** Waits until the last that was said fits. */
    async untilNow<N extends TopicName>(name: N, fits: (payload: Payload<N>) => boolean) {
      while (!this.all(name).slice(-1).some(fits)) await once(events, 'heard')
    },
    async until<N extends TopicName>(name: N, fits: (payload: Payload<N>) => boolean) {
      for (;;) {
        const found = this.all(name).find(fits)
        if (found) return found
        await once(events, 'heard')
      }
    },
  }
}

/** A hub's API with what a test puts there. */
async function openDoor(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = createServer(answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

describe('live', function () {
  // A start takes three threads: seconds, where the machine has other things to do.
  this.timeout(20_000)
  let ptys: PtyKit
  before(async () => {
    ptys = await openPtys()
  })
  after(() => ptys[Symbol.asyncDispose]())

  /** Keys and a synth on two ports, a bus and somebody who listens. */
  async function rigged(
    parts: Parameters<typeof liveWith>[2] = {},
    busOf = (bus: Bus): LiveBus => bus,
    prepare = (_folder: string): Promise<void> => Promise.resolve(),
  ) {
    const stack = new AsyncDisposableStack()
    const folder = stack.use(await openTempFolder())
    const keys = await ptys.open(join(folder.path, 'keys'))
    const synth = await ptys.open(join(folder.path, 'synth'))
    const devices = [din('keys', keys.path), din('synth', synth.path)]
    const broker = memoryBroker()
    const client = stack.use(broker.client('test'))
    const heard = await follow(client)
    const bus = stack.use(broker.client('live'))
    await prepare(folder.path)
    const live = await liveWith(folder.path, devices, { engine: muteEngine, ...parts })
    let open = true
    const end = async (): Promise<void> => {
      if (open) await live[Symbol.asyncDispose]()
      open = false
    }
    stack.defer(end)
    await live.join(busOf(bus))
    await synth.hears(silenced)
    await keys.hears(silenced)
    synth.forget()
    keys.forget()
    return {
      folder: folder.path,
      keys,
      synth,
      keyboard: dinKeyboard((bytes) => keys.write(bytes)),
      client,
      heard,
      live,
      end,
      [Symbol.asyncDispose]: () => stack.disposeAsync(),
    }
  }

  it('plays what comes in at one port out at the other, and keeps it in the journal', async () => {
    await using rig = await rigged()

    for (const split of [1, 2, 3, 4]) {
      rig.synth.forget()
      await rig.keys.write([0x90, 60, 100, 62, 90, 60, 0, 62, 0], { split })
      await rig.synth.hears((bytes) => bytes.length >= 12)
      assert.deepEqual(rig.synth.heard(), [0x90, 60, 100, 0x90, 62, 90, 0x90, 60, 0, 0x90, 62, 0])
    }
    const back = [...rig.keys.heard()]
    await rig.end()

    const records = await journalIn(rig.folder)
    assert.equal(records.filter(({ type }) => type === 'midi').length, 16)
    assert.equal(records.at(-1)?.type, 'close')
    assert.deepEqual(back, [], 'nothing goes back to where it came from')
  })

  it('says what to do where its data folder does not take it, and leaves nothing open', async () => {
    await using folder = await openTempFolder()
    const presence = fakePresence()
    let open = true
    await writeFile(join(folder.path, 'devices'), 'a file, and no folder')

    const starting = liveWith(folder.path, [], {
      ...{ engine: muteEngine },
      presence: {
        ...presence,
        async [Symbol.asyncDispose]() {
          open = false
        },
      },
    })

    await assert.rejects(starting, { code: 'data-folder-unwritable' })
    assert.equal(open, false)
  })

  it('silences every output on all channels when it starts, before anything is played there', async () => {
    await using folder = await openTempFolder()
    const synth = await ptys.open()
    await using _live = await liveWith(folder.path, [din('synth', synth.path)], {
      engine: muteEngine,
    })

    const heard = await synth.hears(silenced)

    const channels = Array.from({ length: 16 }, (_, i) => i)
    assert.deepEqual(
      heard,
      channels.flatMap((channel) => [0xb0 | channel, 64, 0, 0xb0 | channel, 123, 0]),
    )
  })

  it('releases what a keyboard held when it is unplugged, and plays it again when it is back', async () => {
    await using rig = await rigged()
    await rig.keyboard.press(60)
    await rig.keyboard.pedal(true)
    await rig.synth.hears((bytes) => ends(bytes, [0xb0, 64, 127]))

    await rig.keys.unplug()
    await rig.synth.hears((bytes) => ends(bytes, [0x80, 60, 64]))
    assert.deepEqual(soundingAt(rig.synth), [])
    await rig.heard.until('device', (state) => state.device === 'keys' && state.status === 'absent')

    await rig.keys.replug()
    await rig.keys.hears(silenced)
    await rig.keyboard.press(64)
    await rig.synth.hears((bytes) => ends(bytes, [0x90, 64, 96]))
  })

  it('plays a page that sends raw bytes, as a device of its own, until its socket closes', async () => {
    await using rig = await rigged()
    const screen = { device: 'screen-1' }

    await rig.client.publish('command-midi', Uint8Array.of(0x90, 60, 100), screen)
    await rig.synth.hears((bytes) => ends(bytes, [0x90, 60, 100]))
    const { transport, status } = await rig.heard.until('device', (s) => s.device === 'screen-1')
    assert.deepEqual({ transport, status }, { transport: 'screen', status: 'live' })
    await rig.client.publish('command-midi', Uint8Array.of(0xb0, 123, 0), screen)

    await rig.synth.hears((bytes) => ends(bytes, [0x80, 60, 64]))
    await rig.heard.until('device', (s) => s.device === 'screen-1' && s.status === 'absent')
  })

  it('lets nobody sign notes with the hand of a device of the rig', async () => {
    await using rig = await rigged()

    await rig.client.publish('command-midi', Uint8Array.of(0x90, 61, 100), { device: 'keys' })
    await rig.client.publish('command-midi', Uint8Array.of(0x90, 62, 100), { device: 'screen-1' })

    await rig.synth.hears((bytes) => ends(bytes, [0x90, 62, 100]))
    assert.deepEqual(soundingAt(rig.synth), [62])
  })

  it('takes away what an earlier live left on the bus about a page', async () => {
    await using folder = await openTempFolder()
    const broker = memoryBroker()
    await using client = broker.client('test')
    await using bus = broker.client('live')
    const old = { device: 'screen-old', name: 'Screen keys', player: 'ada' }
    const state = { ...old, transport: 'screen', status: 'live' } as const
    await client.publish('device', state, { device: 'screen-old' })
    await using live = await liveWith(folder.path, [], { engine: muteEngine })

    await live.join(bus)

    const kept: string[] = []
    await client.subscribe('device', ({ payload }) => kept.push(payload.device))
    assert.deepEqual(kept, [])
  })

  it('releases what a keyboard held that says it is there, and then says nothing more', async () => {
    await using rig = await rigged()
    await rig.keyboard.press(60)
    await rig.keyboard.sense()

    await rig.synth.hears((bytes) => ends(bytes, [0x80, 60, 64]))
  })

  it('releases only what came through the hub when the hub dies', async () => {
    let say: (up: boolean) => void = () => {}
    await using rig = await rigged({}, (bus) => ({
      ...bus,
      onConnection(fn) {
        say = fn
        return { [Symbol.dispose]() {} }
      },
    }))
    await rig.keyboard.press(60)
    await rig.client.publish('command-midi', Uint8Array.of(0x90, 67, 100), { device: 'screen-1' })
    await rig.synth.hears((bytes) => bytes.length >= 6)

    say(false)
    await rig.synth.hears((bytes) => ends(bytes, [0x80, 67, 64]))

    assert.deepEqual(soundingAt(rig.synth), [60])
  })

  it('releases everything when it ends', async () => {
    await using rig = await rigged()
    await rig.keyboard.press(60)
    await rig.keyboard.press(64)
    await rig.synth.hears((bytes) => bytes.length >= 6)

    await rig.end()

    await rig.synth.hears((bytes) => bytes.length >= 12)
    assert.deepEqual(soundingAt(rig.synth), [])
  })

  it('tells the bus what was played and what moved', async () => {
    await using rig = await rigged()

    await rig.keys.write([0x90, 60, 100, 0xb0, 74, 127])

    const { bytes, says, device } = await rig.heard.until('midi', () => true)
    assert.deepEqual([device, says, ...bytes], ['keys', 'note-on C4 100 ch 1', 0x90, 60, 100])
    const moved = await rig.heard.until('control', () => true)
    assert.deepEqual([moved.control, moved.value, moved.raw], ['cc-74', 1, 127])
  })

  it('answers a phrase with the engine, on the outputs, told on the bus and signed in the journal', async () => {
    await using rig = await rigged({ engine: openEngine({ log: quietLog }) })

    for (const pitch of [60, 64, 67, 72]) await rig.keys.write([0x91, pitch, 90, 0x81, pitch, 64])
    const phrase = await rig.heard.until('phrase', ({ by }) => by === 'player')
    const answer = await rig.heard.until('phrase', ({ by }) => by === 'engine')
    rig.synth.forget()
    await rig.synth.hears((bytes) => bytes.length >= answer.notes.length * 6)
    await rig.end()

    assert.equal(phrase.notes.length, 4)
    assert.ok(answer.notes.length > 0)
    assert.equal(rig.synth.heard()[0], 0x91)
    assert.deepEqual(soundingAt(rig.synth), [])
    const records = await journalIn(rig.folder)
    const machine = records.find((r) => r.type === 'author' && r.author.kind === 'machine')
    assert.ok(machine?.type === 'author' && machine.author.kind === 'machine')
    assert.equal(machine.author.because, phrase.id)
    const sounded = records.filter((r) => r.type === 'midi' && r.by === machine.n)
    assert.equal(sounded.length, answer.notes.length * 2)
  })

  it('keeps what was just played, before it says so', async () => {
    await using rig = await rigged()
    await assert.rejects(rig.client.ask('keep', {}), { code: 'nothing-to-keep' })
    await rig.keys.write([0x90, 60, 100, 0x80, 60, 0])
    await rig.heard.until('midi', ({ bytes }) => bytes[0] === 0x80)

    const kept = await rig.client.ask('keep', { title: 'First light' })

    assert.equal(kept.notes, 1)
    const records = await journalIn(rig.folder)
    const keep = records.find(({ type }) => type === 'keep')
    assert.ok(keep?.type === 'keep')
    assert.equal(keep.take, kept.take)
    assert.equal(keep.title, 'First light')
    const notes = records.filter((r) => r.type === 'midi')
    assert.ok(notes.every(({ atMs }) => atMs >= keep.fromMs && atMs <= keep.toMs))
  })

  it('silences everything in a panic, whoever plays', async () => {
    await using rig = await rigged()
    await rig.keyboard.press(60)
    await rig.synth.hears((bytes) => bytes.length >= 3)

    const { released } = await rig.client.ask('panic', {})

    assert.equal(released, 1)
    await rig.synth.hears(silenced)
    assert.deepEqual(soundingAt(rig.synth), [])
  })

  it('takes tempo, meter, player and answering from a command', async () => {
    await using rig = await rigged()

    await rig.client.ask('set', { bpm: 97, meter: { beats: 3, unit: 4 }, player: 'grace' })

    const state = await rig.heard.until('transport', ({ meter }) => meter.beats === 3)
    assert.deepEqual([state.bpm, state.source], [97, 'command'])
    await rig.heard.until('session', ({ player }) => player === 'grace')
  })

  it('goes on as it was set up where the one before died', async () => {
    await using rig = await rigged()
    const accompaniment = { style: 'funk', bass: true }
    await rig.client.ask('set', { bpm: 97, player: 'grace', answering: false, accompaniment })
    const kept = join(rig.folder, 'live', 'sitting.json')
    await until(async () => (await readFile(kept, 'utf8').catch(() => '')).includes('97'), 'kept')

    await using next = await rigged({}, undefined, async (folder) => {
      await mkdir(join(folder, 'live'))
      await copyFile(kept, join(folder, 'live', 'sitting.json'))
    })

    await next.heard.until('session', ({ player }) => player === 'grace')
    await next.heard.until('transport', ({ bpm, source }) => bpm === 97 && source === 'command')
    const { accompaniment: does } = await next.heard.until('engine', (engine) => !engine.answering)
    assert.deepEqual([does.style, does.bass, does.drums], ['funk', true, false])
  })

  it('fetches a piece whole and plays it to its end, with programs, to every output', async () => {
    await using door = await openDoor((request, response) => {
      const known = request.url === '/api/v1/pieces/pc_1'
      assert.equal(request.headers.authorization, 'Bearer secret')
      response.writeHead(known ? 200 : 404, { 'content-type': 'application/json' })
      response.end(known ? JSON.stringify(testPiece({ bpm: 300, pitches: [60, 62, 64] })) : '{}')
    })
    await using rig = await rigged({
      hub: { url: door.url, token: 'secret' },
      engine: openEngine({ log: quietLog }),
    })

    await assert.rejects(rig.client.ask('play', { piece: 'pc_2' }), { code: 'not-found' })
    const { startsAtMs } = await rig.client.ask('play', { piece: 'pc_1' })
    const playing = await rig.heard.until('transport', (state) => state.playing)
    await rig.synth.hears((bytes) => bytes.length >= 20)
    await rig.keys.hears((bytes) => bytes.length >= 20)
    await rig.heard.untilNow('transport', (state) => !state.playing)

    assert.deepEqual([playing.piece, playing.originMs, playing.bpm], ['pc_1', startsAtMs, 300])
    const notes = [60, 62, 64].flatMap((pitch) => [0x90, pitch, 80, 0x80, pitch, 64])
    assert.deepEqual(rig.synth.heard(), [0xc0, 4, ...notes])
    assert.deepEqual(rig.keys.heard(), [0xc0, 4, ...notes])
  })

  it('goes on with a better piece at the next section, without a gap or a stuck note', async () => {
    const form = [0, 4, 8, 12].map((start) => ({ section: 'A', start, length: 4 }))
    const played = (pitch: number): object => ({
      ...testPiece({ bpm: 300, pitches: Array.from({ length: 16 }, () => pitch) }),
      form,
    })
    await using door = await openDoor((request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify(played(request.url?.endsWith('pc_2') ? 72 : 60)))
    })
    await using rig = await rigged({
      hub: { url: door.url, token: 'secret' },
      engine: openEngine({ log: quietLog }),
    })

    const { startsAtMs } = await rig.client.ask('play', { piece: 'pc_1' })
    const words = { title: 'Better', change: 'added' } as const
    await rig.client.publish(
      'piece',
      { piece: 'pc_2', upgrades: 'pc_1', ...words },
      { piece: 'pc_2' },
    )
    const changed = await rig.heard.until('transport', ({ piece }) => piece === 'pc_2')
    await rig.heard.untilNow('transport', (state) => !state.playing)

    const beats = (pitch: number, n: number): number[] =>
      Array.from({ length: n }, () => [0x90, pitch, 80, 0x80, pitch, 64]).flat()
    const bytes = rig.synth.heard()
    const old = bytes.filter((byte, i) => byte === 60 && bytes[i - 1] === 0x90).length
    assert.ok(old === 4 || old === 8 || old === 12, `${old} beats of the first`)
    assert.deepEqual(bytes, [0xc0, 4, ...beats(60, old), 0xc0, 4, ...beats(72, 16 - old)])
    assert.deepEqual([changed.originMs, changed.bpm, changed.playing], [startsAtMs, 300, true])
  })

  it('plays on as it was where a better piece of another one comes', async () => {
    await using door = await openDoor((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify(testPiece({ bpm: 300, pitches: [60, 62, 64] })))
    })
    await using rig = await rigged({
      hub: { url: door.url, token: 'secret' },
      engine: openEngine({ log: quietLog }),
    })
    await rig.client.ask('play', { piece: 'pc_1' })

    await rig.client.publish(
      'piece',
      { piece: 'pc_3', upgrades: 'pc_2', title: 'Other', change: 'added' },
      { piece: 'pc_3' },
    )
    await rig.heard.untilNow('transport', (state) => !state.playing)

    assert.equal(rig.synth.heard().length, 2 + 3 * 6)
  })

  it('shows who plans pieces, as the hub says it, in the state of the engine', async () => {
    await using rig = await rigged()
    const chain = [
      { name: 'openai', state: 'out-of-credit', failure: 'has no credit left' },
      { name: 'local', state: 'ready' },
    ] as const
    const said = chain.map((link) => ({ ...link, spentUsd: 0, capUsd: 5 }))
    const engine = rig.heard.until('engine', (state) => state.chain !== undefined)

    await rig.client.publish('providers', { chain: said })

    assert.deepEqual((await engine).chain, said)
  })

  it('begins the piece played last when the drum machine starts, in its tempo, and stops with it', async () => {
    await using door = await openDoor((_, response) => {
      const pitches = Array.from({ length: 24 }, (_, i) => 60 + i)
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify(testPiece({ bpm: 100, pitches })))
    })
    await using rig = await rigged({
      hub: { url: door.url, token: 'secret' },
      engine: openEngine({ log: quietLog }),
    })
    await rig.client.ask('play', { piece: 'pc_1' })
    await rig.client.ask('stop', {})
    await rig.client.ask('set', { clock: 'midi', clockFrom: 'keys' })
    // A byte every 10 ms is a tick of 250 bpm.
    const ticks = (count: number): Promise<void> =>
      rig.keys.write(new Array(count).fill(0xf8), { baud: 1000 })
    await ticks(100)
    rig.synth.forget()

    await rig.keys.write([0xfa])
    const ticking = ticks(150)
    const playing = await rig.heard.until(
      'transport',
      ({ playing: plays, source }) => plays && source === 'midi-clock',
    )
    await rig.synth.hears((bytes) => bytes.includes(62))
    await ticking
    await rig.keys.write([0xfc])
    await rig.heard.untilNow('transport', (state) => !state.playing)

    assert.equal(playing.piece, 'pc_1')
    assert.ok(playing.bpm > 200, `${playing.bpm} bpm`)
    await assert.rejects(rig.client.ask('set', { bpm: 90 }), { code: 'clock-led' })
    await rig.synth.hears(() => soundingAt(rig.synth).length === 0)
    assert.ok(!rig.synth.heard().includes(60 + 23))
  })

  it('says how to reach a hub that does not answer', async () => {
    await using rig = await rigged({
      hub: { url: 'http://127.0.0.1:1', token: 'secret' },
      engine: openEngine({ log: quietLog }),
    })

    await assert.rejects(rig.client.ask('play', { piece: 'pc_1' }), { code: 'hub-unreachable' })
  })

  it('follows the rig of the hub, and remembers it without one', async () => {
    const extra = await ptys.open()
    const rig = { revision: 2, devices: [din('extra', extra.path)] }
    await using door = await openDoor((request, response) => {
      response.writeHead(request.url === '/api/v1/rig/abc' ? 200 : 404)
      response.end(JSON.stringify(rig))
    })
    await using live = await rigged({ hub: { url: door.url, token: 'secret' } })

    await live.client.publish('rig', { revision: 2, hash: 'abc' })
    await extra.hears(silenced)
    await live.heard.until('device', (s) => s.device === 'extra' && s.status === 'live')
    await live.end()
    extra.forget()
    await using folder = await openTempFolder()
    await using _again = await liveWith(folder.path, rig.devices, { engine: muteEngine })

    await extra.hears(silenced)
  })

  it('pushes what was played to the hub, and deletes it only when the hub has it', async () => {
    const bodies = new Map<string, string>()
    const events = new EventEmitter()
    let refusals = 0
    await using door = await openDoor((request, response) => {
      let body = ''
      request.setEncoding('utf8')
      request.on('data', (more: string) => {
        body += more
      })
      request.on('end', () => {
        const refused = refusals++ === 0
        if (!refused) bodies.set(request.url!.split('/').at(-1)!, body)
        response.writeHead(refused ? 503 : 201).end()
        events.emit('asked')
      })
    })
    await using rig = await rigged({ hub: { url: door.url, token: 'secret' } })
    await rig.keys.write([0x90, 60, 100, 0x80, 60, 0])
    await rig.heard.until('midi', ({ bytes }) => bytes[0] === 0x80)

    await rig.client.ask('stop', {})
    while (bodies.size === 0) await once(events, 'asked')

    assert.ok(refusals >= 2, 'it was refused first')
    const [text] = [...bodies.values()]
    const { records, torn } = readJournal(text!)
    assert.equal(torn, 0)
    assert.deepEqual(
      records.flatMap((r) => (r.type === 'midi' ? [r.bytes[0]] : [])),
      [0x90, 0x80],
    )
    await rig.end()
    assert.deepEqual(await journalIn(rig.folder), [])
  })
})
