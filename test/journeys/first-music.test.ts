import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Answer, Payload } from '#core/bus/topics.ts'
import type { Phrase } from '#core/score/phrase.ts'
import { readSmf } from '#core/smf/read.ts'
import { type LiveClient, openLiveClient } from '#test/support/live-client.ts'
import { type Rigsong, startRigsong, until } from '#test/support/rigsong.ts'
import { skipWithout } from '#test/support/skip.ts'

const bpm = 120
const beatMs = 60_000 / bpm
const barMs = 4 * beatMs

type Summary = { id: string; title: string; bpm: number; key: string; meter: string }

describe('a newcomer without any hardware', function () {
  this.timeout(60_000)
  let rigsong: Rigsong

  before(async () => {
    rigsong = await startRigsong()
  })
  after(async () => {
    await rigsong[Symbol.asyncDispose]()
  })

  it('is told where the page, the broker and the music are, and no IP before the claim', () => {
    const printed = rigsong.printed()

    assert.match(printed, /http:\/\/localhost:\d+\/#claim=[0-9A-Z]+/)
    assert.match(printed, /mqtt:\/\/127\.0\.0\.1:\d+/)
    assert.ok(printed.includes(rigsong.dataDir))
    const addresses = printed.match(/\d+\.\d+\.\d+\.\d+/g) ?? []
    assert.deepEqual([...new Set(addresses)], ['127.0.0.1'])
  })

  it('claims the hub with the printed code, once', async () => {
    const code = /#claim=([0-9A-Z]+)/.exec(rigsong.printed())![1]!
    const claim = (): Promise<Response> =>
      fetch(`${rigsong.url}/api/v1/claim`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: rigsong.url },
        body: JSON.stringify({ code, name: 'Ada' }),
      })

    const first = await claim()
    const second = await claim()

    assert.ok(first.ok, await first.clone().text())
    assert.match(first.headers.get('set-cookie') ?? '', /HttpOnly/)
    assert.equal(second.ok, false)
  })

  it('plays four notes in G minor and is answered in key within a bar', async () => {
    await using screen = await openScreen(rigsong)
    screen.subscribe('event/phrase/+')

    for (const pitch of [67, 70, 74, 67]) {
      screen.play(0x90, pitch, 90)
      await passed(beatMs * 0.8)
      screen.play(0x80, pitch, 0)
      await passed(beatMs * 0.2)
    }
    const call = await screen.hear<Phrase>(/^event\/phrase/, ({ by }) => by === 'player')
    const answer = await screen.hear<Phrase>(/^event\/phrase/, ({ by }) => by === 'engine')

    assert.deepEqual(
      call.notes.map(({ pitch }) => pitch),
      [67, 70, 74, 67],
    )
    assert.ok(call.notes.every(({ author }) => author.kind === 'human'))
    assert.ok(answer.notes.length > 0)
    assert.ok(answer.notes.every(({ author }) => author.kind === 'machine'))
    const callEndsMs = call.atMs + barMs
    assert.ok(answer.atMs - callEndsMs <= barMs, `${answer.atMs - callEndsMs} ms after the call`)
  })

  it('calls drums and bass, plays in G minor at 96, and is answered in G minor at 96', async () => {
    await using screen = await openScreen(rigsong)
    screen.subscribe('event/phrase/+')
    screen.subscribe('event/coming/+')
    const engine = await rigsong.call<{ accompaniment: { drums: boolean } }>(
      ...(['PUT', '/api/v1/accompaniment', { drums: true, bass: true }] as const),
    )

    const struckMs: number[] = []
    for (const pitch of [67, 70, 74, 70, 69, 67]) {
      struckMs.push(performance.now())
      screen.play(0x90, pitch, 90)
      await passed(500)
      screen.play(0x80, pitch, 0)
      await passed(125)
    }
    const bar = await screen.hear<Payload<'coming'>>(/^event\/coming/, () => true)
    const answer = await screen.hear<Phrase>(/^event\/phrase/, ({ by }) => by === 'engine')
    const why = await rigsong.call<Answer<'why'>>('GET', `/api/v1/why/${answer.id}`)
    await rigsong.call('PUT', '/api/v1/accompaniment', { drums: false, bass: false })

    assert.equal(engine.accompaniment.drums, true)
    assert.ok(bar.parts.some(({ role, notes }) => role === 'drums' && notes.length > 0))
    // A busy machine plays slower than it is told to.
    const played = (5 * 60_000) / (struckMs.at(-1)! - struckMs[0]!)
    assert.ok(Math.abs(answer.bpm - played) < 2.5, `${answer.bpm} bpm to ${played}`)
    const gMinor = [7, 9, 10, 0, 2, 3, 5]
    for (const { pitch } of answer.notes) assert.ok(gMinor.includes(pitch % 12), `${pitch}`)
    assert.equal(why.key, 'G minor')
    assert.equal(why.repeats, true)
  })

  it('generates a piece from a sentence, in the tempo, key and meter asked for', async () => {
    const piece = await rigsong.call<Summary>('POST', '/api/v1/generate', {
      prompt: 'a lo-fi beat at 80 bpm in D minor',
      seed: 7,
    })

    assert.deepEqual([piece.bpm, piece.key, piece.meter], [80, 'D minor', '4/4'])
    const listed = await rigsong.call<{ pieces: Summary[] }>('GET', '/api/v1/pieces')
    assert.deepEqual(
      listed.pieces.map(({ id }) => id),
      [piece.id],
    )
  })

  it('hears it play until told to stop', async () => {
    await using screen = await openScreen(rigsong)
    screen.subscribe('state/transport')
    const { pieces } = await rigsong.call<{ pieces: Summary[] }>('GET', '/api/v1/pieces')

    await rigsong.call('PUT', '/api/v1/transport', { playing: true, piece: pieces[0]!.id })
    const playing = await screen.hear<Transport>(/transport/, (now) => now.playing)
    await rigsong.call('PUT', '/api/v1/transport', { playing: false })

    assert.equal(playing.piece, pieces[0]!.id)
    assert.equal(playing.bpm, 80)
    await until(() => screen.heard.some((one) => isStopAfter(one.payload, playing)), 'the stop')
  })

  it('downloads it as a MIDI file and as sound', async () => {
    const { pieces } = await rigsong.call<{ pieces: Summary[] }>('GET', '/api/v1/pieces')
    const path = `/api/v1/pieces/${pieces[0]!.id}`

    const mid = await rigsong.bytes(`${path}/piece.mid`)
    const wav = await rigsong.bytes(`${path}/piece.wav`)

    assert.ok(readSmf(mid).tracks.length >= 4)
    assert.equal(Buffer.from(wav.subarray(0, 4)).toString(), 'RIFF')
    assert.equal(new DataView(wav.buffer, wav.byteOffset).getUint32(24, true), 48_000)
  })

  it('watches it all happen with mosquitto_sub', async function () {
    skipWithout(this, 'mosquitto_sub')
    const token = await rigsong.cli('token', 'mqtt', 'watcher-1', '--json')
    const { name, secret } = JSON.parse(token.stdout) as { name: string; secret: string }
    const args = ['-p', String(rigsong.mqttPort), '-u', name, '-P', secret, '-i', name]
    const watcher = spawn('mosquitto_sub', [...args, '-t', 'rigsong/+/event/#', '-v'])
    let seen = ''
    watcher.stdout.on('data', (text: Buffer) => {
      seen += text.toString()
    })
    await using screen = await openScreen(rigsong)

    await until(async () => {
      screen.play(0x90, 60, 80)
      screen.play(0x80, 60, 0)
      await rigsong.call('POST', '/api/v1/generate', { prompt: 'a waltz', bars: 8 })
      return /event\/midi\/screen-/.test(seen) && /event\/piece\/pc_/.test(seen)
    }, 'mosquitto_sub to show a note and a piece')
    await until(() => /event\/phrase\//.test(seen), 'mosquitto_sub to show a phrase')

    watcher.kill()
    await once(watcher, 'exit')
    assert.match(seen, /^rigsong\/hub\/event\//m)
  })

  it('ends cleanly on Ctrl-C', async () => {
    assert.equal(await rigsong.stop('SIGINT'), 0)
  })

  it('knows for the next time what it learned of the player', async () => {
    const file = join(rigsong.dataDir, 'live', 'players', 'player.json')

    const memory = JSON.parse(await readFile(file, 'utf8')) as { heard: number; phrases: unknown[] }

    assert.ok(memory.heard >= 2 && memory.phrases.length >= 2)
  })
})

type Transport = { playing: boolean; piece?: string; bpm: number; originMs: number }

const isStopAfter = (payload: unknown, playing: Transport): boolean =>
  payload !== playing && (payload as Transport).playing === false

const passed = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

const openScreen = async (rigsong: Rigsong): Promise<LiveClient> =>
  openLiveClient(rigsong.url, await rigsong.ownerToken())
