import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openTempFolder } from '#test/support/temp.ts'

/** Runs the fixture without a supervisor, with this token file. */
async function alone(
  tokenFile?: string,
): Promise<{ code: number; stdout: string; stderr: string }> {
  const args = [
    join(import.meta.dirname, 'fixtures', 'alone.ts'),
    ...(tokenFile ? [tokenFile] : []),
  ]
  return new Promise((resolve) => {
    execFile(process.execPath, args, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr })
    })
  })
}

describe('a process without a supervisor', function () {
  this.timeout(10_000)

  it('takes its name and secret from its token file, and prints its own lines', async () => {
    await using folder = await openTempFolder()
    const file = join(folder.path, 'token')
    await writeFile(file, 'live:a-secret\n')

    const { code, stdout, stderr } = await alone(file)

    assert.equal(stderr, '')
    assert.equal(stdout, 'live a-secret http://127.0.0.1:7447 mqtt://studio.local\nended\n')
    assert.equal(code, 0)
  })

  for (const [what, text] of [
    ['is empty', ''],
    ['holds a JSON', '{"user":"live"}'],
    ['has spaces', 'li ve:secret'],
  ] as const) {
    it(`does not start where the file ${what}, and says how it should look`, async () => {
      await using folder = await openTempFolder()
      const file = join(folder.path, 'token')
      await writeFile(file, text)

      const { code, stderr } = await alone(file)

      assert.equal(code, 78)
      assert.match(stderr, /token is not one\n.*name:secret/)
    })
  }

  it('does not start without a file, and says what to do', async () => {
    const { code, stderr } = await alone()

    assert.equal(code, 78)
    assert.match(stderr, /no supervisor and no token file\nRun npm start/)
  })

  it('does not start where the file is missing', async () => {
    const { code, stderr } = await alone('/nowhere/token')

    assert.equal(code, 78)
    assert.match(stderr, /\/nowhere\/token cannot be read/)
  })
})
