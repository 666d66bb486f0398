import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Order, orderArchive, type Share } from './order.ts'
import type { Parts } from './parts.ts'

export type Ears = {
  out(bytes: Buffer): void
  err(bytes: Buffer): void
}

export type Limits = {
  /** 'tcg' works everywhere; 'kvm' only where the host can. */
  readonly accelerator: 'tcg' | 'kvm'
  /** How long until the command has to run. */
  readonly bootMs: number
  /** Pulls the plug. */
  readonly signal: AbortSignal
}

/** How it went: the command's exit code, or why there is none and what the guest's kernel said. */
export type Ended =
  | { readonly ended: 'exited'; readonly code: number }
  | { readonly ended: 'not-up' | 'cut-off'; readonly console: string }

/** Boots a guest, runs one command in it and ends with it. */
export async function runInGuest(
  parts: Parts,
  order: Order,
  ears: Ears,
  { accelerator, bootMs, signal }: Limits,
): Promise<Ended> {
  const folder = await mkdtemp(join(tmpdir(), 'rigsong-vm-'))
  const root = join(folder, 'root.cpio')
  await writeFile(root, Buffer.concat([await readFile(parts.firstRoot), orderArchive(order)]))

  let told = ''
  await using ways = await openWays(folder, {
    out: ears.out,
    err: ears.err,
    told(bytes) {
      told += bytes
      if (told.startsWith('up\n')) clearTimeout(booting)
    },
  })
  signal.throwIfAborted()
  const words = [
    ...['-M', 'q35', '-smp', '1', '-m', '2048', '-nodefaults', '-no-user-config', '-no-reboot'],
    ...['-accel', accelerator, '-cpu', accelerator === 'kvm' ? 'host' : 'max'],
    ...['-display', 'none', '-serial', 'stdio', '-kernel', parts.kernel, '-initrd', root],
    ...['-append', 'console=ttyS0 quiet loglevel=3 panic=-1'],
    ...order.shares.flatMap(shared),
    ...ways.words,
  ]
  // A guest that outlives whoever started it would run for ever.
  const bound = ['--pdeathsig', 'KILL', parts.qemu, ...words]
  const machine = spawn('setpriv', bound, { stdio: ['ignore', 'pipe', 'pipe'] })
  let console = ''
  machine.stdout.on('data', (bytes) => {
    console += bytes
  })
  machine.stderr.on('data', (bytes) => {
    console += bytes
  })
  const pull = (): void => void machine.kill('SIGKILL')
  const booting = setTimeout(pull, bootMs)
  signal.addEventListener('abort', pull)
  try {
    await once(machine, 'close')
    await ways.heard()
  } finally {
    clearTimeout(booting)
    signal.removeEventListener('abort', pull)
    await rm(folder, { recursive: true, force: true })
  }
  const [, code] = /^exit (\d+)$/m.exec(told) ?? []
  if (code !== undefined) return { ended: 'exited', code: Number(code) }
  return { ended: told === '' ? 'not-up' : 'cut-off', console }
}

const shared = ({ path, access }: Share, index: number): readonly string[] => [
  '-fsdev',
  `local,id=share${index},path=${path},security_model=none,multidevs=remap${access === 'ro' ? ',readonly=on' : ''}`,
  '-device',
  `virtio-9p-pci,fsdev=share${index},mount_tag=share${index}`,
]

type Ways = AsyncDisposable & {
  readonly words: readonly string[]
  /** Resolves once everything that was sent has been heard. */
  heard(): Promise<unknown>
}

/**
 * The ports through which the guest is heard, each by itself and byte for byte; the console, which
 * the kernel writes to as well, could not give that.
 */
async function openWays(
  folder: string,
  ears: Readonly<Record<string, (bytes: Buffer) => void>>,
): Promise<Ways> {
  const heard: Promise<unknown>[] = []
  const servers = Object.entries(ears).map(([name, hear], index) => {
    const path = join(folder, name)
    const server = createServer((socket: Socket) => {
      socket.on('data', hear)
      // What a pulled plug does to the line is no news.
      socket.on('error', () => {})
      heard.push(once(socket, 'close'))
    }).listen(path)
    const words = [
      ...['-chardev', `socket,id=${name},path=${path}`],
      ...['-device', `virtserialport,nr=${index + 1},chardev=${name},name=${name}`],
    ]
    return { server, words }
  })
  await Promise.all(servers.map(({ server }) => once(server, 'listening')))
  return {
    words: ['-device', 'virtio-serial-pci', ...servers.flatMap(({ words }) => words)],
    heard: () => Promise.all(heard),
    async [Symbol.asyncDispose]() {
      await Promise.all(servers.map(({ server }) => once(server.close(), 'close')))
    },
  }
}
