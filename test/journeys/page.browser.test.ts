import assert from 'node:assert/strict'
import { type Rigsong, startRigsong, until } from '#test/support/rigsong.ts'
import { skip } from '#test/support/skip.ts'
import {
  type Browser,
  chromiumIsThere,
  openBrowser,
  type Page,
  sizes,
  visit,
} from '../hub/web/browser.ts'
import { builtPage } from '../hub/web/built-page.ts'

describe('a newcomer with a browser', function () {
  this.timeout(120_000)
  let browser: Browser
  let rigsong: Rigsong
  let page: Page
  const troubles: string[] = []

  before(async function () {
    if (!chromiumIsThere()) skip(this, 'chromium is not installed')
    await builtPage()
    ;[browser, rigsong] = await Promise.all([openBrowser(), startRigsong()])
    page = await visit(browser, sizes[0])
    page.setDefaultTimeout(30_000)
    page.on('console', (message) => {
      if (message.type() === 'error') troubles.push(message.text())
    })
    page.on('requestfailed', (request) => {
      troubles.push(`${request.url()} ${request.failure()?.errorText}`)
    })
  })
  after(async () => {
    await browser?.close()
    await rigsong?.[Symbol.asyncDispose]()
  })

  it('opens the printed address and owns the hub with one press', async () => {
    await page.goto(/http:\/\/localhost\S+/.exec(rigsong.printed())![0])
    await page.getByRole('button', { name: 'Claim the hub' }).click()

    await page.locator('rs-keys button').first().waitFor()
    assert.doesNotMatch(page.url(), /claim/)
  })

  it('plays four notes with the letters and sees the answer come', async () => {
    await page.getByLabel('Notes as a list').click()
    for (const letter of ['a', 'd', 'g', 'a']) {
      await page.keyboard.down(letter)
      await page.waitForTimeout(250)
      await page.keyboard.up(letter)
      await page.waitForTimeout(150)
    }

    await page
      .getByRole('row', { name: /Machine/ })
      .first()
      .waitFor()
    assert.equal(await page.getByRole('row', { name: /You/ }).count(), 4)
  })

  it('generates a piece, which plays at once and stands in Pieces', async () => {
    await page.getByLabel('What should it sound like?').fill('a lo-fi beat at 80 bpm in D minor')
    await page.getByRole('button', { name: 'Generate' }).click()
    const stop = page.getByRole('button', { name: 'Stop', exact: true })
    await stop.waitFor()
    await stop.click()
    await page.getByRole('link', { name: 'Pieces', exact: true }).first().click()

    const { pieces } = await rigsong.call<{ pieces: { title: string }[] }>('GET', '/api/v1/pieces')
    await page.getByRole('heading', { name: pieces[0]!.title }).waitFor()
  })

  it('hears it in the browser', async () => {
    const { pieces } = await rigsong.call<{ pieces: { title: string }[] }>('GET', '/api/v1/pieces')
    await page.getByRole('button', { name: `Play ${pieces[0]!.title} here` }).click()

    await until(
      async () =>
        (await page.evaluate<number>("document.querySelector('.here-progress')?.value ?? 0")) > 0,
      'the sound file to play',
      60_000,
    )
  })

  it('asks nothing of the internet and meets no error on the way', () => {
    assert.deepEqual(troubles, [])
  })
})
