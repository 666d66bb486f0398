import { lstatSync, readlinkSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { cpio, type Entry } from './cpio.ts'

/** What the guest is to run, and what it sees of the host. */
export type Order = {
  readonly command: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  readonly shares: readonly Share[]
}

/** A folder of the host, under its own name in the guest. */
export type Share = { readonly path: string; readonly access: 'ro' | 'rw' }

const project = join(import.meta.dirname, '..', '..')

/**
 * Runs a script of the project with the Node that runs us, in a guest that sees only what that takes.
 * @param compiled a folder where compiled code is kept for the next run; all else is read-only
 */
export function scriptOrder(
  script: string,
  words: readonly string[],
  { cwd, compiled }: { readonly cwd: string; readonly compiled: string },
): Order {
  const bin = join(project, 'node_modules', '.bin')
  return {
    command: [process.execPath, script, ...words],
    cwd,
    env: {
      HOME: '/root',
      LANG: 'C.UTF-8',
      NODE_COMPILE_CACHE: compiled,
      PATH: `${bin}:/usr/local/bin:/usr/bin:/usr/sbin`,
      TMPDIR: '/tmp',
      TZ: process.env.TZ ?? 'UTC',
    },
    shares: [
      ...outermost([
        ...['/usr', project, join(project, 'node_modules'), dirname(process.execPath)].map((path) =>
          realpathSync(path),
        ),
        ...rootFolders.filter((path) => linkOf(path) === undefined),
      ]).map((path) => ({ path, access: 'ro' as const })),
      { path: compiled, access: 'rw' },
    ],
  }
}

// Links into /usr on most systems; programs look for their loader and shell there.
const rootFolders = ['/bin', '/lib', '/lib64', '/sbin']

const linkOf = (path: string): string | undefined =>
  lstatSync(path).isSymbolicLink() ? readlinkSync(path) : undefined

/** Without those that lie in others. */
const outermost = (paths: readonly string[]): readonly string[] =>
  [...new Set(paths)].filter((path) => !paths.some((other) => path.startsWith(`${other}/`)))

/** The order as files of the guest's first root, for init.sh. */
export function orderArchive({ command, cwd, env, shares }: Order): Buffer {
  const script = [
    ...Object.entries(env).map(([name, value]) => `export ${name}=${quoted(value)}`),
    `cd ${quoted(cwd)} || exit 127`,
    `exec ${command.map(quoted).join(' ')}`,
  ]
  const links = rootFolders.flatMap((path): Entry[] => {
    const link = linkOf(path)
    return link === undefined ? [] : [{ path: path.slice(1), link }]
  })
  return cpio([
    { path: 'etc' },
    {
      path: 'etc/passwd',
      file: 'root:x:0:0:root:/root:/bin/sh\nplayer:x:1000:1000::/tmp:/bin/sh\n',
    },
    { path: 'etc/group', file: 'root:x:0:\nplayer:x:1000:\n' },
    { path: 'etc/hosts', file: '127.0.0.1 localhost rig\n' },
    { path: 'vm/command', file: `${script.join('\n')}\n` },
    { path: 'vm/shares', file: shares.map(shareLine).join('') },
    ...links,
  ])
}

const shareLine = ({ path, access }: Share, index: number): string =>
  `share${index} ${access} ${path}\n`

const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`
