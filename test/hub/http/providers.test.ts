import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ChainLink } from '#core/bus/topics/states.ts'
import type { Payload } from '#core/bus/topics.ts'
import { v } from '#core/schema.ts'
import { Piece } from '#core/score/piece.ts'
import { composeNow } from '#hub/engine/compose-now.ts'
import { faultsOf } from '#hub/engine/critic.ts'
import type { PieceSummary } from '#hub/library/piece-summary.ts'
import { openai } from '#simulators/providers/openai.ts'
import { planFor } from '#simulators/providers/plans.ts'
import { startVendor, type Vendor } from '#simulators/providers/vendor.ts'
import { corrupted } from '#test/hub/providers/corruptions.ts'
import { loops } from '#test/support/loops.ts'
import { until } from '#test/support/rigsong.ts'
import { type Ran, runInTerminal } from '#test/support/terminal.ts'
import { type OpenHouse, openHouse } from './open-house.ts'

const key = 'sk-simulated-and-secret'
type Line = ChainLink & { model: string; hasKey: boolean; place?: number }

describe('a hub with a provider', () => {
  let vendor: Vendor
  let house: OpenHouse
  let events: Payload<'piece'>[]

  beforeEach(async () => {
    vendor = await startVendor(openai, { key })
    house = await openHouse({
      env: { RIGSONG_OPENAI_URL: vendor.url },
      composer: { compose: async (ask) => composeNow(ask) },
    })
    events = []
    await house.broker.bus.subscribe('piece', ({ payload }) => events.push(payload))
  })
  afterEach(async () => {
    await house[Symbol.asyncDispose]()
    await vendor[Symbol.asyncDispose]()
  })

  const call = async (method: string, path: string, body?: unknown) =>
    house.call(method, path, { token: await house.owner(), ...(body !== undefined && { body }) })
  const json = async <T>(method: string, path: string, body?: unknown): Promise<T> =>
    (await (await call(method, path, body)).json()) as T
  const rigsong = async (line: string, input: readonly string[] = []): Promise<Ran> =>
    runInTerminal(line.split(' '), {
      env: { RIGSONG_DATA: house.dataDir },
      cwd: house.dataDir,
      input,
    })
  const openaiLine = async (): Promise<Line> => {
    const { providers } = await json<{ providers: Line[] }>('GET', '/api/v1/providers')
    return providers.find(({ name }) => name === 'openai')!
  }
  const generate = (body: object = {}): Promise<PieceSummary> =>
    json('POST', '/api/v1/generate', { prompt: 'a lo-fi beat in D minor', seed: 7, ...body })

  it('asks nobody before it was given a key', async () => {
    await generate({ planWithinMs: 2000 })

    assert.deepEqual(vendor.requests(), [])
    assert.equal((await openaiLine()).state, 'off')
  })

  it('answers with the local piece and brings a better one after it', async () => {
    await rigsong('provider key openai', [key])

    const first = await generate()
    await until(() => events.some(({ upgrades }) => upgrades === first.id), 'the better piece')

    const { piece: id } = events.find(({ upgrades }) => upgrades === first.id)!
    const better = await json<Piece>('GET', `/api/v1/pieces/${id}`)
    assert.equal(better.title, 'Paper Boats on Tuesday')
    assert.deepEqual(
      [better.spec.bpm, better.spec.key, better.seed, better.provenance.from],
      [first.bpm, { tonic: 'D', mode: 'minor' }, 7, first.id],
    )
    assert.deepEqual(better.provenance.plan, {
      ...{ provider: 'openai', model: 'gpt-5.4-mini', prompt: 'plan-3', repairs: 0 },
      upgrades: first.id,
    })
    const authors = better.parts.flatMap(({ notes }) => notes.map(({ author }) => author))
    assert.ok(authors.every((by) => by.kind === 'machine' && by.provider === 'openai'))
    assert.equal(first.plannedBy, undefined)
  })

  it('answers with the better piece where its asker can wait, and again for the same key', async () => {
    await rigsong('provider key openai', [key])
    const words = {
      token: await house.owner(),
      headers: { 'idempotency-key': 'once' },
      body: { prompt: 'rain in D minor', seed: 7, planWithinMs: 5000 },
    }

    const one = (await (await house.call('POST', '/api/v1/generate', words)).json()) as PieceSummary
    const two = (await (await house.call('POST', '/api/v1/generate', words)).json()) as PieceSummary

    assert.equal(one.plannedBy, 'openai')
    assert.equal(two.id, one.id)
    assert.equal(vendor.requests().length, 1)
  })

  it('counts a plan that came back good from being sent back among what was mended', async () => {
    await rigsong('provider key openai', [key])
    vendor.next('fits')

    const { id } = await generate({ planWithinMs: 5000 })

    const { provenance } = await json<Piece>('GET', `/api/v1/pieces/${id}`)
    assert.equal(provenance.plan?.repairs, 1)
    const { spentUsd } = await openaiLine()
    assert.equal(spentUsd, (2 * (900 * 1 + 420 * 6)) / 1e6)
  })

  it('waits for the plan on the command line where it is told to', async () => {
    await rigsong('provider key openai', [key])

    const ran = await rigsong('generate rain --seed 7 --plan-within 5')

    assert.match(ran.out, /^Paper Boats on Tuesday: .* planned by openai; kept as pc_/)
  })

  it('does not wait longer than it may', async () => {
    await rigsong('provider key openai', [key])
    vendor.always('silence')
    const before = performance.now()

    const piece = await generate({ planWithinMs: 200 })

    assert.equal(piece.plannedBy, undefined)
    assert.ok(performance.now() - before < 2000)
  })

  it('asks nobody for 0 ms, for a spec, or for another one of the same', async () => {
    await rigsong('provider key openai', [key])

    const first = await generate({ planWithinMs: 0 })
    const { spec } = await json<Piece>('GET', `/api/v1/pieces/${first.id}`)
    await json('POST', '/api/v1/generate', { spec, planWithinMs: 1000 })
    await json('POST', '/api/v1/generate', { from: first.id, planWithinMs: 1000 })

    assert.deepEqual(vendor.requests(), [])
  })

  it('plays on after nonsense, a cut, a refusal and an empty purse, and says what is wrong', async () => {
    await rigsong('provider key openai', [key])
    const said: unknown[] = []
    for (const how of ['misfits', 'refusal', 'overloaded', 'out-of-credit'] as const) {
      // Nonsense is sent back once.
      vendor.next(...(how === 'misfits' ? [how, how] : [how]))

      const piece = await generate({ planWithinMs: 5000 })

      assert.equal(piece.plannedBy, undefined)
      said.push((await openaiLine()).failure)
    }

    assert.deepEqual(said, [
      'answered nonsense',
      'declined to plan this',
      'is overloaded or broken (503)',
      'has no credit left (insufficient_quota)',
    ])
    assert.equal((await openaiLine()).state, 'out-of-credit')
  })

  it('shows the chain on the bus, with the failure and the money', async () => {
    const states: Payload<'providers'>[] = []
    await house.broker.bus.subscribe('providers', ({ payload }) => states.push(payload))
    await rigsong('provider key openai', [key])
    vendor.next('rate-limit')

    await generate({ planWithinMs: 5000 })
    await generate({ planWithinMs: 500 })

    await until(() => states.at(-1)?.chain[0]?.state === 'open', 'the open breaker')
    const [link, last] = states.at(-1)!.chain
    assert.deepEqual([link?.name, link?.failure], ['openai', 'wants us to wait (429)'])
    assert.ok(Date.parse(link!.until!) > Date.now())
    assert.deepEqual([last?.name, last?.state], ['local', 'ready'])
    assert.equal(vendor.requests().length, 1)
  })

  it('counts what it cost and keeps to the cap', async () => {
    await rigsong('provider key openai', [key])
    await generate({ planWithinMs: 5000 })
    const { spentUsd } = await openaiLine()

    await rigsong('provider cap openai 0.001')
    const piece = await generate({ planWithinMs: 5000 })

    assert.equal(spentUsd, (900 * 1 + 420 * 6) / 1e6)
    assert.equal(piece.plannedBy, undefined)
    assert.equal((await openaiLine()).state, 'over-cap')
  })

  it('takes the key from a file or unseen, never as an argument, and shows it nowhere', async () => {
    await writeFile(join(house.dataDir, 'key.txt'), `${key}\n`)

    const ran = await rigsong('provider key openai --key-file key.txt --json')
    const argument = await rigsong(`provider key openai ${key}`)
    await generate({ planWithinMs: 5000 })

    assert.equal(ran.code, 0, ran.err)
    assert.equal(JSON.parse(ran.out).hasKey, true)
    assert.equal(argument.code, 2)
    const shown = ran.out + JSON.stringify(await json('GET', '/api/v1/providers'))
    assert.doesNotMatch(shown, /sk-simulated/)
    for (const file of ['library.sqlite', 'library.sqlite-wal']) {
      const bytes = await readFile(join(house.dataDir, 'hub', file)).catch(() => Buffer.alloc(0))
      assert.equal(bytes.includes(key), false, file)
    }
  })

  it('brings a playable piece for every damaged reply, and none late', async () => {
    let seed = 0
    await using mad = await startVendor(openai, {
      key,
      write: (message) => corrupted(JSON.stringify(planFor(message)), seed),
    })
    await using own = await openHouse({
      env: { RIGSONG_OPENAI_URL: mad.url },
      composer: { compose: async (ask) => composeNow(ask) },
    })
    const token = await own.owner()
    const ask = async <T>(method: string, path: string, body: object): Promise<T> =>
      (await (await own.call(method, path, { token, body })).json()) as T
    const many = loops(10, 1000)
    let planned = 0

    for (; seed < many; seed++) {
      // As if each were the first: a breaker would spare us most of them.
      await ask('PUT', '/api/v1/providers/openai', { key, capUsd: 100_000 })
      const begunMs = performance.now()
      const wish = { bpm: 90, bars: 8, key: { tonic: 'D', mode: 'minor' } }
      const made = await ask<PieceSummary>('POST', '/api/v1/generate', {
        wish,
        seed,
        planWithinMs: 5000,
      })
      assert.ok(performance.now() - begunMs < 5500, `seed ${seed} came late`)
      if (made.plannedBy !== undefined) planned += 1
      const piece = await own.library.pieces.get(made.id)
      assert.ok(v.is(Piece, piece), `seed ${seed}`)
      assert.ok(
        piece.parts.some(({ notes }) => notes.length > 0),
        `seed ${seed}`,
      )
      assert.deepEqual(faultsOf(piece).slice(0, made.plannedBy === undefined ? 0 : 9), [])
      assert.deepEqual([made.bpm, made.key, made.bars], [90, 'D minor', 8], `seed ${seed}`)
    }
    const asked = mad.requests().length
    assert.ok(asked >= many && asked <= 2 * many, String(asked))
    assert.ok(planned > many / 4, `${planned} of ${many} were of any use`)
  }).timeout(300_000)

  it('lets the owner alone change it', async () => {
    const asked = await house.call('PUT', '/api/v1/providers/openai', { body: { key } })

    assert.ok([401, 403].includes(asked.status), String(asked.status))
  })

  it('is told which providers there are', async () => {
    const ran = await rigsong('provider use nobody')
    const none = await rigsong('provider use none')

    assert.match(ran.err, /openai, anthropic, gemini/)
    assert.equal(none.code, 0)
  })
})
