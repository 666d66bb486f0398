import { createHash } from 'node:crypto'
import {
  access,
  copyFile,
  glob,
  mkdir,
  mkdtemp,
  readFile,
  rename,
  rm,
  writeFile,
} from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { cpio, type Entry } from './cpio.ts'
import { modules } from './guest.ts'
import { newestKernel } from './kernel.ts'
import { moduleName, modulesInOrder } from './modules.ts'
import { said, succeeds, tell } from './program.ts'

/** What a guest is started with. */
export type Parts = {
  /** The program that is the machine. */
  readonly qemu: string
  readonly kernel: string
  readonly firstRoot: string
}

/** A part that cannot be had. `never` says that this machine is not one that could have it. */
export class MissingPart extends Error {
  readonly never: boolean
  constructor(message: string, never: boolean) {
    super(message)
    this.never = never
  }
}

const qemu = 'qemu-system-x86_64'
const packages = { qemu: 'qemu-system-x86', busybox: 'busybox-static' } as const
const byHand = `sudo apt-get install --no-install-recommends ${packages.qemu}`

/**
 * Finds what the guest needs or gets it from Debian: QEMU is installed where we may; the kernel and
 * busybox are fetched and unpacked into the cache folder, never installed. Throws MissingPart.
 */
export async function getParts(): Promise<Parts> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new MissingPart('the virtual machine needs Linux on x86-64', true)
  }
  await getQemu()
  const kept = join(cacheFolder(), await recipe())
  const parts = { qemu, kernel: join(kept, 'vmlinuz'), firstRoot: join(kept, 'first-root.cpio') }
  if (!(await stands(parts.firstRoot))) await fetchKernel(kept)
  return parts
}

async function getQemu(): Promise<void> {
  if (await succeeds(qemu, ['--version'])) return
  if (!(await succeeds('apt-get', ['--version']))) {
    throw new MissingPart(`${qemu} is not installed and there is no apt-get to get it`, true)
  }
  const root = process.getuid?.() === 0
  if (!root && !(await succeeds('sudo', ['-n', 'true']))) {
    throw new MissingPart(`${qemu} is not installed; install it with: ${byHand}`, true)
  }
  const apt = ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-qq']
  const [program, ...words] = root ? apt : ['sudo', '-n', ...apt]
  const install = [...words, 'install', '-y', '--no-install-recommends', packages.qemu]
  tell(`installing ${packages.qemu}`)
  if (await succeeds(program!, install)) return
  // A machine that was never asked for packages has no lists of them yet.
  await succeeds(program!, [...words, 'update'])
  if (await succeeds(program!, install)) return
  throw new MissingPart(`${packages.qemu} could not be installed; try: ${byHand}`, false)
}

export const cacheFolder = (): string =>
  join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'rigsong', 'vm')

/** Another name for another guest: what was kept is made again when what goes into it changes. */
async function recipe(): Promise<string> {
  const init = await readFile(initScript)
  const hash = createHash('sha256').update(init).update(JSON.stringify(modules)).digest('hex')
  return hash.slice(0, 12)
}

const initScript = join(import.meta.dirname, 'init.sh')

/** Fetches and unpacks the kernel and busybox, and keeps the few megabytes that the guest needs. */
async function fetchKernel(kept: string): Promise<void> {
  await mkdir(cacheFolder(), { recursive: true })
  const folder = await mkdtemp(join(cacheFolder(), 'fetching-'))
  try {
    const names = await said('apt-cache', ['pkgnames', 'linux-image-']).catch(() => '')
    const kernel = newestKernel(names.split('\n'), 'amd64')
    if (kernel === undefined) {
      throw new MissingPart('apt offers no generic Linux 6.1 kernel (Debian 12 has one)', true)
    }
    tell(`fetching ${kernel} and ${packages.busybox}`)
    await unpack([kernel, packages.busybox], folder)
    const made = join(folder, 'made')
    await mkdir(made)
    await copyFile(
      join(folder, 'root', 'boot', `vmlinuz-${kernel.replace('linux-image-', '')}`),
      join(made, 'vmlinuz'),
    )
    await writeFirstRoot(join(folder, 'root'), join(made, 'first-root.cpio'))
    // Whole or not at all; somebody else may have been quicker.
    await rename(made, kept).catch(async (error: unknown) => {
      if (!(await stands(kept))) throw error
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function unpack(names: readonly string[], folder: string): Promise<void> {
  // Fetching as a user of its own, apt could not write into our folder.
  const fetching = ['-qq', '-o', 'APT::Sandbox::User=root', 'download', ...names]
  if (!(await succeeds('apt-get', fetching, folder))) {
    throw new MissingPart(`apt-get could not fetch ${names.join(' and ')}`, false)
  }
  for await (const deb of glob('*.deb', { cwd: folder })) {
    await said('dpkg-deb', ['-x', join(folder, deb), join(folder, 'root')])
  }
}

async function writeFirstRoot(unpacked: string, archive: string): Promise<void> {
  const [kernelFolder] = await Array.fromAsync(glob(join(unpacked, 'lib', 'modules', '*')))
  const files = await Array.fromAsync(glob(join(kernelFolder!, '**', '*.ko')))
  const builtIn = await readFile(join(kernelFolder!, 'modules.builtin'), 'utf8')
  const order = await modulesInOrder(
    modules.map(([name]) => name),
    files,
    builtIn.trim().split('\n'),
  )
  const parameters = new Map(modules.map(([name, words = '']) => [moduleName(name), words]))
  const list = order.map((file) => {
    const name = moduleName(file)
    return `${name}.ko ${parameters.get(name) ?? ''}`.trim()
  })
  const entries: Entry[] = [
    ...[{ path: 'vm' }, { path: 'vm/modules' }],
    { path: 'init', file: await readFile(initScript), mode: 0o755 },
    { path: 'vm/busybox', file: await readFile(join(unpacked, 'bin', 'busybox')), mode: 0o755 },
    { path: 'vm/modules.list', file: `${list.join('\n')}\n` },
  ]
  for (const file of order) {
    entries.push({ path: `vm/modules/${moduleName(file)}.ko`, file: await readFile(file) })
  }
  await writeFile(archive, cpio(entries))
}

const stands = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )
