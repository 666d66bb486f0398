import assert from 'node:assert/strict'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startFlows } from '#test/support/flows.ts'
import { until } from '#test/support/rigsong.ts'
import { skip } from '#test/support/skip.ts'
import { smallDisk } from '#test/support/small-disk.ts'
import { openTempFolder } from '#test/support/temp.ts'

type Refusal = { code: string; message: string }

describe('a deploy to a full disk', function () {
  this.timeout(60_000)

  it('is refused in words, keeps what was there, also for the next start, and goes through when there is room', async function () {
    await using folder = await openTempFolder()
    using _disk = smallDisk(folder.path) ?? skip(this, 'mounting a small disk is not allowed here')
    await using flows = await startFlows({ dataDir: folder.path })
    const deploy = (label: string) =>
      flows.call<Refusal>('POST', '/flows/flows', [{ id: 't', type: 'tab', label, info: long }])
    const labels = async () => {
      const { body } = await flows.call<{ tabs: { label: string }[] }>('GET', '/keeper/status')
      return body.tabs.map(({ label }) => label)
    }
    assert.equal((await deploy('before')).status, 204)
    const ballast = join(folder.path, 'ballast')
    await writeFile(ballast, new Uint8Array(8 << 20)).catch(() => {})

    const { status, body } = await deploy('does not fit')

    assert.equal(status, 400)
    assert.equal(body.code, 'disk-full')
    assert.match(body.message, /no room left/)
    assert.deepEqual(await labels(), ['before'])
    const pid = flows.pid()!
    process.kill(pid, 'SIGKILL')
    await until(() => ![pid, undefined].includes(flows.pid()), 'a new process')
    await flows.ready()
    assert.deepEqual(await labels(), ['before'])
    await rm(ballast)
    assert.equal((await deploy('after')).status, 204)
    assert.deepEqual(await labels(), ['after'])
  })
})

const long = 'a long description '.repeat(2000)
