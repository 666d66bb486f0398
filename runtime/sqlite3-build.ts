import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, open } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { readIfThere, writeAtomic } from '#runtime/files.ts'
import type { Log } from '#runtime/log.ts'

export type BuildParts = {
  /** The folder of package-lock.json and node_modules. */
  readonly root: string
  readonly dataDir: string
  readonly log: Log
  /** Whether a program can be found; a test answers for itself. */
  readonly has?: (program: string) => boolean
  /** What builds; the package's own script by default. */
  readonly command?: readonly [program: string, ...args: string[]]
}

/**
 * Compiles sqlite3 where it has no binary and a compiler is there: two minutes of the lowest priority,
 * once for each lock file. The hub takes the new driver at its next start. Never throws: what fails
 * here costs nothing but speed.
 */
export async function buildSqlite3InBackground(
  parts: BuildParts,
): Promise<'started' | 'not needed'> {
  try {
    return await start(parts)
  } catch (cause) {
    parts.log.warn('sqlite3 not built', { cause })
    return 'not needed'
  }
}

async function start({ root, dataDir, log, has = found, command = npmRebuild }: BuildParts) {
  const modules = join(root, 'node_modules')
  const sqlite3 = join(modules, 'sqlite3')
  const built = existsSync(join(sqlite3, 'build', 'Release', 'node_sqlite3.node'))
  const headers = join(modules, `node-${process.platform}-${process.arch}`)
  if (built || !existsSync(sqlite3) || !existsSync(join(headers, 'include'))) return 'not needed'
  const compiler = ['c++', 'g++', 'clang++'].some(has)
  if (!compiler || !has('make') || !has('python3')) return 'not needed'

  const lock = await readIfThere(join(root, 'package-lock.json'))
  const hash = createHash('sha256')
    .update(lock ?? '')
    .digest('hex')
  const stamp = join(modules, '.rigsong-sqlite3-stamp')
  const last = await readIfThere(stamp)
  if (last && new TextDecoder().decode(last) === hash) return 'not needed'
  await writeAtomic(stamp, hash)

  const logFile = join(dataDir, 'log', 'sqlite3-build.log')
  await mkdir(join(dataDir, 'log'), { recursive: true, mode: 0o700 })
  const output = await open(logFile, 'w', 0o600)
  const [program, ...args] = command
  const build = spawn('nice', ['-n', '19', program, ...args], {
    cwd: root,
    // Its own session: neither Ctrl-C nor the end of the hub stops it half-way.
    detached: true,
    stdio: ['ignore', output.fd, output.fd],
    env: {
      ...process.env,
      PATH: [join(modules, '.bin'), process.env.PATH].join(delimiter),
      npm_config_nodedir: headers,
      // A binary from the internet has no checksum in our lock file, and asking for it needs the internet.
      npm_config_build_from_source: 'true',
    },
  })
  build.on('error', (cause) => log.warn('sqlite3 not built', { cause }))
  build.unref()
  await output.close()
  log.info('building sqlite3 in the background', { log: logFile })
  return 'started'
}

const npmRebuild = ['npm', 'rebuild', 'sqlite3', '--loglevel=error'] as const satisfies [
  string,
  ...string[],
]

const found = (program: string): boolean =>
  spawnSync('sh', ['-c', 'command -v -- "$1"', 'sh', program]).status === 0
