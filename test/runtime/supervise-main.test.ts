import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { openTempFolder } from '#test/support/temp.ts'

const program = join(import.meta.dirname, '..', '..', 'runtime', 'start.ts')

/** `npm start` in an empty data folder, with these settings; for starts that are refused. */
async function start(settings: Readonly<Record<string, string>>, ...args: readonly string[]) {
  await using folder = await openTempFolder()
  const env = { ...process.env, RIGSONG_DATA: folder.path, ...settings }
  return new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
    execFile(
      process.execPath,
      [program, ...args],
      { env, timeout: 20_000 },
      (error, stdout, stderr) => resolve({ code: error ? error.code : 0, stdout, stderr }),
    )
  })
}

describe('npm start', function () {
  this.timeout(30_000)

  it('does not start on a chosen port that is taken, and says what to do', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as { port: number }
    try {
      const { code, stdout, stderr } = await start({ RIGSONG_HTTP_PORT: String(port) })

      assert.equal(code, 78)
      assert.equal(stdout, '')
      assert.equal(
        stderr,
        `another program holds port ${port}\nEnd it, or choose another one: npm start -- --http-port ${port + 1}.\n`,
      )
    } finally {
      other.close()
    }
  })

  it('does not start with a setting it does not know, and names the nearest', async () => {
    const { code, stderr } = await start({}, '--mqtt-prot', '1')

    assert.equal(code, 78)
    assert.match(stderr, /Did you mean --mqtt-port\?/)
  })
})
