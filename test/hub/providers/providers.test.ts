import assert from 'node:assert/strict'
import type { Payload } from '#core/bus/topics.ts'
import { HubError } from '#core/errors.ts'
import { composeNow } from '#hub/engine/compose-now.ts'
import { planPiece } from '#hub/engine/plan.ts'
import { auditionFor } from '#hub/library/audition.ts'
import { openProviders, type Providers } from '#hub/providers/providers.ts'
import { openLog } from '#runtime/log.ts'
import { sealedWith } from '#runtime/sealed.ts'
import { anthropic } from '#simulators/providers/anthropic.ts'
import type { Behaviour } from '#simulators/providers/behaviours.ts'
import { gemini } from '#simulators/providers/gemini.ts'
import { lyriaBehaviourNames, startLyria } from '#simulators/providers/lyria.ts'
import { openai } from '#simulators/providers/openai.ts'
import { startVendor, type Vendor } from '#simulators/providers/vendor.ts'
import { type OpenLibrary, openTestLibrary } from '#test/hub/library/open-library.ts'
import { pieceOf } from '#test/hub/library/pieces-of.ts'

const key = 'sk-nobody-may-read-this'
const wish = { bars: 8, key: { tonic: 'D', mode: 'minor' } } as const
const draft = planPiece(wish, 7)
const sealing = (byte: number) => sealedWith(Buffer.alloc(32, byte).toString('base64url'))

describe('the providers of a hub', function () {
  this.timeout(20_000)
  let open: OpenLibrary
  let vendors: Record<string, Vendor>
  let logged: string
  let told: Payload<'providers'>[]

  before(async () => {
    open = await openTestLibrary()
    vendors = {
      openai: await startVendor(openai, { key }),
      anthropic: await startVendor(anthropic, { key }),
      gemini: await startVendor(gemini, { key }),
    }
  })
  after(async () => {
    for (const vendor of Object.values(vendors)) await vendor[Symbol.asyncDispose]()
    await open[Symbol.asyncDispose]()
  })
  beforeEach(async () => {
    logged = ''
    told = []
    for (const table of ['providers', 'providerSpending'])
      await open.database.run(`DELETE FROM ${table}`)
  })

  async function opened(env: Record<string, string> = {}, byte = 7): Promise<Providers> {
    const addresses = Object.entries(vendors).map(([name, { url }]) => [
      `RIGSONG_${name.toUpperCase()}_URL`,
      url,
    ])
    return openProviders({
      database: open.database,
      sealed: sealing(byte),
      bus: {
        async publish(_, payload) {
          told.push(payload as Payload<'providers'>)
        },
      },
      clock: open.clock,
      log: openLog('test', 'debug', {
        write(line: string) {
          logged += line
        },
      }),
      env: { ...Object.fromEntries(addresses), ...env },
    })
  }
  const audition = auditionFor(pieceOf('pc_1'), {
    composer: { compose: async (ask) => composeNow(ask) },
  })
  const plan = (providers: Providers) => providers.plan({ draft, wish, prompt: 'rain', audition })

  it('are asked in the order that was said, also after the hub comes back', async () => {
    const first = await opened()
    for (const name of ['openai', 'anthropic', 'gemini']) await first.change(name, { key })
    await first.use(['gemini', 'openai'])
    await first[Symbol.asyncDispose]()

    await using providers = await opened()
    vendors.gemini!.next('overloaded')
    const planned = await plan(providers)

    assert.equal(planned?.provider, 'openai')
    assert.deepEqual(
      told.at(-1)?.chain.map(({ name, failure }) => [name, failure]),
      [
        ['gemini', 'is overloaded or broken (503)'],
        ['openai', undefined],
        ['local', undefined],
      ],
    )
  })

  it('say nothing of a key, whatever goes wrong', async () => {
    await using lyria = await startLyria({ key })
    await using providers = await opened({ RIGSONG_LYRIA_URL: lyria.url })
    for (const name of ['openai', 'anthropic', 'gemini', 'lyria'])
      await providers.change(name, { key })
    const bad: Behaviour[] = ['key-refused', 'rate-limit', 'out-of-credit', 'bad-request', 'html']

    for (const how of bad) {
      for (const [name, vendor] of Object.entries(vendors)) {
        await providers.change(name, { model: 'some' })
        vendor.next(how)
      }
      await plan(providers)
    }
    const refusals: unknown[] = []
    for (const how of lyriaBehaviourNames.filter((one) => !['silence', 'no-setup'].includes(one))) {
      await providers.change('lyria', { model: 'some' })
      lyria.next(how)
      await providers.bed(pieceOf('pc_1'), 'cm_2').catch((error: unknown) => refusals.push(error))
    }
    await using away = await opened({ RIGSONG_LYRIA_URL: 'ws://127.0.0.1:9' })
    await away.bed(pieceOf('pc_1'), 'cm_2').catch((error: unknown) => refusals.push(error))

    assert.ok(refusals.length > 5 && logged.includes('provider failed'))
    const words = refusals.map((error) => (error as HubError).message).join()
    assert.doesNotMatch(logged + JSON.stringify(told) + words, /nobody-may-read|127\.0\.0\.1/)
  })

  it('are off, and nothing breaks, where the keys were sealed by another hub', async () => {
    const first = await opened()
    await first.change('openai', { key })
    await first[Symbol.asyncDispose]()

    await using providers = await opened({}, 8)
    const planned = await plan(providers)

    assert.equal(planned, undefined)
    const line = providers.list().find(({ name }) => name === 'openai')
    assert.deepEqual([line?.state, line?.failure], ['off', 'has no key (secret-unreadable)'])
  })

  it('keep both of two changes that are made at once', async () => {
    await using providers = await opened()

    await Promise.all([
      providers.change('openai', { key }),
      providers.change('openai', { model: 'gpt-5.4-nano' }),
      providers.change('gemini', { key }),
      providers.change('openai', { capUsd: 3 }),
    ])

    const lines = providers.list()
    const line = lines.find(({ name }) => name === 'openai')
    assert.deepEqual([line?.hasKey, line?.model, line?.capUsd], [true, 'gpt-5.4-nano', 3])
    const places = lines.flatMap(({ place }) => (place === undefined ? [] : [place]))
    assert.deepEqual(places.toSorted(), [1, 2])
  })

  it('take nobody into the chain who plans nothing', async () => {
    await using providers = await opened()

    await assert.rejects(providers.use(['lyria']), { code: 'bad-request' })
    await assert.rejects(providers.use(['local']), { code: 'not-found' })
  })

  it('play one bed for who asks twice', async () => {
    await using lyria = await startLyria({ key })
    await using providers = await opened({ RIGSONG_LYRIA_URL: lyria.url })
    await providers.change('lyria', { key })
    const piece = { ...pieceOf('pc_1'), lengthBeats: 8 }

    const [one, two] = await Promise.all([
      providers.bed(piece, 'cm_2'),
      providers.bed(piece, 'cm_3'),
    ])

    assert.equal(one, two)
    assert.equal(lyria.messages().filter((message) => 'setup' in message).length, 1)
  })

  it('are over a cap until the month is over', async () => {
    await using providers = await opened()
    await providers.change('openai', { key, capUsd: 0 })
    const stateOf = () => providers.list().find(({ name }) => name === 'openai')?.state

    await plan(providers)
    const inNovember = stateOf()
    open.clock.turnTo('2026-12-01T00:00:00.000Z')
    const inDecember = stateOf()
    open.clock.turnTo('2026-11-23T18:00:00.000Z')

    assert.deepEqual([inNovember, inDecember, stateOf()], ['over-cap', 'ready', 'over-cap'])
  })

  it('forget a key that is to be forgotten', async () => {
    await using providers = await opened()
    await providers.change('openai', { key })

    const line = await providers.change('openai', { key: '' })

    assert.deepEqual([line.hasKey, line.place, providers.willing()], [false, undefined, false])
  })

  it('are let go of at the end, whoever is still thinking', async () => {
    const providers = await opened()
    await providers.change('openai', { key })
    vendors.openai!.next('silence')
    const planning = providers.inBackground(plan(providers))

    await providers[Symbol.asyncDispose]()

    assert.equal(await planning, undefined)
  })

  it('have addresses that can be called', async () => {
    const wrong = { RIGSONG_GEMINI_URL: 'ftp://x', RIGSONG_LYRIA_URL: 'https://x' }

    for (const [name, url] of [...Object.entries(wrong), ['RIGSONG_OPENAI_URL', 'http://a:b@c']])
      await assert.rejects(
        opened({ [name!]: url! }),
        (error) =>
          error instanceof HubError &&
          error.code === 'bad-settings' &&
          !error.message.includes(url!),
      )
  })
})
