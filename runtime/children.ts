import { randomBytes } from 'node:crypto'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { type ProcessName, processes } from '#core/bus/processes.ts'
import { HubError } from '#core/errors.ts'
import type { Config } from '#runtime/config.ts'
import { flowsHome } from '#runtime/flows-home.ts'
import type { Child } from '#runtime/keep-alive.ts'
import type { Log } from '#runtime/log.ts'
import { openMasterKey } from '#runtime/master-key.ts'
import { readTokens } from '#runtime/token-file.ts'

type Entry = Pick<Child, 'afterMs' | 'node' | 'spare'> & { readonly path: string }

/**
 * The processes that can be started, by path: none imports another. Loading two at once takes each of
 * them twice as long on a small machine: the page that somebody waits for goes first, then the playing.
 */
const entries: Partial<Record<ProcessName, Entry>> = {
  hub: { path: 'hub/main.ts' },
  live: { path: 'hub/live/main.ts', afterMs: 400 },
  // What flows may take before they, and not the hub, run out of memory.
  flows: {
    path: 'flows/main.ts',
    afterMs: 1500,
    node: ['--max-old-space-size=256'],
    spare: true,
  },
}
const root = join(import.meta.dirname, '..')

/** The children of one hub: their addresses, and secrets that last as long as the supervisor. */
export async function childrenOf(config: Config, log: Log): Promise<readonly Child[]> {
  const httpPort = config.hubUrl ? config.httpPort.port : await portFor('http-port', config, log)
  const mqttPort = config.brokerUrl ? config.mqttPort.port : await portFor('mqtt-port', config, log)
  const hubUrl = config.hubUrl ?? `http://127.0.0.1:${httpPort}`
  const brokerUrl = config.brokerUrl ?? `mqtt://127.0.0.1:${mqttPort}`
  const secrets = await secretsFor(config)
  const master = await openMasterKey()
  const env = environmentOf(config, httpPort, mqttPort)
  const flows = await flowsHome(config)
  // A hub elsewhere runs there; here are only those that go to it.
  const names = config.hubUrl ? config.processes : (['hub', ...config.processes] as const)
  return names.flatMap((name) => {
    if (!entries[name]) return []
    const { path, afterMs, ...rest } = entries[name]
    const secret = secrets[name]!
    const users = name === 'hub' ? secrets : { [name]: secret }
    const key = master.keyFor(name)
    const handed = { user: { name, secret }, users, key, hubUrl, brokerUrl }
    const late = afterMs === undefined || config.hubUrl ? {} : { afterMs }
    const child = { name, entry: join(root, path), handed, env, ...rest, ...late }
    return [name === 'flows' ? { ...child, ...flows, env: { ...env, ...flows.env } } : child]
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
