import { fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { type ProcessName, processes } from '#core/bus/topics.ts'
import { HubError } from '#core/errors.ts'
import { v } from '#core/schema.ts'
import { FromChild, type HandedWords, refuseStart, settingsExitCode } from '#runtime/child.ts'
import { type Config, readConfig } from '#runtime/config.ts'
import { type Log, openLog } from '#runtime/log.ts'
import { openMasterKey } from '#runtime/master-key.ts'
import { withoutSecretWords } from '#runtime/secret-words.ts'
import { buildSqlite3InBackground } from '#runtime/sqlite3-build.ts'
import { readTokens } from '#runtime/token-file.ts'

/** A process to keep alive. */
export type Child = {
  readonly name: string
  /** Path of its module. */
  readonly entry: string
  readonly handed: HandedWords
  readonly env?: Readonly<Record<string, string>>
  /** How long after the others it is started first; it comes back as fast as they do. */
  readonly afterMs?: number
}

export type Supervision = {
  /** The exit code for the whole: 0 after a clean end, a child's own where it cannot be cured. */
  readonly ended: Promise<number>
  /** Asks all to end in good order; a second time ends them at once. */
  stop(): void
  /** The process id of a child, while it runs. */
  pidOf(name: string): number | undefined
}

export type SuperviseParts = {
  readonly children: readonly Child[]
  readonly log: Log
  /** Where the lines of a child's ready message go. */
  readonly print: (line: string) => void
  /** How long a child that keeps ending rests before it starts again. */
  readonly againAfterMs?: readonly number[]
  /** A child that was up this long starts again at once. */
  readonly steadyAfterMs?: number
  readonly stopWithinMs?: number
}

/** Starts every child, starts again those that end, and ends them all together. */
export function supervise(parts: SuperviseParts): Supervision {
  const { stopWithinMs = 2700 } = parts
  const { promise: ended, resolve } = Promise.withResolvers<number>()
  const printed = new Map<string, string>()
  let exitCode: number | undefined

  const keepers = parts.children.map((child) =>
    keepAlive(child, parts, {
      ready(lines) {
        // A child that came back says the same again; it is said once.
        const text = lines.join('\n')
        if (printed.get(child.name) === text) return
        printed.set(child.name, text)
        for (const line of lines) parts.print(line)
      },
      incurable: (code) => end(code),
      gone: () => {
        if (exitCode !== undefined && keepers.every(({ pid }) => pid() === undefined))
          resolve(exitCode)
      },
    }),
  )

  const end = (code: number): void => {
    if (exitCode !== undefined) return
    exitCode = code
    for (const keeper of keepers) keeper.end('SIGTERM')
    setTimeout(() => {
      for (const keeper of keepers) keeper.end('SIGKILL')
    }, stopWithinMs).unref()
    if (keepers.every(({ pid }) => pid() === undefined)) resolve(code)
  }

  return {
    ended,
    stop() {
      if (exitCode === undefined) end(0)
      else for (const keeper of keepers) keeper.end('SIGKILL')
    },
    pidOf: (name) => keepers.find((keeper) => keeper.name === name)?.pid(),
  }
}

type Told = {
  readonly ready: (lines: readonly string[]) => void
  readonly incurable: (code: number) => void
  readonly gone: () => void
}
type Keeper = {
  readonly name: string
  pid(): number | undefined
  end(signal: NodeJS.Signals): void
}

const restMs = [250, 500, 1000, 2000, 5000]

function keepAlive(child: Child, parts: SuperviseParts, told: Told): Keeper {
  const { log, againAfterMs = restMs, steadyAfterMs = 60_000 } = parts
  let running: ReturnType<typeof fork> | undefined
  let again: NodeJS.Timeout | undefined
  let quickEnds = 0
  let ending = false

  const start = (): void => {
    const startedMs = performance.now()
    const own = fork(child.entry, [], {
      env: { ...withoutSecretWords(process.env), ...child.env },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    running = own
    own.on('message', (message) => {
      const found = v.safeParse(FromChild, message)
      if (!found.success) return
      if (found.output.say === 'ready') told.ready(found.output.lines)
      else own.send({ say: 'handed', handed: child.handed }, () => {})
    })
    own.on('error', (cause) => {
      log.error('process not started', { process: child.name, cause })
      if (own.pid === undefined) over(startedMs, null, null)
    })
    own.on('exit', (code, signal) => over(startedMs, code, signal))
  }

  const over = (startedMs: number, code: number | null, signal: NodeJS.Signals | null): void => {
    running = undefined
    if (ending) told.gone()
    else if (code === settingsExitCode) told.incurable(code)
    else startAgain(performance.now() - startedMs, { code, signal })
  }

  const startAgain = (upMs: number, how: object): void => {
    const steady = upMs >= steadyAfterMs
    quickEnds = steady ? 0 : quickEnds + 1
    const inMs = steady ? 0 : againAfterMs[Math.min(quickEnds, againAfterMs.length) - 1]!
    log.warn('process ended', { process: child.name, ...how, againInMs: inMs })
    again = setTimeout(start, inMs)
  }

  if (child.afterMs === undefined) start()
  else again = setTimeout(start, child.afterMs)
  return {
    name: child.name,
    pid: () => running?.pid,
    end(signal) {
      ending = true
      clearTimeout(again)
      running?.kill(signal)
    },
  }
}

/** The processes that can be started, by path: none imports another. */
const entries: Partial<Record<ProcessName, string>> = {
  hub: 'hub/main.ts',
  live: 'hub/live/main.ts',
}
const root = join(import.meta.dirname, '..')

/**
 * Loading two processes at once takes each of them twice as long on a small machine; the page that
 * somebody waits for goes first.
 */
const besideAfterMs = 400

/** The children of one hub: their addresses, and secrets that last as long as the supervisor. */
async function childrenOf(config: Config, log: Log): Promise<readonly Child[]> {
  const httpPort = config.hubUrl ? config.httpPort.port : await portFor('http-port', config, log)
  const mqttPort = config.brokerUrl ? config.mqttPort.port : await portFor('mqtt-port', config, log)
  const hubUrl = config.hubUrl ?? `http://127.0.0.1:${httpPort}`
  const brokerUrl = config.brokerUrl ?? `mqtt://127.0.0.1:${mqttPort}`
  const secrets = await secretsFor(config)
  const master = await openMasterKey()
  const env = environmentOf(config, httpPort, mqttPort)
  // A hub elsewhere runs there; here are only those that go to it.
  const names = config.hubUrl ? config.processes : (['hub', ...config.processes] as const)
  return names.flatMap((name) => {
    const entry = entries[name]
    if (entry === undefined) return []
    const secret = secrets[name]!
    const users = name === 'hub' ? secrets : { [name]: secret }
    const key = master.keyFor(name)
    const handed = { user: { name, secret }, users, key, hubUrl, brokerUrl }
    const late = name === 'hub' || config.hubUrl ? {} : { afterMs: besideAfterMs }
    return [{ name, entry: join(root, entry), handed, env, ...late }]
  })
}

/** Secrets of our own making, but for those that a broker elsewhere knows already. */
async function secretsFor({ brokerUrl, tokenFile }: Config): Promise<Record<string, string>> {
  const made = processes.map((name) => [name, randomBytes(24).toString('base64url')])
  const known = brokerUrl && tokenFile ? await readTokens(tokenFile) : []
  return Object.fromEntries([...made, ...known.map(({ name, secret }) => [name, secret])])
}

function environmentOf(config: Config, httpPort: number, mqttPort: number): Record<string, string> {
  return {
    RIGSONG_DATA: config.dataDir,
    RIGSONG_HUB: config.hub,
    RIGSONG_HTTP_PORT: String(httpPort),
    RIGSONG_MQTT_PORT: String(mqttPort),
    RIGSONG_LOG_LEVEL: config.logLevel,
    ...(config.brokerUrl && { RIGSONG_BROKER_URL: config.brokerUrl }),
    ...(config.hubUrl && { RIGSONG_HUB_URL: config.hubUrl }),
    ...(config.tokenFile && { RIGSONG_TOKEN_FILE: config.tokenFile }),
  }
}

/**
 * Ports are settled here, once: every child then knows the address, also of a hub that is not up
 * yet, and a hub that comes back comes back where it was.
 */
async function portFor(name: 'http-port' | 'mqtt-port', config: Config, log: Log): Promise<number> {
  const { port, chosen } = name === 'http-port' ? config.httpPort : config.mqttPort
  const last = chosen ? port : port + 20
  for (let candidate = port; candidate <= last; candidate++) {
    const free = await freeAt(candidate)
    if (free !== undefined && free !== port && port !== 0)
      log.warn('port taken', { name, port, instead: free })
    if (free !== undefined) return free
  }
  throw new HubError('port-busy', `another program holds port ${port}`, {
    hint: `End it, or choose another one: npm start -- --${name} ${port + 1}.`,
  })
}

/** The port where it is free; for 0 any free one. */
function freeAt(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(undefined))
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address()
      const found = typeof address === 'object' && address ? address.port : port
      server.close(() => resolve(found))
    })
  })
}

/** npm hands a Ctrl-C on that the terminal has sent already: two at once are one. */
const oneSignalMs = 500

/** A compiler beside it would make the first minute of a new hub a poor one. */
const buildAfterMs = 60_000

/** Runs a whole hub until it is stopped. */
export async function main(): Promise<void> {
  await start().catch(refuseStart)
}

async function start(): Promise<void> {
  const terminal = process.stderr.isTTY === true
  const config = readConfig({ env: process.env, argv: process.argv.slice(2), terminal })
  const log = openLog('supervisor', config.logLevel)
  const children = await childrenOf(config, log)
  const print = (line: string): void => void process.stdout.write(`${line}\n`)
  const supervision = supervise({ children, log, print })
  let lastSignalMs = Number.NEGATIVE_INFINITY
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      const now = performance.now()
      if (now - lastSignalMs < oneSignalMs) return
      lastSignalMs = now
      supervision.stop()
    })
  }
  if (process.env.npm_lifecycle_event === 'start')
    setTimeout(
      () => void buildSqlite3InBackground({ root, dataDir: config.dataDir, log }),
      buildAfterMs,
    ).unref()
  process.exit(await supervision.ended)
}
