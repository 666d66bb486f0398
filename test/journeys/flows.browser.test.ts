import assert from 'node:assert/strict'
import type { FrameLocator, Locator } from 'playwright-core'
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

type FlowNode = { id: string; type: string; z?: string; wires?: string[][] }

describe('an owner who rewires the hub', function () {
  this.timeout(120_000)
  let browser: Browser
  let rigsong: Rigsong
  let page: Page
  let editor: FrameLocator
  const strangers: string[] = []

  before(async function () {
    if (!chromiumIsThere()) skip(this, 'chromium is not installed')
    const env = { RIGSONG_PROCESSES: 'live,flows' }
    ;[browser, rigsong] = await Promise.all([openBrowser(), startRigsong({ env })])
    page = await visit(browser, sizes[0])
    page.setDefaultTimeout(30_000)
    page.on('request', (request) => {
      const url = request.url()
      if (!url.startsWith(rigsong.url) && !/^(?:data|blob):/.test(url)) strangers.push(url)
    })
    editor = page.frameLocator('.flows-frame')
  })
  after(async () => {
    await browser?.close()
    await rigsong?.[Symbol.asyncDispose]()
  })

  const deployed = async (): Promise<readonly FlowNode[]> =>
    (await rigsong.call<FlowNode[]>('GET', '/flows/flows')).filter(({ z }) => z !== undefined)
  const middleOf = async (what: Locator): Promise<{ x: number; y: number }> => {
    const { x, y, width, height } = (await what.boundingBox())!
    return { x: x + width / 2, y: y + height / 2 }
  }
  async function drag(what: Locator, to: { x: number; y: number }): Promise<void> {
    const from = await middleOf(what)
    await page.mouse.move(from.x, from.y)
    await page.mouse.down()
    await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 5 })
    await page.mouse.move(to.x, to.y, { steps: 5 })
    await page.mouse.up()
  }
  /** On the free canvas, from its left upper corner. */
  const onCanvas = async (right: number, down: number): Promise<{ x: number; y: number }> => {
    const { x, y } = (await editor.locator('#red-ui-workspace-chart').boundingBox())!
    return { x: x + right, y: y + down }
  }

  it('claims the hub and opens Flows, where the editor stands in the page', async () => {
    await page.goto(/http:\/\/localhost\S+/.exec(rigsong.printed())![0])
    await page.getByRole('button', { name: 'Claim the hub' }).click()
    await page.getByRole('link', { name: 'Flows', exact: true }).first().click()

    await editor.locator('.red-ui-palette-node[data-palette-type="inject"]').waitFor()
  })

  it('drops two nodes from the palette, one of music, wires and deploys them', async () => {
    const before = new Set((await deployed()).map(({ id }) => id))
    const drawn = async () => (await deployed()).filter(({ id }) => !before.has(id))
    await editor.locator('.red-ui-tab-button a:has(.fa-plus)').first().click()
    for (const [type, right] of [
      ['inject', 160],
      ['rigsong-generate', 420],
    ] as const) {
      const wanted = editor.locator(`.red-ui-palette-node[data-palette-type="${type}"]`)
      await wanted.scrollIntoViewIfNeeded()
      await drag(wanted, await onCanvas(right, 200))
    }
    const [inject, generate] = [0, 1].map((n) => editor.locator('.red-ui-flow-node-group').nth(n))
    await generate!.waitFor()

    await drag(
      inject!.locator('.red-ui-flow-port-output .red-ui-flow-port'),
      await middleOf(generate!.locator('.red-ui-flow-port-input .red-ui-flow-port')),
    )
    await editor.locator('.red-ui-flow-link').first().waitFor({ state: 'attached' })
    await editor.locator('#red-ui-header-button-deploy').click()
    await until(async () => (await drawn()).length === 2, 'the flow to be deployed')

    const [from, to] = await drawn()
    assert.deepEqual([from!.type, to!.type], ['inject', 'rigsong-generate'])
    assert.deepEqual(from!.wires, [[to!.id]])
    await page.getByText(/^Flows run. Deployed/).waitFor()
  })

  it('makes a piece by the button of the first', async () => {
    const pieces = async () =>
      (await rigsong.call<{ pieces: unknown[] }>('GET', '/api/v1/pieces')).pieces.length
    assert.equal(await pieces(), 0)

    await editor.locator('.red-ui-flow-node-button-button').first().click()

    await until(async () => (await pieces()) === 1, 'the piece to stand in the library')
  })

  it('finds it there after the page is opened anew, and in the versions', async () => {
    await page.reload()
    await editor.locator('.red-ui-tab').last().click()
    await editor.locator('.red-ui-flow-node-group').nth(1).waitFor()
    await editor.locator('.red-ui-flow-link').first().waitFor({ state: 'attached' })

    await page.getByRole('button', { name: 'Versions', exact: true }).click()
    await page.getByRole('heading', { name: 'You deployed' }).first().waitFor()
  })

  it('leaves the editor with F6', async () => {
    await page.getByRole('button', { name: 'Editor', exact: true }).click()
    await editor.locator('#red-ui-workspace-chart').click({ position: { x: 300, y: 300 } })

    await page.keyboard.press('F6')

    await page.locator('a[href="/flows/"]:focus').waitFor()
  })

  it('lets programs be run once the owner has turned that on, and in the editor at once', async () => {
    const exec = editor.locator('.red-ui-palette-node[data-palette-type="exec"]')
    assert.equal(await exec.count(), 0)

    await page.getByRole('button', { name: 'Safety', exact: true }).click()
    await page.getByText(/An exec node runs any program/).waitFor()
    await page.getByRole('switch', { name: 'Exec, file and socket nodes' }).click()

    await exec.waitFor({ state: 'attached' })
    assert.equal((await deployed()).length >= 2, true)
  })

  it('asks nothing of the internet', () => {
    assert.deepEqual(strangers, [])
  })
})
