import assert from 'node:assert/strict'
import { type OpenHouse, openHouse } from '#test/hub/http/open-house.ts'
import { startFlows } from '#test/support/flows.ts'
import { runInTerminal } from '#test/support/terminal.ts'

/** A tab with a server that is called with a password. */
const flows = [
  { id: 'tab-mine', type: 'tab', label: 'Mine', disabled: false, info: '' },
  {
    ...{ id: 'broker', type: 'mqtt-broker', name: 'attic', broker: '127.0.0.1', port: '1' },
    ...{ autoConnect: false, credentials: { user: 'ana', password: 'blue door' } },
  },
]
const key = (letter: string): string => Buffer.alloc(32, letter).toString('base64url')

describe('a backup of flows that run', function () {
  this.timeout(60_000)

  it('brings them with their credentials to a hub with another key', async () => {
    await using first = await openHouse()
    await using second = await openHouse()
    await using stack = new AsyncDisposableStack()
    const [one, other] = await Promise.all([
      startFlows({ dataDir: first.dataDir, key: key('a') }),
      startFlows({ dataDir: second.dataDir, key: key('b') }),
    ])
    stack.use(one)
    stack.use(other)
    const token = await first.owner()
    const body = { flows }
    const headers = { 'node-red-api-version': 'v2' }
    const deployed = await first.call('POST', '/flows/flows', { token, body, headers })
    assert.equal(deployed.status, 200, await deployed.text())
    const rigsong = (house: OpenHouse, line: string, secret: string) =>
      runInTerminal(line.split(' '), {
        env: { RIGSONG_DATA: house.dataDir, RIGSONG_HUB_URL: house.url },
        cwd: first.dataDir,
        secrets: [secret, secret],
      })
    const credentials = async (): Promise<unknown> => {
      const path = '/flows/credentials/mqtt-broker/broker'
      return (await second.call('GET', path, { token: await second.owner() })).json()
    }

    const made = await rigsong(first, 'backup studio.json', 'correct horse')
    const refused = await rigsong(second, 'restore studio.json', 'wrong horse')
    const before = await credentials()
    const restored = await rigsong(second, 'restore studio.json', 'correct horse')

    assert.deepEqual([made.code, refused.code, restored.code], [0, 2, 0], made.err + restored.err)
    assert.deepEqual(before, {})
    assert.deepEqual(await credentials(), { user: 'ana', has_password: true })
    const said = JSON.parse((await rigsong(second, 'flows --json', '')).out)
    assert.ok(
      said.tabs.some(
        ({ id, label }: Record<string, string>) => `${id} ${label}` === 'tab-mine Mine',
      ),
    )
  })
})
