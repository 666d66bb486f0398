import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '#test/support/free-port.ts'

const root = join(import.meta.dirname, '..', '..')

/** A whole Rigsong as `npm start` runs it, in a data folder of its own, on ports of its own. */
export type Rigsong = AsyncDisposable & {
  readonly url: string
  readonly mqttPort: number
  readonly dataDir: string
  readonly child: ChildProcess
  /** What it printed so far. */
  printed(): string
  /** Calls the API with the owner's token. */
  call<T>(method: string, path: string, body?: unknown): Promise<T>
  bytes(path: string): Promise<Uint8Array>
  /** `rigsong …` against this hub. */
  cli(...args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }>
  /** The pids of the named process, 'hub/main.ts' or 'hub/live/main.ts', newest last. */
  pidOf(entry: string): Promise<number>
  ownerToken(): Promise<string>
  stop(signal?: NodeJS.Signals): Promise<number | null>
}

type Start = {
  readonly dataDir?: string
  readonly env?: Readonly<Record<string, string>>
  /** How long it may take. */
  readonly withinMs?: number
}

/** Starts hub and live and waits until they are there; the caller disposes of it. */
export async function startRigsong({ dataDir, env = {}, withinMs }: Start = {}): Promise<Rigsong> {
  const folder = dataDir ?? (await mkdtemp(join(tmpdir(), 'rigsong-')))
  const [httpPort, mqttPort] = [await freePort(), await freePort()]
  const ours = {
    RIGSONG_DATA: folder,
    RIGSONG_HTTP_PORT: String(httpPort),
    RIGSONG_MQTT_PORT: String(mqttPort),
    // Node-RED takes a second of its own, which only those who want flows should wait for.
    RIGSONG_PROCESSES: 'live',
    ...env,
  }
  const child = spawn(process.execPath, ['runtime/start.ts'], {
    cwd: root,
    env: { ...process.env, ...ours },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const gone = once(child, 'exit')
  let said = ''
  const hear = (text: Buffer): void => {
    said += text.toString()
  }
  child.stdout.on('data', hear)
  child.stderr.on('data', hear)
  const url = `http://localhost:${httpPort}`

  const isUp = async (): Promise<boolean> => {
    if (child.exitCode !== null) throw new Error(`ended with ${child.exitCode}:\n${said}`)
    // Asking before it listens would only keep a slow machine busy.
    if (!said.includes('page')) return false
    const health = await fetch(`${url}/api/v1/health`)
    return ((await health.json()) as { ok: boolean }).ok
  }
  await until(isUp, `every process to be there at ${url}`, withinMs).catch((cause: unknown) => {
    child.kill('SIGKILL')
    throw cause
  })

  const ownerToken = async (): Promise<string> =>
    (await readFile(join(folder, 'hub', 'owner-token'), 'utf8')).trim()

  async function send(method: string, path: string, body?: unknown): Promise<Response> {
    const response = await fetch(url + path, {
      method,
      headers: {
        authorization: `Bearer ${await ownerToken()}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    if (!response.ok)
      throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
    return response
  }

  async function stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill(signal)
      await gone
    }
    return child.exitCode
  }

  return {
    url,
    mqttPort,
    dataDir: folder,
    child,
    printed: () => said,
    async call<T>(method: string, path: string, body?: unknown) {
      const text = await (await send(method, path, body)).text()
      return (text === '' ? undefined : JSON.parse(text)) as T
    },
    bytes: async (path) => new Uint8Array(await (await send('GET', path)).arrayBuffer()),
    cli: (...args) => runCli(args, ours),
    ownerToken,
    pidOf: (entry) => pidOf(child.pid!, entry),
    stop,
    async [Symbol.asyncDispose]() {
      await stop()
      if (dataDir === undefined) await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Runs `rigsong …` as a person would, through its launcher. */
export function runCli(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  input = '',
): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const options = { env: { ...process.env, ...env }, cwd: tmpdir() }
    const run = execFile(
      join(root, 'bin', 'rigsong'),
      [...args],
      options,
      (error, stdout, stderr) => {
        resolve({ code: error ? Number(error.code) : 0, stdout, stderr })
      },
    )
    run.stdin?.end(input)
  })
}

/** Asks again every 20 ms until it holds; fails after 30 s, saying what was awaited. */
export async function until(
  holds: () => Promise<boolean> | boolean,
  what: string,
  withinMs = 30_000,
): Promise<void> {
  const deadline = performance.now() + withinMs
  let last: unknown
  while (performance.now() < deadline) {
    try {
      if (await holds()) return
    } catch (error) {
      if (error instanceof Error && error.message.startsWith('ended with')) throw error
      last = error
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error(`waited in vain for ${what}`, { cause: last })
}

async function pidOf(supervisor: number, entry: string): Promise<number> {
  const children = await readFile(`/proc/${supervisor}/task/${supervisor}/children`, 'utf8')
  for (const pid of children.trim().split(' ').map(Number).toReversed()) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
    if (command.includes(entry)) return pid
  }
  throw new Error(`no ${entry} runs`)
}
