import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'
import { levelDb, strongestCentsFrom } from '#test/hub/audio/pitch.ts'
import { type Browser, chromiumIsThere, openBrowser, type Page } from '#test/hub/web/browser.ts'
import { skip } from '#test/support/skip.ts'
import { openTempFolder } from '#test/support/temp.ts'

const sound = join(import.meta.dirname, '../../../../hub/web/sound/sound.ts')

/** A page that has nothing but the sound, and taps what goes to the speakers. */
const script = `
  import { openSound } from ${JSON.stringify(sound)}
  const connect = AudioNode.prototype.connect
  AudioNode.prototype.connect = function (to, ...rest) {
    if (to instanceof AudioDestinationNode) {
      globalThis.tap = new AnalyserNode(this.context, { fftSize: 32768 })
      connect.call(this, globalThis.tap)
    }
    return connect.call(this, to, ...rest)
  }
  globalThis.heard = () => {
    const samples = new Float32Array(32768)
    globalThis.tap.getFloatTimeDomainData(samples)
    return samples
  }
  globalThis.loud = (part) => part.reduce((sum, x) => sum + x * x, 0) / part.length
  globalThis.sound = openSound()
`

describe('the sound of the page', function () {
  this.timeout(30_000)
  const stack = new AsyncDisposableStack()
  let browser: Browser
  let dist: string
  let port: number

  before(async function () {
    if (!chromiumIsThere()) skip(this, 'chromium is not installed')
    const folder = stack.use(await openTempFolder())
    dist = join(folder.path, 'dist')
    await buildPage(folder.path)
    const server = createServer(({ url = '/' }, answer) => void serve(dist, url, answer))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    stack.defer(() => void server.close())
    port = (server.address() as AddressInfo).port
    browser = await openBrowser()
    stack.defer(() => browser.close())
  })

  after(() => stack.disposeAsync())

  it('comes from an AudioWorklet on localhost', async () => {
    const page = await (await browser.newContext()).newPage()

    await page.goto(`http://localhost:${port}/`)

    assert.equal(await startSound(page), 'worklet')
    await assertSoundsAndStops(page)
  })

  it('comes from a web worker on a page opened by name over plain HTTP', async () => {
    const context = await browser.newContext({ proxy: { server: `http://127.0.0.1:${port}` } })
    const page = await context.newPage()

    await page.goto('http://rig.test/')

    assert.equal(await page.evaluate('isSecureContext'), false)
    assert.equal(await startSound(page), 'worker')
    await assertSoundsAndStops(page)
  })

  it('is at most 20 kB for a visitor', async () => {
    const files = await readdir(join(dist, 'assets'))
    const sizes = await Promise.all(
      files.map(async (file) => ({
        file,
        bytes: gzipSync(await readFile(join(dist, 'assets', file))).length,
      })),
    )

    const page = sizes.filter(({ file }) => file.startsWith('index'))
    const synths = sizes.filter(({ file }) => !file.startsWith('index'))

    assert.equal(synths.length, 2)
    const most = page[0]!.bytes + Math.max(...synths.map(({ bytes }) => bytes))
    assert.ok(most <= 20_000, `${most} bytes`)
  })
})

async function buildPage(folder: string): Promise<void> {
  await mkdir(join(folder, 'page'))
  await writeFile(join(folder, 'page/main.js'), script)
  await writeFile(
    join(folder, 'page/index.html'),
    '<!doctype html><title>sound</title><script type="module" src="./main.js"></script>',
  )
  await build({
    configFile: false,
    root: join(folder, 'page'),
    logLevel: 'error',
    build: { outDir: join(folder, 'dist'), modulePreload: { polyfill: false } },
  })
}

/** Also as a proxy: through one, a page can be opened by a name that is not localhost. */
async function serve(dist: string, url: string, answer: ServerResponse): Promise<void> {
  const path = new URL(url, 'http://localhost').pathname
  const body = await readFile(join(dist, path === '/' ? 'index.html' : path)).catch(() => '')
  const type = extname(path) === '.js' ? 'text/javascript' : 'text/html'
  answer.writeHead(body ? 200 : 404, { 'content-type': type }).end(body)
}

async function startSound(page: Page): Promise<string> {
  await page.waitForFunction('globalThis.sound')
  return page.evaluate('sound.start().then(() => sound.kind())')
}

async function assertSoundsAndStops(page: Page): Promise<void> {
  await page.evaluate(`sound.noteOn('ep', 69, 110)`)
  // The whole stretch: its start has the note already, its end is not behind a gap.
  await page.waitForFunction(
    `Math.min(...[0, 14336, 28672].map((from) =>
    loud(heard().subarray(from, from + 4096)))) > 1e-5`,
    undefined,
    { polling: 100 },
  )
  const heard = Float32Array.from(await page.evaluate<number[]>('Array.from(heard())'))
  const sampleRate = await page.evaluate<number>('tap.context.sampleRate')
  await page.evaluate('sound.silence()')
  await page.waitForFunction('loud(heard()) === 0', undefined, { polling: 100 })

  assert.ok(levelDb(heard) > -40, `${levelDb(heard)} dB`)
  const cents = strongestCentsFrom(440, heard, sampleRate)
  assert.ok(Math.abs(cents) < 5, `${cents} cents`)
}
