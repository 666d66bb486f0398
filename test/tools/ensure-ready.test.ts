import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmod, cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { openTempFolder } from '#test/support/temp.ts'

const repository = join(import.meta.dirname, '..', '..')

/**
 * A small repository with a lock file and a page, and an `npm` and a `vite` that note that they were
 * called. Where the real npm is called and the real page is built, every run of `npm test` shows.
 */
async function openRepository() {
  const folder = await openTempFolder()
  const root = join(folder.path, 'repository')
  const modules = join(root, 'node_modules')
  await mkdir(join(root, 'tools'), { recursive: true })
  await mkdir(join(root, 'hub', 'web'), { recursive: true })
  await mkdir(join(root, 'core'), { recursive: true })
  await mkdir(join(folder.path, 'bin'))
  await cp(join(repository, 'tools', 'ensure-ready.mjs'), join(root, 'tools', 'ensure-ready.mjs'))
  await writeFile(join(root, 'hub', 'web', 'index.html'), '<p>')
  await writeFile(join(root, 'package-lock.json'), JSON.stringify({ packages: { '': {} } }))
  const calls = join(folder.path, 'calls')
  const vite = `
    import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
    const out = process.argv[process.argv.indexOf('--outDir') + 1]
    appendFileSync(${JSON.stringify(calls)}, 'vite\\n')
    if (process.env.VITE_FAILS) process.exit(1)
    mkdirSync(out)
    writeFileSync(out + '/index.html', 'built')
  `
  const npm = `#!/bin/sh
    echo "npm $*" >> '${calls}'
    if [ -n "\${NPM_FAILS:-}" ]; then exit 1; fi
    rm -rf '${modules}'
    sleep 0.2
    mkdir -p '${modules}/vite/bin'
    cp '${folder.path}/vite.js' '${modules}/vite/bin/vite.js'
    echo '{"type":"module"}' > '${modules}/vite/package.json'
  `
  await writeFile(join(folder.path, 'vite.js'), vite)
  await writeFile(join(folder.path, 'bin', 'npm'), npm)
  await chmod(join(folder.path, 'bin', 'npm'), 0o755)
  const { npm_execpath: _, ...env } = process.env
  const options = {
    env: {
      ...env,
      PATH: [join(folder.path, 'bin'), process.env.PATH].join(delimiter),
      TMPDIR: folder.path,
    },
    encoding: 'utf8' as const,
  }
  const script = join(root, 'tools', 'ensure-ready.mjs')
  return {
    path: folder.path,
    root,
    modules,
    calls: async () => (await readFile(calls, 'utf8').catch(() => '')).split('\n').filter(Boolean),
    ready: (more: NodeJS.ProcessEnv = {}) =>
      spawnSync(process.execPath, [script], { ...options, env: { ...options.env, ...more } }),
    begin: () =>
      spawn(process.execPath, [script], { ...options, stdio: ['ignore', 'pipe', 'pipe'] }),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  }
}

const ci = 'npm ci --ignore-scripts --no-audit --no-fund --loglevel=error'

describe('getting ready', function () {
  this.timeout(20_000)

  it('installs and builds once, with a line for each, and is silent the next time', async () => {
    await using repository = await openRepository()

    const first = repository.ready()
    const second = repository.ready()

    assert.equal(first.status, 0, first.stderr)
    assert.match(first.stdout, /^Installing packages.*\nBuilding the page.*\n$/)
    assert.deepEqual(await repository.calls(), [ci, 'vite'])
    assert.deepEqual([second.status, second.stdout, second.stderr], [0, '', ''])
    assert.equal(
      await readFile(join(repository.root, 'hub', 'web', 'dist', 'index.html'), 'utf8'),
      'built',
    )
  })

  it('installs again when the lock file changed', async () => {
    await using repository = await openRepository()
    repository.ready()

    await writeFile(join(repository.root, 'package-lock.json'), '{"packages":{"":{"name":"new"}}}')
    repository.ready()

    assert.deepEqual(await repository.calls(), [ci, 'vite', ci, 'vite'])
  })

  it('installs again when node_modules went', async () => {
    await using repository = await openRepository()
    repository.ready()

    await rm(repository.modules, { recursive: true })
    repository.ready()

    assert.deepEqual(await repository.calls(), [ci, 'vite', ci])
  })

  for (const source of ['hub/web/play.ts', 'core/note.ts']) {
    it(`builds the page again when ${source} changed`, async () => {
      await using repository = await openRepository()
      repository.ready()

      await writeFile(join(repository.root, source), 'export {}')
      const { stdout } = repository.ready()

      assert.equal(stdout, 'Building the page …\n')
      assert.deepEqual(await repository.calls(), [ci, 'vite', 'vite'])
    })
  }

  it('does not repeat what npm install did by hand', async () => {
    await using repository = await openRepository()
    repository.ready()
    const lock = { packages: { '': {}, 'node_modules/vite': { version: '1.0.0' } } }
    await writeFile(join(repository.root, 'package-lock.json'), JSON.stringify(lock))
    const { '': _, ...installed } = lock.packages
    const hidden = join(repository.modules, '.package-lock.json')
    await writeFile(hidden, JSON.stringify({ packages: installed }))

    const { stdout } = repository.ready()

    assert.equal(stdout, 'Building the page …\n')
  })

  it('keeps the page of before when the new one does not build', async () => {
    await using repository = await openRepository()
    repository.ready()
    await writeFile(join(repository.root, 'core', 'note.ts'), 'export {}')

    const { status, stderr } = repository.ready({ VITE_FAILS: '1' })

    assert.equal(status, 1)
    assert.match(stderr, /The page was not built/)
    const dist = await readdir(join(repository.root, 'hub', 'web', 'dist'))
    assert.deepEqual(dist.sort(), ['.stamp', 'index.html'])
    assert.deepEqual(
      (await readdir(repository.modules)).filter((name) => name.includes('page')),
      [],
    )
  })

  it('says so when npm fails, and tries again the next time', async () => {
    await using repository = await openRepository()

    const { status, stderr } = repository.ready({ NPM_FAILS: '1' })

    assert.equal(status, 1)
    assert.match(stderr, /npm ci failed/)
    assert.equal(repository.ready().status, 0)
  })

  it('installs once when two begin at the same time', async () => {
    await using repository = await openRepository()

    const both = [repository.begin(), repository.begin()]
    const codes = await Promise.all(both.map(async (child) => (await once(child, 'close'))[0]))

    assert.deepEqual(codes, [0, 0])
    assert.deepEqual(await repository.calls(), [ci, 'vite'])
  })

  it('takes over the lock of one that was killed', async () => {
    await using repository = await openRepository()
    const killed = repository.begin()
    await once(killed.stdout, 'data')
    killed.kill('SIGKILL')
    await once(killed, 'close')
    const locks = (await readdir(repository.path)).filter((name) => name.endsWith('.lock'))

    const { status } = repository.ready()

    assert.equal(locks.length, 1)
    assert.equal(status, 0)
    assert.deepEqual((await repository.calls()).slice(-2), [ci, 'vite'])
  })
})
