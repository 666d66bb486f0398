import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { until } from '#test/support/rigsong.ts'
import { openTempFolder } from '#test/support/temp.ts'

const repository = join(import.meta.dirname, '..', '..')
const skipFrom = JSON.stringify(join(repository, 'test', 'support', 'skip.ts'))

/** Runs tools/test.ts over these files of a folder of their own. */
async function run(
  files: Readonly<Record<string, string>>,
  { env = {}, args = [] }: { env?: NodeJS.ProcessEnv; args?: readonly string[] } = {},
) {
  await using folder = await openTempFolder()
  const note = join(folder.path, 'note')
  const paths = Object.keys(files).map((name) => join(folder.path, name))
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder.path, name), text)
  const child = spawn(process.execPath, ['tools/test.ts', ...args, ...paths], {
    cwd: repository,
    env: { ...process.env, CI: '', NOTE: note, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  child.stdout.on('data', (text) => {
    stdout += text
  })
  const [code] = await once(child, 'close')
  const lines = stdout.trimEnd().split('\n')
  return { code, stdout, last: lines.slice(-2), note: await readFile(note, 'utf8').catch(() => '') }
}

const good = "it('holds', () => {})"

describe('npm test', function () {
  this.timeout(30_000)

  it('ends with what was skipped, and why, and then with its two numbers', async () => {
    const { code, last } = await run({
      'a.test.ts': `
        import { skip } from ${skipFrom}
        ${good}
        it('needs a piano', function () { skip(this, 'no piano') })
        it('needs a piano too', function () { skip(this, 'no piano') })
        describe('winds', () => {
          before(function () { skip(this, 'no breath') })
          it('blows', () => {})
        })
        it.skip('waits', () => {})
      `,
    })

    assert.deepEqual(last, [
      '4 skipped: no breath (1), no piano (2), no reason given (1)',
      '1 passed, 0 failed',
    ])
    assert.equal(code, 0)
  })

  it('fails when a test fails, and shows what, why and where', async () => {
    const { code, stdout, last } = await run({
      'a.test.ts': `
        ${good}
        describe('a chord', () => {
          it('is in tune', () => {
            throw new Error('a fifth is off', { cause: new Error('a string slipped') })
          })
        })
      `,
    })

    assert.match(
      stdout,
      /✗ .*a\.test\.ts › a chord › is in tune\n {4}Error: a fifth is off\n.*a\.test\.ts:5/,
    )
    assert.match(stdout, /because Error: a string slipped/)
    assert.deepEqual(last, ['0 skipped', '1 passed, 1 failed'])
    assert.equal(code, 1)
  })

  it('fails when nothing passed', async () => {
    const { code, last } = await run({ 'a.test.ts': "it.skip('waits', () => {})" })

    assert.equal(last[1], '0 passed, 0 failed')
    assert.equal(code, 1)
  })

  it('goes on with the other files when one does not load', async () => {
    const { code, stdout, last } = await run({
      'a.test.ts': "throw new Error('no such score')",
      'b.test.ts': good,
    })

    assert.match(stdout, /a\.test\.ts loads\n.*no such score/)
    assert.equal(last[1], '1 passed, 1 failed')
    assert.equal(code, 1)
  })

  it('counts a failing hook', async () => {
    const { last } = await run({
      'a.test.ts': "before(() => { throw new Error('no stage') }); it('plays', () => {})",
      'b.test.ts': good,
    })

    assert.match(last[1]!, /[1-9]\d* failed/)
  })

  it('ends a file that never loads, and names it with what is still open', async () => {
    const { code, stdout, last } = await run(
      { 'a.test.ts': 'setInterval(() => {}, 1000); await new Promise(() => {})' },
      { args: ['--deadline', '3'] },
    )

    assert.match(
      stdout,
      /not over after 3 s, at the loading of .*a\.test\.ts; still open: .*Timeout/,
    )
    assert.equal(last[1], '0 passed, 1 failed')
    assert.equal(code, 1)
  })

  it('ends a test that blocks its loop, and names it', async () => {
    const { code, stdout } = await run(
      { 'a.test.ts': `${good}; it('turns in circles', () => { for (;;); })` },
      { args: ['--deadline', '3'] },
    )

    assert.match(stdout, /at .*a\.test\.ts › turns in circles; its loop is blocked/)
    assert.match(stdout, /1 passed, 1 failed\n$/)
    assert.equal(code, 1)
  })

  it('prints its last line also when the run crashes', async () => {
    const { code, stdout } = await run({
      'a.test.ts': `${good}; it('falls', () => process.kill(process.pid, 'SIGKILL'))`,
    })

    assert.match(stdout, /ended with SIGKILL at .*a\.test\.ts › falls/)
    assert.match(stdout, /1 passed, 1 failed\n$/)
    assert.equal(code, 1)
  })

  it('leaves no process of a test behind', async () => {
    const { note } = await run({
      'a.test.ts': `
        import { spawn } from 'node:child_process'
        import { writeFileSync } from 'node:fs'
        it('forgets a broker', () => {
          writeFileSync(process.env.NOTE, String(spawn('sleep', ['600']).pid))
        })
      `,
    })

    await until(() => !lives(Number(note)), 'the end of the forgotten one')
  })

  it('lets nothing be silent where every change is checked, but for the short list', async () => {
    const file = (reason: string): Record<string, string> => ({
      'a.test.ts': `import { skip } from ${skipFrom}
        ${good}
        it('needs it', function () { skip(this, '${reason}') })`,
    })

    const forbidden = await run(file('no piano'), { env: { CI: 'true' } })
    const allowed = await run(file('sqlite3 has no binary here'), { env: { CI: 'true' } })

    assert.match(forbidden.stdout, /skipped because no piano, which is not in/)
    assert.deepEqual([forbidden.code, forbidden.last[1]], [1, '1 passed, 1 failed'])
    assert.deepEqual([allowed.code, allowed.last[1]], [0, '1 passed, 0 failed'])
  })

  it('goes round its long loops with --all', async () => {
    const file = {
      'a.test.ts': `it('is long', () => { if (!process.env.RIGSONG_TEST_ALL) throw 1 })`,
    }
    const env = { RIGSONG_TEST_ALL: '' }

    const [short, long] = await Promise.all([
      run(file, { env }),
      run(file, { env, args: ['--all'] }),
    ])

    assert.deepEqual([short.code, long.code], [1, 0])
  })
})

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
