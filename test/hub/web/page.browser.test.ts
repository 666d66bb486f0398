import assert from 'node:assert/strict'
import { skip } from '#test/support/skip.ts'
import {
  type Browser,
  chromiumIsThere,
  openBrowser,
  type Page,
  type Size,
  sizes,
  visit,
} from './browser.ts'
import { builtPage } from './built-page.ts'
import { openStandIn, type StandIn } from './stand-in.ts'

const [laptop, , phone] = sizes

type Opening = {
  readonly signedIn?: boolean
  readonly pieces?: number
  readonly size?: Size
  readonly role?: 'owner' | 'viewer'
}

describe('a visitor', function () {
  this.timeout(60_000)
  let browser: Browser
  let hub: StandIn
  let page: Page
  let strangers: string[]

  const open = async (path: string, options: Opening = {}) => {
    hub = await openStandIn({ page: await builtPage(), ...options })
    page = await visit(browser, options.size ?? laptop)
    strangers = []
    page.on('request', (request) => {
      if (!request.url().startsWith(hub.url)) strangers.push(request.url())
    })
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) strangers.push(message.text())
    })
    await page.goto(hub.url + path)
  }
  const key = (name: string) => page.locator(`rs-keys button[aria-label="${name}"]`)
  const middleOf = async (name: string): Promise<[number, number]> => {
    const box = (await key(name).boundingBox())!
    return [box.x + box.width / 2, box.y + box.height * 0.9]
  }

  before(async function () {
    if (!chromiumIsThere()) skip(this, 'chromium is not installed')
    browser = await openBrowser()
  })
  after(() => browser?.close())
  afterEach(async () => {
    await page.context().close()
    await hub[Symbol.asyncDispose]()
    assert.deepEqual(strangers, [], 'nothing is asked of the internet, nothing breaks the policy')
  })

  it('claims the hub with the link of the terminal, which leaves no trace of its code', async () => {
    await open('/#claim=K7QM-2XNA', { signedIn: false })

    await page.getByRole('button', { name: 'Claim the hub' }).click()
    await page.locator('rs-keys button').first().waitFor()

    const { code, name } = await hub.whenAsked('POST /claim')
    assert.deepEqual([code, name], ['K7QM-2XNA', 'Player'])
    assert.ok(!page.url().includes('K7QM'))
  })

  it('is told what is wrong with a wrong code, and what to do', async () => {
    await open('/', { signedIn: false })

    await page.getByLabel('Code').fill('NOPE')
    await page.getByRole('button', { name: 'Come in' }).or(page.getByText('Claim the hub')).click()

    await page.getByRole('alert').getByText('The claim code is wrong').waitFor()
    await page.getByText('Look at the terminal.').waitFor()
  })

  it('plays the keys with a mouse, and slides from key to key', async () => {
    await open('/play')
    await key('C4').waitFor()

    await page.mouse.move(...(await middleOf('C4')))
    await page.mouse.down()
    await page.locator('.key-you').first().waitFor()
    await page.mouse.move(...(await middleOf('D4')))
    await page.mouse.up()
    await hub.whenPlayed(4)

    assert.deepEqual(
      hub.played.map(([status, pitch]) => [status, pitch]),
      [
        [0x90, 60],
        [0x80, 60],
        [0x90, 62],
        [0x80, 62],
      ],
    )
    assert.ok(hub.played[0]![2]! > 100, 'near the edge is loud')
  })

  it('plays a chord with three fingers', async () => {
    await open('/play', { size: phone })
    await key('C4').waitFor()
    const touch = await page.context().newCDPSession(page)
    const places = await Promise.all(['C4', 'E4', 'G4'].map(middleOf))
    const touchPoints = places.map(([x, y], id) => ({ x, y, id }))

    await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints })
    await hub.whenPlayed(3)
    await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
    await hub.whenPlayed(6)

    const pitchesOf = (status: number) =>
      hub.played.filter(([first]) => first === status).map(([, pitch]) => pitch)
    assert.deepEqual(pitchesOf(0x90), [60, 64, 67])
    assert.deepEqual(new Set(pitchesOf(0x80)), new Set([60, 64, 67]))
  })

  it('plays with the letters while Keys play is on, and writes with them in a field', async () => {
    await open('/play')
    await key('C4').waitFor()
    const typed = page.getByRole('switch', { name: /^Keys play/ })
    if ((await typed.getAttribute('aria-checked')) === 'false') await typed.click()

    await page.keyboard.press('a')
    await page.keyboard.press('x')
    await page.keyboard.press('k')
    await hub.whenPlayed(4)
    await page.getByLabel('What should it sound like?').pressSequentially('sad')

    assert.deepEqual(
      hub.played.map(([, pitch]) => pitch),
      [60, 60, 84, 84],
    )
  })

  it('hears an answer, sees it coming and can read it', async () => {
    await open('/play')
    await key('C4').waitFor()
    const author = { kind: 'machine', engine: 'e', provider: 'local', seed: 1, because: 'ph_0' }
    await page.getByLabel('Notes as a list').click()

    hub.tell('event/phrase/ss_1', {
      id: 'ph_1',
      session: 'ss_1',
      by: 'engine',
      bpm: 60,
      meter: { beats: 4, unit: 4 },
      atMs: hub.now() + 500,
      notes: [{ pitch: 64, velocity: 80, start: 0, length: 20, author }],
    })

    await page.getByRole('row', { name: /Machine E4 80/ }).waitFor()
    await page.locator('[aria-label="E4"].key-machine').waitFor({ state: 'attached' })
    await page.getByRole('button', { name: 'Panic' }).click()
    await page.locator('.key-machine').waitFor({ state: 'detached' })
  })

  it('makes a piece that plays at once, stops it, and silences everything with Esc', async () => {
    await open('/play')

    await page.getByLabel('What should it sound like?').fill('slow rainy piano')
    await page.getByRole('button', { name: 'Generate' }).click()
    await page.getByRole('button', { name: /^Stop Rain on the tape/ }).waitFor()
    const { piece, playing } = await hub.whenAsked('PUT /transport')
    await page.getByRole('button', { name: 'Stop', exact: true }).click()
    await page.getByRole('button', { name: 'Play', exact: true }).waitFor()
    await page.keyboard.press('Escape')
    await hub.whenAsked('POST /panic')

    assert.equal((await hub.whenAsked('POST /generate')).prompt, 'slow rainy piano')
    assert.deepEqual([piece, playing], [hub.pieces[0]!.id, true])
  })

  it('sounds something with nothing touched but Play', async () => {
    await open('/play')

    await page.getByRole('button', { name: 'Play', exact: true }).click()

    await hub.whenAsked('POST /generate')
    assert.equal((await hub.whenAsked('PUT /transport')).playing, true)
  })

  it('sets the tempo, asks for answers or quiet, and keeps what was played', async () => {
    await open('/play')

    await page.getByRole('button', { name: 'Faster by one' }).click()
    await page.locator('.tempo-input').and(page.locator(':not([value="100"])')).waitFor()
    const tempo = await hub.whenAsked('PUT /transport')
    await page.getByRole('switch', { name: 'Answer me' }).click()
    await page.locator('.toggle-machine[aria-checked="false"]').waitFor()
    await page.getByRole('button', { name: 'Keep' }).click()
    await page.getByText('Kept: 34 notes, 0:12.').waitFor()

    assert.equal(tempo.bpm, 101)
    assert.equal((await hub.whenAsked('PUT /transport')).answering, false)
  })

  it('is told what failed, what to do, and the trace to report', async () => {
    await open('/play')
    const fix = 'Wait a moment, then try again.'
    hub.refuse('POST /generate', { status: 503, title: 'A worker stopped.', fix, traceId: 'tr_77' })

    await page.getByRole('button', { name: 'Generate' }).click()

    const told = page.getByRole('alert')
    for (const words of ['A worker stopped.', fix, 'Trace tr_77'])
      await told.getByText(words).waitFor()
  })

  it('loses no key in a broken link: it lets go, says so, and comes back', async () => {
    await open('/play')
    await page.mouse.move(...(await middleOf('C4')))
    await page.mouse.down()
    await page.locator('.key-you').waitFor()

    hub.refuseSockets(true)
    hub.cutSockets()
    await page.getByText(/^Reconnecting/).waitFor()
    await page.locator('.key-you').waitFor({ state: 'detached' })
    hub.refuseSockets(false)
    await page.getByText(/^Reconnecting/).waitFor({ state: 'detached' })
    await page.mouse.up()
  })

  it('finds, renames, throws away and takes back a piece', async () => {
    await open('/pieces', { pieces: 6 })
    await page.getByRole('heading', { name: 'Window seat' }).waitFor()

    await page.getByRole('searchbox').fill('ferry')
    await page.getByRole('heading', { name: 'Window seat' }).waitFor({ state: 'detached' })
    await page.getByLabel('More for Slow ferry').click()
    await page.getByRole('button', { name: 'Rename' }).click()
    await page.getByLabel('New title').fill('Slow ferry home')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Slow ferry home' }).waitFor()
    await page.getByLabel('More for Slow ferry home').click()
    await page.getByRole('button', { name: 'Delete' }).click()
    await page.getByText('No piece matches').waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByRole('heading', { name: 'Slow ferry home' }).waitFor()
  })

  it('scrolls through a long library of which few rows are in the page', async () => {
    await open('/pieces', { pieces: 300 })
    const row = (n: number, of: number) =>
      page.locator(`.rows > li[aria-posinset="${n}"][aria-setsize="${of}"]`)
    const toTheEnd = () => page.evaluate("document.querySelector('.screen').scrollTo(0, 1e6)")
    await row(50, 50).waitFor({ state: 'attached' })

    await toTheEnd()
    await row(50, 100).waitFor()
    await toTheEnd()
    await row(100, 150).waitFor()

    assert.ok((await page.locator('.piece-row').count()) < 40)
  })

  it('finds the takes in their own list', async () => {
    await open('/pieces', { pieces: 2 })

    await page.getByRole('link', { name: 'Takes' }).click()
    await page.getByRole('heading', { name: 'Kitchen riff' }).waitFor()

    assert.ok(page.url().endsWith('/takes'))
  })

  describe('to flows', () => {
    const part = (name: string) => page.getByRole('button', { name, exact: true })
    const editor = () => page.frameLocator('.flows-frame').getByRole('heading')

    it('rewires in a frame, leaves it with F6, and finds it as it was', async () => {
      await open('/play')
      await page.getByRole('link', { name: 'Flows' }).first().click()
      await editor().waitFor()
      await editor().evaluate((heading) => heading.append(' with something drawn'))

      await editor().click()
      await page.keyboard.press('F6')
      await page.locator('a[href="/flows/"]:focus').waitFor()
      await page.getByRole('link', { name: 'Pieces' }).first().click()
      await page.getByText('Your pieces will land here').waitFor()
      await page.getByRole('link', { name: 'Flows' }).first().click()

      await editor().getByText('with something drawn').waitFor()
    })

    it('adds an example, and sees it in the editor', async () => {
      await open('/my-flows')
      await part('Examples').click()

      await part('Add Gesture looper').click()
      await page.getByText('“Gesture looper” has a tab of its own.').waitFor()
      await page.getByRole('button', { name: 'Show it' }).click()

      await editor().waitFor()
      const shown = page.frames().find((frame) => frame.url().endsWith('/flows/#flow/tab-2'))
      assert.ok(
        shown,
        page
          .frames()
          .map((frame) => frame.url())
          .join(' '),
      )
    })

    it('goes back to a version', async () => {
      await open('/my-flows')
      await part('Versions').click()

      await part('Go back to version 7').click()

      await page.getByText('Version 7 is back.').waitFor()
    })

    it('reads what a switch lets in beside it, turns it, and has an editor that knows', async () => {
      await open('/my-flows')
      await editor().evaluate((heading) => heading.append(' of before'))
      await part('Safety').click()
      await page.getByText(/every recording/).waitFor()

      await page.getByRole('switch', { name: 'Exec, file and socket nodes' }).click()
      await page.locator('.toggle[aria-checked="true"]').waitFor()
      assert.deepEqual(await hub.whenAsked('PUT /flows/{id}'), { systemNodes: true })

      // Out of sight it has no role.
      const frame = page.frameLocator('.flows-frame')
      await frame.locator('h1', { hasText: /^Editor$/ }).waitFor({ state: 'attached' })
    })

    it('hears what went wrong, and when they are away or stand still', async () => {
      await open('/my-flows')
      await page.getByText('1 error lately').click()
      await page.getByText(/x is not defined/).waitFor()

      hub.refuse('GET /flows', { status: 503, title: 'Away' })
      hub.tell('state/flows', { state: 'starting', tabs: [], notes: [] })
      await page.getByText('Flows are away.').waitFor()
      await page.getByText(/safe mode/).waitFor()

      await page.getByText('1 error lately').waitFor()
    })

    it('is told why they are not for them', async () => {
      await open('/my-flows', { role: 'viewer' })

      await page.getByRole('heading', { name: 'Flows are the owner’s' }).waitFor()

      assert.equal(await page.locator('iframe').count(), 0)
      assert.ok(hub.asked.every(({ line }) => !line.includes('/flows')))
    })
  })
})
