import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { request } from 'node:http'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { openAccessKeys } from '#hub/http/access/keys.ts'
import { openTestLibrary } from '#test/hub/library/open-library.ts'
import { openTempFolder } from '#test/support/temp.ts'
import { cookieOf, type OpenHouse, openHouse } from './open-house.ts'

type Said = { status: number; code?: string }

/** A request with headers that fetch would not send. */
function raw(url: string, headers: Record<string, string>, method = 'GET'): Promise<Said> {
  return new Promise((resolve, reject) => {
    const asking = request(url, { method, headers, setHost: false }, (answer) => {
      let text = ''
      answer.setEncoding('utf8').on('data', (part) => {
        text += part
      })
      answer.on('end', () => {
        const isProblem = answer.headers['content-type']?.startsWith('application/problem+json')
        resolve({ status: answer.statusCode!, ...(isProblem && { code: JSON.parse(text).code }) })
      })
    })
    asking.on('error', reject).end()
  })
}

describe('the claim', () => {
  const claim = (house: OpenHouse, code: string) =>
    house.call('POST', '/api/v1/claim', { body: { code, name: 'Ada' } })
  const codeOf = (house: OpenHouse) => house.claimUrl!.split('claim=')[1]!

  it('makes whoever types the code the owner, in small letters and with dashes too', async () => {
    await using house = await openHouse()
    const code = codeOf(house)
    assert.match(code, /^[A-HJ-NP-Z3-9]{8}$/)

    const answer = await claim(house, `${code.slice(0, 4)}-${code.slice(4)}`.toLowerCase())

    assert.equal(answer.status, 201)
    assert.deepEqual(await answer.json(), { role: 'owner', name: 'Ada' })
    const [cookie] = answer.headers.getSetCookie()
    for (const word of ['HttpOnly', 'SameSite=Strict', 'Path=/', 'Max-Age=31536000'])
      assert.ok(cookie!.includes(word), cookie)
    const me = await house.call('GET', '/api/v1/session', { cookie: cookieOf(answer) })
    assert.deepEqual(await me.json(), { role: 'owner', name: 'Ada' })
    assert.equal(house.http.claimed(), true)
    assert.equal(house.http.claimCode(), undefined)
  })

  it('happens once, also when two type the code at the same moment', async () => {
    await using house = await openHouse()
    const code = codeOf(house)

    const answers = await Promise.all([claim(house, code), claim(house, code)])

    assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 403])
    assert.equal((await claim(house, code)).status, 403)
  })

  it('takes five wrong tries a minute and no more', async () => {
    await using house = await openHouse()

    for (let n = 0; n < 5; n++) assert.equal((await claim(house, 'WRONG123')).status, 403)
    const sixth = await claim(house, codeOf(house))

    assert.equal(sixth.status, 429)
    assert.equal(((await sixth.json()) as { code: string }).code, 'too-many-tries')
    assert.equal(house.http.claimed(), false)
  })

  it('opens every address without cutting a connection, and stays claimed', async () => {
    await using folder = await openTempFolder()
    {
      await using house = await openHouse({ dataDir: folder.path })
      const lan = new Promise((resolve) => house.http.onClaimed(resolve))

      await claim(house, codeOf(house))

      const { lanUrls } = (await lan) as { lanUrls: readonly string[] }
      assert.ok(lanUrls.length > 0)
      assert.equal((await house.call('GET', '/api/v1/health')).status, 200)
    }
    await using house = await openHouse({ dataDir: folder.path })
    assert.equal(house.claimUrl, undefined)
    assert.equal(house.http.claimed(), true)
  })

  it('leaves a token for the command line that only this user can read', async () => {
    await using house = await openHouse()

    const { mode } = await stat(join(house.dataDir, 'hub', 'owner-token'))

    assert.equal(mode & 0o777, 0o600)
    const me = await house.call('GET', '/api/v1/session', { token: await house.owner() })
    assert.deepEqual(await me.json(), { role: 'owner', name: 'owner' })
  })
})

describe('invites and sessions', () => {
  let house: OpenHouse
  let owner: string
  before(async () => {
    house = await openHouse()
    owner = await house.owner()
  })
  after(() => house[Symbol.asyncDispose]())

  const invite = async (role: string) =>
    (await (
      await house.call('POST', '/api/v1/invites', { token: owner, body: { role, name: 'Bo' } })
    ).json()) as { id: string; invite: string; path: string }
  const enter = (code: string) =>
    house.call('POST', '/api/v1/sessions', { body: { invite: code, name: 'Bo' } })

  it('let one person in, once', async () => {
    const made = await invite('player')
    assert.equal(made.path, `/#invite=${made.invite}`)
    assert.ok(Buffer.from(made.invite, 'base64url').length === 16)

    const first = await enter(made.invite)
    const second = await enter(made.invite)

    assert.equal(first.status, 201)
    assert.deepEqual(await first.json(), { role: 'player', name: 'Bo' })
    assert.equal(second.status, 403)
  })

  it('can be taken back', async () => {
    const made = await invite('viewer')
    const path = `/api/v1/invites/${made.id}`
    assert.equal((await house.call('DELETE', path, { token: owner })).status, 204)

    assert.equal((await enter(made.invite)).status, 403)
    assert.equal((await house.call('DELETE', path, { token: owner })).status, 404)
  })

  it('stand in a list without their secrets', async () => {
    const made = await invite('viewer')

    const text = await (await house.call('GET', '/api/v1/invites', { token: owner })).text()

    assert.ok(text.includes(made.id))
    assert.ok(!text.includes(made.invite))
  })

  it('end when the session leaves or is sent out', async () => {
    const cookies: string[] = []
    for (let n = 0; n < 2; n++) cookies.push(cookieOf(await enter((await invite('player')).invite)))
    const me = (cookie: string) => house.call('GET', '/api/v1/session', { cookie })

    const left = await house.call('DELETE', '/api/v1/session', { cookie: cookies[0]! })
    const { sessions } = (await (
      await house.call('GET', '/api/v1/sessions', { token: owner })
    ).json()) as { sessions: { id: string }[] }
    for (const { id } of sessions)
      await house.call('DELETE', `/api/v1/sessions/${id}`, { token: owner })

    assert.equal(left.status, 204)
    assert.equal((await me(cookies[0]!)).status, 401)
    assert.equal((await me(cookies[1]!)).status, 401)
  })

  it('make another owner only from the machine of the hub', async () => {
    const session = cookieOf(await enter((await invite('owner')).invite))

    const answer = await house.call('POST', '/api/v1/invites', {
      cookie: session,
      body: { role: 'owner' },
    })

    assert.equal(answer.status, 403)
  })

  it('are not opened by a token of nobody', async () => {
    for (const token of ['', 'x', 'undefined', owner.slice(1)])
      assert.equal((await house.call('GET', '/api/v1/session', { token })).status, 401)
  })
})

describe('keys of access', () => {
  it('live a year from the last visit, and an invite a day', async () => {
    await using open = await openTestLibrary()
    const { database, clock } = open
    const keys = await openAccessKeys(database, clock)
    const session = await keys.create({ kind: 'session', name: 'Bo', role: 'player' })
    const invite = await keys.create({ kind: 'invite', name: 'Cy', role: 'viewer' })
    assert.equal(await keys.touch(session.key.id), false, 'once a day is enough')

    clock.turnTo('2027-06-01T00:00:00.000Z')
    assert.equal(keys.find('invite', invite.secret), undefined)
    assert.equal(await keys.touch(session.key.id), true)
    clock.turnTo('2028-05-30T00:00:00.000Z')
    const reopened = await openAccessKeys(database, clock)
    assert.equal(reopened.find('session', session.secret)?.name, 'Bo')
    clock.turnTo('2028-06-02T00:00:00.000Z')
    assert.equal(reopened.find('session', session.secret), undefined)
    assert.equal(reopened.find('token', session.secret), undefined)
  })

  it('are kept as hashes only', async () => {
    await using open = await openTestLibrary()
    const keys = await openAccessKeys(open.database, open.clock)

    const { secret } = await keys.create({ kind: 'token', name: 'x', role: 'viewer' })

    const rows = JSON.stringify(await open.database.all('SELECT * FROM accessKeys'))
    assert.ok(!rows.includes(secret))
    assert.ok(rows.includes(createHash('sha256').update(secret).digest('hex')))
  })
})

describe('Host and Origin', () => {
  let house: OpenHouse
  let owner: string
  before(async () => {
    house = await openHouse()
    owner = await house.owner()
  })
  after(() => house[Symbol.asyncDispose]())

  it('must name this hub, by whatever name and port it goes', async () => {
    const url = `${house.url}/api/v1/health`
    for (const host of [
      'localhost',
      'LOCALHOST:4747',
      '127.0.0.1:1',
      '[::1]:80',
      hostname(),
      `${hostname()}.local`,
    ])
      assert.equal((await raw(url, { host })).status, 200, host)

    for (const host of [
      'evil.example',
      'localhost.evil.example',
      '127.0.0.1.nip.io',
      '',
      'a b',
      '[::1',
    ])
      assert.deepEqual(await raw(url, { host }), { status: 421, code: 'wrong-host' }, host)
  })

  it('must agree on every request that names a page', async () => {
    const host = new URL(house.url).host
    const authorization = `Bearer ${owner}`
    for (const method of ['GET', 'POST', 'PUT', 'DELETE'])
      for (const origin of [
        'http://evil.example',
        'null',
        `http://${host}.evil.example`,
        'http://localhost:1',
      ])
        assert.deepEqual(
          await raw(`${house.url}/api/v1/panic`, { host, origin, authorization }, method),
          { status: 403, code: 'wrong-origin' },
          `${method} ${origin}`,
        )

    const own = { host, origin: `http://${host}`, authorization }
    assert.equal((await raw(`${house.url}/api/v1/session`, own)).status, 200)
  })

  it('must be there when a cookie wants to change something', async () => {
    const made = await house.call('POST', '/api/v1/invites', {
      token: owner,
      body: { role: 'player' },
    })
    const { invite } = (await made.json()) as { invite: string }
    const cookie = cookieOf(await house.call('POST', '/api/v1/sessions', { body: { invite } }))
    const host = new URL(house.url).host

    assert.deepEqual(await raw(`${house.url}/api/v1/session`, { host, cookie }, 'DELETE'), {
      status: 403,
      code: 'wrong-origin',
    })
    assert.equal((await raw(`${house.url}/api/v1/session`, { host, cookie })).status, 200)
  })
})
