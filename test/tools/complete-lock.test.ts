import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openTempFolder } from '#test/support/temp.ts'

const root = join(import.meta.dirname, '..', '..')

/** What tools/complete-lock.mjs makes of this lock file. */
async function completed(lock: object): Promise<Record<string, object>> {
  await using folder = await openTempFolder()
  const file = join(folder.path, 'package-lock.json')
  await writeFile(file, JSON.stringify(lock))
  execFileSync(process.execPath, [join(root, 'tools', 'complete-lock.mjs'), file])
  return JSON.parse(await readFile(file, 'utf8')).packages
}

describe('the lock file', () => {
  it('gets the platforms that npm could not fetch, in order', async () => {
    const packages = await completed({
      packages: {
        '': { optionalDependencies: { 'not-here': '1.0.0' } },
        'node_modules/synth': {
          version: '2.0.0',
          dev: true,
          optionalDependencies: {
            '@synth/linux-x64-musl': '2.0.0',
            '@synth/linux-x64-gnu': '2.0.0',
          },
        },
        'node_modules/@synth/linux-x64-gnu': { version: '2.0.0', integrity: 'sha512-x' },
      },
    })

    assert.deepEqual(Object.keys(packages), [
      '',
      'node_modules/@synth/linux-x64-gnu',
      'node_modules/@synth/linux-x64-musl',
      'node_modules/synth',
    ])
    assert.deepEqual(packages['node_modules/@synth/linux-x64-musl'], {
      version: '2.0.0',
      cpu: ['x64'],
      os: ['linux'],
      libc: ['musl'],
      dev: true,
      optional: true,
    })
  })

  it('of this repository is complete', async () => {
    const { packages } = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8'))

    assert.deepEqual(Object.keys(await completed({ packages })), Object.keys(packages))
  })
})
