import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { skip } from '#test/support/skip.ts'
import { violationsOn } from './accessibility.ts'
import { type Browser, chromiumIsThere, openBrowser, sizes, themes, visit } from './browser.ts'
import { builtPage } from './built-page.ts'
import { type Layout, layoutOf } from './geometry.ts'
import { openStandIn, type StandIn } from './stand-in.ts'

type Screen = {
  readonly path: string
  /** The one size that is hard for it. */
  readonly only?: string
  /** The part of the screen to look at. */
  readonly press?: string
  readonly there: string
  readonly mustSee: readonly string[]
}

const screens: readonly Screen[] = [
  {
    path: '/play',
    there: '.card .mini-roll:not(.skeleton)',
    mustSee: ['.play-button', '.generate', '.panic', 'rs-roll', 'rs-keys'],
  },
  {
    path: '/pieces',
    there: '.piece-row .mini-roll:not(.skeleton)',
    mustSee: ['.panic', '.search .input', '.here-button'],
  },
  { path: '/my-flows', there: '.flows-told', mustSee: ['.panic', '.flows-head a'] },
  ...['Examples', 'Versions', 'Safety'].map((press) => ({
    path: '/my-flows',
    press,
    there: '.flows-part .panel',
    mustSee: ['.panic', '.flows-part button'],
    only: 'phone',
  })),
]

function assertLaidOut(layout: Layout): void {
  const { sidewaysPx, overlaps, small, outside, belowFold } = layout
  assert.deepEqual(
    { sidewaysPx: Math.max(0, sidewaysPx), overlaps, small, outside, belowFold },
    { sidewaysPx: 0, overlaps: [], small: [], outside: [], belowFold: [] },
  )
}

describe('the look of the page', function () {
  this.timeout(60_000)
  const stack = new AsyncDisposableStack()
  let browser: Browser
  let hub: StandIn

  before(async function () {
    if (!chromiumIsThere()) skip(this, 'chromium is not installed')
    hub = stack.use(await openStandIn({ page: await builtPage(), pieces: 7 }))
    browser = await openBrowser()
    stack.defer(() => browser.close())
  })
  after(() => stack.disposeAsync())

  for (const size of sizes) {
    it(`lets everybody see and reach everything on a ${size.name}, in both themes`, async () => {
      const page = await visit(browser, size)
      for (const { path, press, there, mustSee, only } of screens) {
        if (only && only !== size.name) continue
        await page.goto(hub.url + path)
        if (press) await page.getByRole('button', { name: press, exact: true }).click()
        await page.locator(there).first().waitFor({ state: 'attached' })

        for (const theme of themes) {
          await page.emulateMedia({ colorScheme: theme })
          await page.locator(`html[data-theme="${theme}"]`).waitFor()
          const layout = await layoutOf(page, mustSee)
          assertLaidOut(layout)
          if (path === '/play') assert.ok(layout.narrowestWhiteKey >= 44)
          assert.deepEqual(await violationsOn(page), [])
        }
      }
      await page.context().close()
    })
  }

  it('lets everybody come in, with a thumb or on a small screen', async () => {
    await using closed = await openStandIn({ page: await builtPage(), signedIn: false })
    for (const size of [sizes[1], sizes[2]]) {
      const page = await visit(browser, size, 'light')
      await page.goto(closed.url)
      await page.locator('.door-panel').waitFor()

      assertLaidOut(await layoutOf(page, []))
      assert.deepEqual(await violationsOn(page), [])
      await page.context().close()
    }
  })

  it('keeps the list of notes reachable and readable beside the roll', async () => {
    const page = await visit(browser, sizes[0])
    await page.goto(`${hub.url}/play`)
    await page.getByLabel('Notes as a list').click()

    await page.getByText('No notes yet.').waitFor()

    assert.deepEqual(await violationsOn(page), [])
    await page.context().close()
  })
})

describe('the weight of the page', function () {
  this.timeout(60_000)
  const gzipped: Record<string, number> = {}
  let fonts = 0
  let html = ''

  before(async () => {
    const folder = await builtPage()
    html = await readFile(join(folder, 'index.html'), 'utf8')
    for (const name of await readdir(join(folder, 'assets'))) {
      const bytes = await readFile(join(folder, 'assets', name))
      if (name.endsWith('.woff2')) fonts += bytes.byteLength
      else gzipped[name] = gzipSync(bytes, { level: 9 }).byteLength
    }
  })
  const weigh = (which: (name: string) => boolean): number =>
    Object.entries(gzipped).reduce((sum, [name, bytes]) => sum + (which(name) ? bytes : 0), 0)

  it('is at most 45 kB of script for Play, with the synth', () => {
    // A visitor gets the synth once: in a worklet where the context is secure, else in a worker.
    const shell = weigh((name) => name.startsWith('index-') && name.endsWith('.js'))
    const synth = Math.max(
      weigh((n) => n.startsWith('worklet')),
      weigh((n) => n.includes('worker')),
    )

    assert.ok(shell > 10_000 && synth > 1000)
    assert.ok(shell + synth <= 45_000, `${shell} + ${synth} bytes`)
  })

  it('is at most 12 kB of style and 55 kB of fonts', () => {
    const style = weigh((name) => name.endsWith('.css'))

    assert.ok(style > 1000 && style <= 12_000, `${style} bytes`)
    assert.ok(fonts > 10_000 && fonts <= 55_000, `${fonts} bytes`)
  })

  it('holds no inline script, no inline style and no address of elsewhere', () => {
    assert.doesNotMatch(html, /<style|style=|<script(?![^>]*\bsrc=)/)
    assert.doesNotMatch(html, /(?:src|href)="(?!\/assets\/)/)
  })
})
