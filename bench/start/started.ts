import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { commandOf, familyOf, pssMb } from './processes.ts'

const root = join(import.meta.dirname, '..', '..')

export type Memory = readonly { readonly command: string; readonly mb: number }[]
export type Started = { readonly tookMs: number; readonly memory: Memory }

/** A hub with these processes beside it, to its first page; then `rest` ms for its memory to settle. */
export async function startedRigsong(processes: string, rest = 0): Promise<Started> {
  const [httpPort, mqttPort] = [await freePort(), await freePort()]
  return withFolder((data) =>
    started(['runtime/start.ts'], `http://127.0.0.1:${httpPort}/`, rest, {
      RIGSONG_DATA: data,
      RIGSONG_HTTP_PORT: String(httpPort),
      RIGSONG_MQTT_PORT: String(mqttPort),
      RIGSONG_PROCESSES: processes,
    }),
  )
}

/** Node-RED alone, to its first page. */
export async function startedNodeRed(rest = 0): Promise<Started> {
  const port = await freePort()
  return withFolder((folder) =>
    started(
      ['node_modules/node-red/red.js', '--userDir', folder, '--port', String(port)],
      `http://127.0.0.1:${port}/`,
      rest,
      {},
    ),
  )
}

async function started(
  args: readonly string[],
  url: string,
  rest: number,
  env: Record<string, string>,
): Promise<Started> {
  const from = performance.now()
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: 'ignore',
  })
  try {
    await answering(url, child)
    const tookMs = performance.now() - from
    if (rest > 0) await passed(rest)
    return { tookMs, memory: rest > 0 ? await memoryOf(child.pid!) : [] }
  } finally {
    await ended(child)
  }
}

async function memoryOf(pid: number): Promise<Memory> {
  const family = await familyOf(pid)
  return Promise.all(
    family.map(async (member) => ({ command: await commandOf(member), mb: await pssMb(member) })),
  )
}

async function answering(url: string, child: ChildProcess): Promise<void> {
  while (child.exitCode === null) {
    const ok = await fetch(url).then(
      ({ status }) => status === 200,
      () => false,
    )
    if (ok) return
    await passed(5)
  }
  throw new Error(`ended with ${child.exitCode} before ${url} answered`)
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await gone
}

async function withFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'rigsong-bench-'))
  try {
    return await use(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}

const passed = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
