import assert from 'node:assert/strict'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type BuildParts, buildSqlite3InBackground } from '#runtime/sqlite3-build.ts'
import { silentLog } from '#test/support/database.ts'
import { until } from '#test/support/rigsong.ts'
import { openTempFolder } from '#test/support/temp.ts'

/** A repository as npm leaves it under --ignore-scripts: sqlite3 without a binary, Node with its headers. */
async function openRepository() {
  const folder = await openTempFolder()
  const modules = join(folder.path, 'node_modules')
  const headers = join(modules, `node-${process.platform}-${process.arch}`, 'include')
  await mkdir(headers, { recursive: true })
  await mkdir(join(modules, 'sqlite3'))
  await writeFile(join(folder.path, 'package-lock.json'), '{}')
  const dataDir = join(folder.path, 'data')
  const parts: BuildParts = {
    root: folder.path,
    dataDir,
    log: silentLog,
    has: () => true,
    command: ['sh', '-c', 'echo "$(nice) $npm_config_nodedir $npm_config_build_from_source"'],
  }
  return {
    modules,
    headers,
    parts,
    built: () => readFile(join(dataDir, 'log', 'sqlite3-build.log'), 'utf8'),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  }
}

describe('building sqlite3 in the background', () => {
  it('is done at the lowest priority, from source, with the headers of our own Node', async () => {
    await using repository = await openRepository()

    const outcome = await buildSqlite3InBackground(repository.parts)

    assert.equal(outcome, 'started')
    const headers = join(repository.headers, '..')
    await until(async () => (await repository.built()) === `19 ${headers} true\n`, 'the build')
  })

  it('is done once for each lock file', async () => {
    await using repository = await openRepository()
    await buildSqlite3InBackground(repository.parts)

    const again = await buildSqlite3InBackground(repository.parts)
    await writeFile(join(repository.parts.root, 'package-lock.json'), '{"new":true}')
    const afterChange = await buildSqlite3InBackground(repository.parts)

    assert.deepEqual([again, afterChange], ['not needed', 'started'])
  })

  for (const missing of ['make', 'python3', 'compiler']) {
    it(`is left alone without a ${missing}`, async () => {
      await using repository = await openRepository()
      const has = (program: string): boolean =>
        missing === 'compiler' ? !/\+\+$/.test(program) : program !== missing

      assert.equal(await buildSqlite3InBackground({ ...repository.parts, has }), 'not needed')
    })
  }

  it('is left alone where the binary is there', async () => {
    await using repository = await openRepository()
    const release = join(repository.modules, 'sqlite3', 'build', 'Release')
    await mkdir(release, { recursive: true })
    await writeFile(join(release, 'node_sqlite3.node'), '')

    assert.equal(await buildSqlite3InBackground(repository.parts), 'not needed')
  })

  it('costs nobody a start where it cannot even begin', async () => {
    await using repository = await openRepository()
    await writeFile(repository.parts.dataDir, 'a file where the data folder should be')

    assert.equal(await buildSqlite3InBackground(repository.parts), 'not needed')
  })
})
