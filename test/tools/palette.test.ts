import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { HubError } from '#core/errors.ts'
import { editorPage } from '#flows/nodes/editor-page.ts'
import { openStand, type Stand } from '#test/hub/broker/stand.ts'
import { freePort } from '#test/support/free-port.ts'
import { until } from '#test/support/rigsong.ts'
import { openTempFolder } from '#test/support/temp.ts'
import { installed, packageName, pageFile, writePackage } from '#tools/palette.ts'

const root = join(import.meta.dirname, '../..')

describe("the editor's page of the palette", () => {
  it('says what the table says (npm run palette)', async () => {
    assert.equal(await readFile(pageFile, 'utf8'), editorPage())
  })
})

describe('the palette as a package, in a Node-RED that is no part of a hub', function () {
  this.timeout(30_000)
  const opened = new AsyncDisposableStack()
  let stand: Stand
  let url: string
  const asked: object[] = []

  before(async () => {
    stand = opened.use(await openStand())
    await stand.broker.bus.answer('generate', () => {
      throw new HubError('limit-exceeded', 'too many pieces', { hint: 'Wait a little.' })
    })
    await stand.broker.bus.answer('say', ({ text, by }) => {
      asked.push({ text, by })
      return {}
    })
    await stand.broker.bus.answer('macro', ({ macro, value, by }) => {
      asked.push({ macro, value, by })
      return {}
    })
    const folder = opened.use(await openTempFolder()).path
    await writePackage(join(folder, 'node_modules', packageName))
    for (const name of installed)
      await symlink(join(root, 'node_modules', name), join(folder, 'node_modules', name))
    url = await startPlainNodeRed(folder, opened)
  })
  after(() => opened.disposeAsync())

  const say = (text: string) =>
    asked.some((one) => 'text' in one && String(one.text).includes(text))

  it('offers its nodes with their forms and help', async () => {
    const page = await (await fetch(`${url}/nodes`, { headers: { accept: 'text/html' } })).text()
    const sets = (await (
      await fetch(`${url}/nodes`, { headers: { accept: 'application/json' } })
    ).json()) as { module: string; err?: string; types: string[] }[]

    const ours = sets.filter(({ module }) => module === packageName)
    assert.deepEqual(
      ours.map(({ err, types }) => [err, types.includes('rigsong-generate')]),
      [[undefined, true]],
    )
    assert.ok(page.includes('data-help-name="rigsong-generate"'))
  })

  it('hears the devices of a hub, turns its macros, and is told why a piece is refused', async () => {
    const secret = stand.secretOf('tool')
    await deploy(url, flowFor(stand.port, { user: 'tool', password: secret }))
    await until(() => say('deployed'), 'the flow to run')

    await stand.broker.bus.publish(
      'control',
      { device: 'box', control: 'knob-1', kind: 'continuous', value: 0.25, raw: 32, atMs: 1 },
      { device: 'box', control: 'knob-1' },
    )
    await until(() => asked.some((one) => 'macro' in one), 'the macro to turn')
    await until(() => say('too many pieces. Wait a little.'), 'the refusal')

    assert.deepEqual(
      asked.find((one) => 'macro' in one),
      { macro: 4, value: 0.25, by: 'tool' },
    )
  })

  it('offers what the hub has in its forms', async () => {
    await stand.broker.bus.publish(
      'device',
      {
        ...{ device: 'box', name: 'Knob Box', transport: 'hub-frames', status: 'live' },
        ...{ player: 'ada', controls: [{ id: 'knob-1', kind: 'continuous' }] },
      },
      { device: 'box' },
    )

    const names = await (await fetch(`${url}/rigsong/rig?hub=elsewhere`)).json()
    const nowhere = await fetch(`${url}/rigsong/rig`)

    assert.deepEqual(names, {
      devices: [
        { device: 'box', name: 'Knob Box', controls: [{ id: 'knob-1', kind: 'continuous' }] },
      ],
      scenes: [],
    })
    assert.equal(nowhere.status, 503)
    assert.equal(((await nowhere.json()) as { code: string }).code, 'hub-unreachable')
  })

  it('shows under a node that nobody lets it in, and stays', async () => {
    await deploy(url, flowFor(stand.port, { user: 'tool', password: 'wrong' }))

    // Its log says what the status under the node says.
    await until(() => printed().includes('Make a new token: rigsong token mqtt.'), 'the hint')
    assert.equal((await fetch(`${url}/flows`)).status, 200)
  })

  let said = ''
  const printed = (): string => said

  async function startPlainNodeRed(folder: string, opened: AsyncDisposableStack): Promise<string> {
    const port = await freePort()
    const settings = join(folder, 'settings.cjs')
    await mkdir(folder, { recursive: true })
    await writeFile(
      settings,
      `module.exports = ${JSON.stringify({
        ...{ uiPort: port, uiHost: '127.0.0.1', userDir: folder, flowFile: 'flows.json' },
        credentialSecret: 'of a test',
        telemetry: { enabled: false, updateNotification: false },
        externalModules: { autoInstall: false, palette: { allowInstall: false } },
        editorTheme: { projects: { enabled: false } },
      })}`,
    )
    const red = spawn(
      process.execPath,
      [join(root, 'node_modules/node-red/red.js'), '--settings', settings],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    )
    opened.defer(() => void red.kill())
    const hear = (chunk: Buffer): void => {
      said += chunk.toString()
    }
    red.stdout.on('data', hear)
    red.stderr.on('data', hear)
    await until(() => said.includes('Started flows'), 'Node-RED to start')
    return `http://127.0.0.1:${port}`
  }
})

async function deploy(url: string, flow: readonly object[]): Promise<void> {
  const response = await fetch(`${url}/flows`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'node-red-deployment-type': 'full' },
    body: JSON.stringify(flow),
  })
  assert.ok(response.ok, await response.text())
}

/** A knob turns macro 4 and asks for a piece; what is refused is said, as is that it runs. */
function flowFor(port: number, credentials: object): readonly object[] {
  const node = (id: string, type: string, more: object) => ({
    ...{ id, type, z: 'tab', x: 0, y: 0, hub: 'elsewhere', wires: [], ...more },
  })
  const words = { words: 'payload', wordsType: 'msg' }
  return [
    { id: 'tab', type: 'tab', label: 'Test' },
    {
      id: 'elsewhere',
      type: 'rigsong-hub',
      url: `mqtt://127.0.0.1:${port}`,
      hubId: 'hub',
      credentials,
    },
    node('knob', 'rigsong-device-in', { control: 'knob-*', wires: [['turn', 'make']] }),
    node('turn', 'rigsong-macro', { macro: '4' }),
    node('make', 'rigsong-generate', {}),
    node('caught', 'catch', { scope: ['make'], wires: [['why']] }),
    node('why', 'change', {
      rules: [{ t: 'set', p: 'payload', pt: 'msg', to: 'error.message', tot: 'msg' }],
      wires: [['aloud']],
    }),
    node('begin', 'inject', {
      ...{ props: [{ p: 'payload' }], once: true, onceDelay: 0.1, repeat: '' },
      ...{ payload: 'deployed', payloadType: 'str', wires: [['aloud']] },
    }),
    node('aloud', 'rigsong-say', words),
  ]
}
