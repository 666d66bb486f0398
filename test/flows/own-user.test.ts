import assert from 'node:assert/strict'
import { mkdir, stat, writeFile } from 'node:fs/promises'
import { devNull } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '#runtime/config.ts'
import { flowsHome } from '#runtime/flows-home.ts'
import { otherUser, startFlows, whyNotOtherUser } from '#test/support/flows.ts'
import { until } from '#test/support/rigsong.ts'
import { skip } from '#test/support/skip.ts'
import { openTempFolder } from '#test/support/temp.ts'

describe('flows with a user of their own', function () {
  this.timeout(60_000)
  before(function () {
    const why = whyNotOtherUser()
    if (why) skip(this, why)
  })

  it('own their folder and can read nothing else of the hub, whatever the owner turns on', async () => {
    await using folder = await openTempFolder()
    const own = join(folder.path, 'flows')
    const secrets = [join(folder.path, 'hub', 'hub.db'), join(folder.path, 'config.yaml')]
    await mkdir(join(folder.path, 'hub'), { mode: 0o755 })
    for (const secret of secrets) await writeFile(secret, 'a secret', { mode: 0o644 })
    await mkdir(own)
    await writeFile(join(own, 'settings.json'), '{"systemNodes":true,"palette":false}')
    const config = readConfig({
      env: { RIGSONG_DATA: folder.path, RIGSONG_FLOWS_USER: otherUser },
      file: devNull,
    })
    const { as, env } = await flowsHome(config)
    await using flows = await startFlows({ dataDir: folder.path, as: as!, env: env! })
    await flows.call('POST', '/flows/flows', readsFiles)
    const read = async (path: string): Promise<string> => {
      const asked = `/flows/http/read?path=${encodeURIComponent(path)}`
      let said = ''
      await until(async () => {
        const { status, body } = await flows.call<string>('GET', asked)
        said = body
        return status === 200
      }, 'the flow')
      return said
    }

    assert.match(JSON.stringify(await read(join(own, 'settings.json'))), /systemNodes/)
    for (const path of [...secrets, `/proc/${process.pid}/environ`])
      assert.match(await read(path), /EACCES/, path)
    const { uid, mode } = await stat(flows.socket)
    assert.deepEqual([uid, mode & 0o777], [as!.uid, 0o600])
    assert.equal((await stat(`/proc/${flows.pid()}`)).uid, as!.uid)
  })

  it('are refused where the system has no such user', async () => {
    await using folder = await openTempFolder()
    const env = { RIGSONG_DATA: folder.path, RIGSONG_FLOWS_USER: 'no-such-musician' }

    await assert.rejects(flowsHome(readConfig({ env, file: devNull })), {
      code: 'bad-settings',
      hint: /useradd/,
    })
  })
})

/** A page that says what a file holds, or why it cannot be read. */
const readsFiles = [
  { id: 't', type: 'tab', label: 'Reads files' },
  { id: 'in', type: 'http in', z: 't', x: 1, y: 1, url: '/read', method: 'get', wires: [['file']] },
  {
    ...{ id: 'file', type: 'file in', z: 't', x: 2, y: 1, format: 'utf8', wires: [['out']] },
    ...{ filename: 'req.query.path', filenameType: 'msg', sendError: false },
  },
  { id: 'oh', type: 'catch', z: 't', x: 2, y: 2, scope: null, wires: [['why']] },
  {
    ...{ id: 'why', type: 'change', z: 't', x: 3, y: 2, wires: [['out']] },
    rules: [{ t: 'set', p: 'payload', pt: 'msg', to: 'error.message', tot: 'msg' }],
  },
  { id: 'out', type: 'http response', z: 't', x: 4, y: 1, wires: [] },
]
