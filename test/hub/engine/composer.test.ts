import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import sinon from 'sinon'
import { HubError } from '#core/errors.ts'
import { composeNow } from '#hub/engine/compose-now.ts'
import { openComposer } from '#hub/engine/composer.ts'

const silent = () => ({ debug() {}, info() {}, warn: sinon.spy(), error() {} })
const lofi = { wish: { style: 'lofi', bars: 8 }, seed: 7, because: 'cm_1' } as const
const coded = (code: string) => (error: unknown) => error instanceof HubError && error.code === code

describe('openComposer', () => {
  let folder: string
  const script = async (name: string, text: string): Promise<URL> => {
    await writeFile(join(folder, name), text)
    return pathToFileURL(join(folder, name))
  }

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rigsong-'))
  })
  after(() => rm(folder, { recursive: true }))

  it('composes in its worker what is composed here, to the byte', async () => {
    await using composer = openComposer({ log: silent() })

    const composition = await composer.compose({ ...lofi, prompt: 'a lofi beat' })

    assert.equal(
      JSON.stringify(composition),
      JSON.stringify(composeNow({ ...lofi, prompt: 'a lofi beat' })),
    )
  })

  it('answers each of many requests with its own piece', async () => {
    await using composer = openComposer({ log: silent() })

    const seeds = [1, 2, 3, 4, 5]
    const pieces = await Promise.all(seeds.map((seed) => composer.compose({ ...lofi, seed })))

    assert.deepEqual(
      pieces.map((piece) => piece.seed),
      seeds,
    )
  })

  it('says worker-lost for the request whose worker died, and goes on with a fresh one', async () => {
    const dies = await script(
      'dies.mjs',
      `import { parentPort } from 'node:worker_threads'
       parentPort.on('message', ({ n, ask }) => {
         if (ask.because === 'die') process.exit(3)
         parentPort.postMessage({ n, composition: JSON.stringify({ seed: ask.seed }) })
       })`,
    )
    const log = silent()
    await using composer = openComposer({ log, script: dies })

    const [lost, next] = await Promise.allSettled([
      composer.compose({ ...lofi, because: 'die' }),
      composer.compose({ ...lofi, seed: 8 }),
    ])

    assert.ok(lost.status === 'rejected' && coded('worker-lost')(lost.reason))
    assert.equal(next.status === 'fulfilled' && next.value.seed, 8)
    assert.equal(log.warn.callCount, 1)
  })

  it('hands on what the composer refuses', async () => {
    const refuses = await script(
      'refuses.mjs',
      `import { parentPort } from 'node:worker_threads'
       parentPort.on('message', ({ n }) => parentPort.postMessage({ n, error:
         { code: 'bad-request', message: 'no', hint: 'say it better' } }))`,
    )
    await using composer = openComposer({ log: silent(), script: refuses })

    await assert.rejects(composer.compose(lofi), coded('bad-request'))
  })

  it('stops an aborted request and keeps serving the others', async () => {
    const hangs = await script(
      'hangs.mjs',
      `import { parentPort } from 'node:worker_threads'
       parentPort.on('message', ({ n, ask }) => {
         if (ask.because === 'hang') for (;;);
         parentPort.postMessage({ n, composition: '{}' })
       })`,
    )
    await using composer = openComposer({ log: silent(), script: hangs })
    const stop = new AbortController()

    const hanging = composer.compose({ ...lofi, because: 'hang' }, stop.signal)
    const queued = composer.compose({ ...lofi, because: 'hang' }, stop.signal)
    const other = composer.compose(lofi)
    stop.abort(new Error('enough'))

    await assert.rejects(hanging, /enough/)
    await assert.rejects(queued, /enough/)
    assert.deepEqual(await other, {})
    await assert.rejects(composer.compose(lofi, stop.signal), /enough/)
  })

  it('refuses more than it can remember, and everything once closed', async () => {
    const composer = openComposer({ log: silent() })

    const asked = Array.from({ length: 40 }, (_, seed) => composer.compose({ ...lofi, seed }))
    const waiting = Promise.allSettled(asked)
    await composer[Symbol.asyncDispose]()

    const codes = (await waiting).map((end) =>
      end.status === 'rejected' ? end.reason.code : 'done',
    )
    assert.deepEqual(new Set(codes), new Set(['worker-lost', 'limit-exceeded']))
    await assert.rejects(composer.compose(lofi), coded('worker-lost'))
  })
})
