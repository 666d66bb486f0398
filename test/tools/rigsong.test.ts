import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chmod, cp, mkdir, realpath, symlink, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { openTempFolder } from '#test/support/temp.ts'

const launcher = join(import.meta.dirname, '..', '..', 'bin', 'rigsong')

/** A repository whose command line says where it is, what runs it and what it was given. */
async function openRepository() {
  const folder = await openTempFolder()
  const root = join(await realpath(folder.path), 'my music', 'rigsong')
  await mkdir(join(root, 'bin'), { recursive: true })
  await mkdir(join(root, 'hub', 'cli'), { recursive: true })
  await mkdir(join(root, 'tools'), { recursive: true })
  await cp(launcher, join(root, 'bin', 'rigsong'))
  await writeFile(
    join(root, 'hub', 'cli', 'main.ts'),
    'process.stdout.write(JSON.stringify([process.env.RAN_BY ?? "", import.meta.dirname, ...process.argv.slice(2)]))',
  )
  await writeFile(
    join(root, 'tools', 'ensure-ready.mjs'),
    'console.log("getting ready"); process.env.SAW = "it"',
  )
  return { root, path: folder.path, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() }
}

/** A `node` that says that it was the one. */
async function writeNode(folder: string, name: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  const script = `#!/bin/sh\nRAN_BY=${name} exec '${process.execPath}' "$@"\n`
  await writeFile(join(folder, 'node'), script)
  await chmod(join(folder, 'node'), 0o755)
}

const run = (path: string, args: readonly string[], options: object = {}): unknown =>
  JSON.parse(
    execFileSync(path, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], ...options }),
  )

describe('the launcher', () => {
  it('runs the project’s own Node from any folder, with every argument as it was', async () => {
    await using repository = await openRepository()
    await writeNode(join(repository.root, 'node_modules', '.bin'), 'ours')

    const said = run(
      join(repository.root, 'bin', 'rigsong'),
      ['generate', 'a "slow" $HOME; loop', ''],
      {
        cwd: '/',
      },
    )

    const cli = join(repository.root, 'hub', 'cli')
    assert.deepEqual(said, ['ours', cli, 'generate', 'a "slow" $HOME; loop', ''])
  })

  it('finds its repository through links of links', async () => {
    await using repository = await openRepository()
    await writeNode(join(repository.root, 'node_modules', '.bin'), 'ours')
    const links = join(repository.path, 'links')
    await mkdir(links)
    await symlink('../my music/rigsong/bin/rigsong', join(links, 'near'))
    await symlink(join(links, 'near'), join(repository.path, 'far'))

    const said = run(join(repository.path, 'far'), [])

    assert.deepEqual(said, ['ours', join(repository.root, 'hub', 'cli')])
  })

  it('gets ready with the system’s Node where nothing is installed, and keeps standard output clean', async () => {
    await using repository = await openRepository()
    const system = join(repository.path, 'system')
    await writeNode(system, 'system')
    const env = { PATH: [system, process.env.PATH].join(delimiter) }

    const said = run(join(repository.root, 'bin', 'rigsong'), [], { env })

    assert.deepEqual(said, ['system', join(repository.root, 'hub', 'cli')])
  })
})
