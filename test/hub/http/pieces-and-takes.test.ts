import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { type JournalRecord, journalLine } from '#core/journal/record.ts'
import { v } from '#core/schema.ts'
import { Piece } from '#core/score/piece.ts'
import { type Call, liveSecret, type OpenHouse, openHouse, wav } from './open-house.ts'
import { type PlayedLive, playLive } from './play-live.ts'

type Summary = { id: string; title: string; seed: number; tags: string[] }

describe('pieces over HTTP', () => {
  let house: OpenHouse
  let token: string
  before(async () => {
    house = await openHouse()
    token = await house.owner()
  })
  after(() => house[Symbol.asyncDispose]())

  const call = (method: string, path: string, words: Call = {}) =>
    house.call(method, `/api/v1${path}`, { token, ...words })
  const json = async <T>(answer: Response): Promise<T> => (await answer.json()) as T
  const generate = async (body: object = {}, headers = {}): Promise<Summary> =>
    json(await call('POST', '/generate', { body, headers }))

  it('are composed, kept and told on the bus', async () => {
    const told: unknown[] = []
    using _listening = await house.broker.bus.subscribe('piece', ({ payload }) =>
      told.push(payload),
    )

    const answer = await call('POST', '/generate', {
      body: { prompt: 'slow rain', seed: 7, bars: 2 },
    })

    assert.equal(answer.status, 201)
    const made = await json<Summary>(answer)
    assert.equal(answer.headers.get('location'), `/api/v1/pieces/${made.id}`)
    assert.equal(made.seed, 7)
    assert.deepEqual(told, [{ piece: made.id, title: made.title, change: 'added' }])
    const piece = await json(await call('GET', `/pieces/${made.id}`))
    assert.ok(v.is(Piece, piece))
    assert.equal(JSON.stringify(piece), await house.library.pieces.text(made.id))
  })

  it('are made once for one Idempotency-Key, however often and at once it comes', async () => {
    const key = { 'idempotency-key': 'a-key' }
    const before = house.composed.length

    const made = await Promise.all([1, 2, 3].map(() => generate({ prompt: 'x' }, key)))
    const again = await generate({ prompt: 'x' }, key)

    assert.deepEqual(new Set([...made, again].map(({ id }) => id)).size, 1)
    assert.equal(house.composed.length, before + 1)
  })

  it('refuse an Idempotency-Key for something else, or one that is none', async () => {
    await generate({ prompt: 'x' }, { 'idempotency-key': 'b-key' })

    for (const [key, prompt] of [
      ['b-key', 'y'],
      ['has space', 'x'],
      ['x'.repeat(200), 'x'],
    ])
      assert.equal(
        (
          await call('POST', '/generate', {
            body: { prompt },
            headers: { 'idempotency-key': key! },
          })
        ).status,
        400,
      )
  })

  it('are listed by word, tag and page, changed, binned and restored', async () => {
    const { id } = await generate({ prompt: 'a very special waterfall' })
    await call('PATCH', `/pieces/${id}`, { body: { title: 'Cascade', tags: ['wet'] } })
    const idsOf = async (query: string) =>
      (await json<{ pieces: Summary[] }>(await call('GET', `/pieces?${query}`))).pieces.map(
        (p) => p.id,
      )

    assert.deepEqual(await idsOf('text=waterf'), [id])
    assert.deepEqual(await idsOf('tag=wet&limit=1&after=2000-01-01'), [id])
    assert.deepEqual(await idsOf('tag=wet&before=2000-01-01'), [])
    assert.equal((await call('DELETE', `/pieces/${id}`)).status, 204)
    assert.deepEqual(await idsOf('tag=wet'), [])
    const restored = await json<Summary>(await call('POST', `/pieces/${id}/restore`))
    assert.equal(restored.title, 'Cascade')
    assert.deepEqual(await idsOf('tag=wet'), [id])
  })

  it('turn their pages by cursor', async () => {
    await generate()
    await generate()
    const first = await json<{ pieces: Summary[]; cursor: string }>(
      await call('GET', '/pieces?limit=1'),
    )
    const next = await json<{ pieces: Summary[] }>(
      await call('GET', `/pieces?limit=1&cursor=${first.cursor}`),
    )

    assert.equal(next.pieces.length, 1)
    assert.notEqual(next.pieces[0]!.id, first.pieces[0]!.id)
  })

  it('come as a MIDI file and as a manifest, to look at or to save', async () => {
    const { id } = await generate()

    const midi = await call('GET', `/pieces/${id}/piece.mid?download`)
    const manifest = await call('GET', `/pieces/${id}/manifest`)

    assert.equal(midi.headers.get('content-type'), 'audio/midi')
    assert.equal(
      midi.headers.get('content-disposition'),
      'attachment; filename="rain-on-the-window.mid"',
    )
    assert.equal(
      Buffer.from(await midi.arrayBuffer())
        .subarray(0, 4)
        .toString(),
      'MThd',
    )
    assert.equal(manifest.headers.get('content-disposition'), null)
    assert.equal((await json<{ piece: string }>(manifest)).piece, id)
  })

  it('sound: rendered when first asked for, then kept', async () => {
    const { id } = await generate()
    const before = house.rendered()

    const first = await call('GET', `/pieces/${id}/piece.wav`)
    const peaks = await json<{ peaks: number[] }>(await call('GET', `/pieces/${id}/peaks`))
    const second = await call('GET', `/pieces/${id}/piece.wav`)

    assert.equal(house.rendered(), before + 1)
    const bytes = new Uint8Array(await first.arrayBuffer())
    assert.deepEqual(bytes, wav())
    assert.deepEqual(new Uint8Array(await second.arrayBuffer()), bytes)
    assert.deepEqual(peaks.peaks, [0, 0.5, 1])
    const hash = createHash('sha256').update(bytes).digest('hex')
    assert.equal(first.headers.get('etag'), `"${hash}"`)
    const byHash = await call('GET', `/renditions/${hash}`)
    assert.deepEqual(new Uint8Array(await byHash.arrayBuffer()), bytes)
  })

  it('sound from where the player wants them to', async () => {
    const { id } = await generate()
    const get = (headers: Record<string, string>) =>
      call('GET', `/pieces/${id}/piece.wav`, { headers })
    const whole = await get({})
    const etag = whole.headers.get('etag')!

    const part = await get({ range: 'bytes=10-19' })
    assert.equal(part.status, 206)
    assert.equal(part.headers.get('content-range'), 'bytes 10-19/1000')
    assert.deepEqual([...new Uint8Array(await part.arrayBuffer())], [...wav().subarray(10, 20)])
    const tail = await get({ range: 'bytes=-5' })
    assert.deepEqual([...new Uint8Array(await tail.arrayBuffer())], [...wav().subarray(995)])
    const beyond = await get({ range: 'bytes=1000-' })
    assert.equal(beyond.status, 416)
    assert.equal(beyond.headers.get('content-range'), 'bytes */1000')
    assert.equal((await get({ range: 'bytes=0-1,5-6' })).status, 200)
    assert.equal((await get({ 'if-none-match': etag })).status, 304)
    assert.equal((await get({ range: 'bytes=0-1', 'if-range': etag })).status, 206)
    assert.equal((await get({ range: 'bytes=0-1', 'if-range': '"old"' })).status, 200)
    const head = await call('HEAD', `/pieces/${id}/piece.wav`)
    assert.equal(head.headers.get('content-length'), '1000')
  })

  it('are not found where there are none', async () => {
    const paths = ['', '/piece.mid', '/piece.wav', '/manifest', '/peaks'].map(
      (rest) => `/pieces/pc_no${rest}`,
    )
    for (const path of [...paths, `/renditions/${'0'.repeat(64)}`, '/nothing']) {
      const answer = await call('GET', path)
      assert.equal(answer.status, 404, path)
      assert.equal(answer.headers.get('content-type'), 'application/problem+json; charset=utf-8')
    }
  })
})

describe('takes over HTTP', () => {
  let house: OpenHouse
  let live: PlayedLive
  let token: string
  const told: unknown[] = []
  before(async () => {
    house = await openHouse()
    live = await playLive(house.broker.bus)
    token = await house.owner()
    await house.broker.bus.subscribe('take', ({ payload }) => told.push(payload))
  })
  after(() => house[Symbol.asyncDispose]())

  const segment = (): string => {
    const records: JournalRecord[] = [
      {
        type: 'open',
        segment: 'sg_1',
        session: 'ss_1',
        date: '2026-11-23T10:00:00.000Z',
        atMs: 0,
        version: 1,
      },
      { type: 'author', n: 1, author: { kind: 'human', player: 'ada', device: 'keys' } },
      { type: 'midi', atMs: 100, device: 'keys', bytes: [0x90, 60, 100], by: 1 },
      { type: 'midi', atMs: 600, device: 'keys', bytes: [0x80, 60, 0], by: 1 },
      {
        type: 'keep',
        take: 'tk_1',
        title: 'That',
        atMs: 900,
        fromMs: 0,
        toMs: 800,
        because: 'cm_1',
      },
    ]
    return records.map(journalLine).join('')
  }

  it('are kept by live, and come with its journal', async () => {
    const kept = await house.call('POST', '/api/v1/takes', {
      token,
      body: { lastMs: 4000, title: 'That' },
    })
    assert.equal(kept.status, 202)
    assert.equal(kept.headers.get('location'), '/api/v1/takes/tk_1')
    assert.deepEqual(await kept.json(), { take: 'tk_1', lengthMs: 4000, notes: 4 })
    assert.deepEqual(live.told.at(-1), ['keep', { lastMs: 4000, title: 'That' }])

    const push = () =>
      house.call('PUT', '/api/v1/journal/sg_1', {
        token: liveSecret,
        body: segment(),
        headers: { 'content-type': 'text/plain' },
      })
    assert.deepEqual([(await push()).status, (await push()).status], [201, 200])
    assert.deepEqual(told, [{ take: 'tk_1', title: 'That', lengthMs: 800, notes: 1 }])
  })

  it('are listed, named, downloaded and binned', async () => {
    const call = (method: string, path: string, body?: object) =>
      house.call(method, `/api/v1/takes${path}`, { token, ...(body && { body }) })

    const { takes } = (await (await call('GET', '?text=hat')).json()) as { takes: { id: string }[] }
    assert.deepEqual(
      takes.map(({ id }) => id),
      ['tk_1'],
    )
    assert.equal((await call('PATCH', '/tk_1', { title: 'This' })).status, 200)
    const take = (await (await call('GET', '/tk_1')).json()) as { title: string; events: unknown[] }
    assert.equal(take.title, 'This')
    assert.equal(take.events.length, 2)
    const midi = await call('GET', '/tk_1/take.mid?download')
    assert.equal(midi.headers.get('content-disposition'), 'attachment; filename="this.mid"')
    assert.equal(
      Buffer.from(await midi.arrayBuffer())
        .subarray(0, 4)
        .toString(),
      'MThd',
    )
    assert.equal((await call('DELETE', '/tk_1')).status, 204)
    assert.equal((await call('DELETE', '/tk_1')).status, 404)
    assert.deepEqual(await (await call('GET', '')).json(), { takes: [] })
  })

  it('are none where nothing of a journal came', async () => {
    const answer = await house.call('PUT', '/api/v1/journal/sg_2', {
      token: liveSecret,
      body: 'hello',
      headers: { 'content-type': 'text/plain' },
    })

    assert.equal(answer.status, 400)
  })
})
