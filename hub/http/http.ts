import { hostname } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Bus } from '#core/bus/bus.ts'
import type { ProcessName } from '#core/bus/processes.ts'
import type { Clock } from '#core/clock.ts'
import { openBackups } from '#hub/backup/backup.ts'
import { ownDescriptions } from '#hub/backup/own-descriptions.ts'
import type { Broker } from '#hub/broker/broker.ts'
import type { Library } from '#hub/library/library.ts'
import type { Workshop } from '#hub/library/making.ts'
import type { Providers } from '#hub/providers/providers.ts'
import type { Config } from '#runtime/config.ts'
import type { Database } from '#runtime/database.ts'
import { writeAtomic } from '#runtime/files.ts'
import { flowsSocketOf } from '#runtime/flows-socket.ts'
import type { Log } from '#runtime/log.ts'
import { openAccess } from './access/access.ts'
import { ownNames } from './access/own-names.ts'
import { openFlowsDoor } from './flows/flows-door.ts'
import { openFlowsKeeper } from './flows/flows-keeper.ts'
import type { House } from './house.ts'
import { lazyShelf } from './house-shelf.ts'
import { openListeners } from './listeners.ts'
import { type LiveFeed, openLiveFeed } from './live/live-feed.ts'
import { openSockets } from './live/sockets.ts'
import { openApiOf } from './openapi.ts'
import { routes } from './routes/index.ts'
import { openWebServer } from './server/server.ts'
import { tellRig } from './tell-rig.ts'
import { upgrades } from './upgrades.ts'

export type HttpParts = {
  readonly config: Pick<Config, 'dataDir' | 'hub' | 'httpPort' | 'hubUrl' | 'processes'>
  readonly library: Library
  readonly database: Database
  readonly bus: Required<Bus>
  readonly composer: Workshop['composer']
  readonly renderer: Workshop['renderer']
  readonly providers: Providers
  /** Without it the broker is somebody else's. */
  readonly broker?: Pick<Broker, 'acceptWebSocket' | 'users' | 'figures'>
  /** The folder of the built page, hub/web/dist. */
  readonly page: string
  /** The secrets of this run's processes. */
  readonly handed: { readonly users: Readonly<Partial<Record<ProcessName, string>>> }
  readonly current: Workshop['current']
  readonly clock: Clock
  readonly log: Log
  readonly version: string
}

/** Where the hub can be reached. */
export type Addresses = {
  /** On this machine. */
  readonly url: string
  /** Where its owner claims it; undefined once that is done. */
  readonly claimUrl?: string
  /** From other machines; none until it is claimed. */
  readonly lanUrls: readonly string[]
}

export type Http = AsyncDisposable & {
  /**
   * Leaves its address in the data folder for the command line, and that of the broker beside it.
   * Throws HubError 'port-busy' or 'port-refused'.
   */
  listen(broker?: string): Promise<Addresses>
  claimed(): boolean
  /** What the owner types on the first page; undefined once the hub is claimed. */
  claimCode(): string | undefined
  /** Calls when the hub has been claimed and listens on every address. */
  onClaimed(fn: (addresses: Addresses) => void): void
  figures(): Promise<Readonly<Record<string, number>>>
}

/** Opens the API, /live, /mqtt and the page; nobody reaches them before `listen`. */
export async function openHttp(parts: HttpParts): Promise<Http> {
  const { config, library, database, bus, broker, clock, log } = parts
  await using opening = new AsyncDisposableStack()
  const feed = opening.use(await openLiveFeed({ bus, clock }))
  const processes = parts.handed.users
  const access = await openAccess({ database, clock, log, dataDir: config.dataDir, processes })
  const names = ownNames({ more: config.hubUrl ? [new URL(config.hubUrl).hostname] : [] })
  const sockets = opening.use(openSockets())
  const descriptions = opening.use(lazyShelf({ dataDir: config.dataDir, log }))
  const socketPath = flowsSocketOf(config.dataDir)
  const flows = opening.use(openFlowsDoor({ socketPath }))
  const keeper = openFlowsKeeper({ socketPath })
  const backups = openBackups({
    ...{ hub: config.hub, rigs: library.rigs, flows: keeper, bus, clock },
    descriptions: ownDescriptions(join(config.dataDir, 'devices')),
  })
  access.keys.onRemoved(sockets.dismiss)
  access.keys.onRemoved(flows.dismiss)

  const house: House = {
    hub: config.hub,
    version: parts.version,
    library,
    workshop: { ...parts, random: Math.random, planning: parts.providers },
    providers: parts.providers,
    bus,
    access,
    users: broker?.users,
    feed,
    flows: keeper,
    backups,
    clock,
    log,
    shelf: descriptions.shelf,
    openApi: () => openApiOf(routes, parts.version),
    figures,
    processes: () => expectedProcesses(config.processes, feed),
  }
  const web = opening.use(await openWebServer({ routes, house, names, flows, page: parts.page }))
  const upgrade = upgrades({
    sockets,
    feed,
    bus,
    broker,
    flows,
    hub: config.hub,
    clock,
    log,
    admit: web.admit,
  })
  const listeners = opening.use(
    openListeners({
      request: web.handle,
      upgrade: (request, socket, head) => upgrade({ request, socket, head }),
    }),
  )
  const delay = monitorEventLoopDelay({ resolution: 20 })
  delay.enable()
  opening.defer(() => void delay.disable())

  async function figures(): Promise<Readonly<Record<string, number>>> {
    const answers = Object.entries(web.answered()).map(([status, n]) => [
      `httpAnswers_${status}_total`,
      n,
    ])
    const ofBroker = Object.entries(broker?.figures() ?? {}).map(([name, n]) => [
      `broker_${name}`,
      n,
    ])
    return {
      pieces: await library.pieces.count(),
      takes: await library.takes.count(),
      liveSockets: sockets.count(),
      flowsSockets: flows.count(),
      hubUptimeSeconds: process.uptime(),
      hubResidentBytes: process.memoryUsage.rss(),
      hubLoopDelayP99Seconds: delay.percentile(99) / 1e9,
      ...Object.fromEntries(answers),
      ...Object.fromEntries(ofBroker),
    }
  }

  let port = 0
  const told: ((addresses: Addresses) => void)[] = []
  const addresses = (): Addresses => addressesAt(port, access.claimCode(), names.addresses())

  access.onClaim(async () => {
    try {
      if (port !== 0) await listeners.widen(port)
      for (const tell of told) tell(addresses())
    } catch (cause) {
      log.error('hub claimed, but only this machine can reach it', { cause })
    }
  })
  // Also what the broker still knows of another library is corrected here.
  await tellRig(bus, await library.rigs.current())

  const opened = opening.move()
  return {
    async listen(broker) {
      port = await listeners.listen(config.httpPort, access.claimed() ? 'everywhere' : 'loopback')
      const where = addresses()
      const file = join(config.dataDir, 'hub', 'address.json')
      const address = { http: where.url, broker, pid: process.pid }
      await writeAtomic(file, `${JSON.stringify(address)}\n`)
      log.info('http listening', { port, claimed: access.claimed() })
      return where
    },
    claimed: access.claimed,
    claimCode: access.claimCode,
    onClaimed: (fn) => void told.push(fn),
    figures,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}

function addressesAt(
  port: number,
  claimCode: string | undefined,
  lan: readonly string[],
): Addresses {
  const url = `http://localhost:${port}`
  if (claimCode !== undefined) return { url, claimUrl: `${url}/#claim=${claimCode}`, lanUrls: [] }
  const name = `${hostname().replace(/\.local$/, '')}.local`
  return { url, lanUrls: [name, ...lan].map((host) => `http://${host}:${port}`) }
}

/** The hub, live where it was asked for, and whoever else has come. */
function expectedProcesses(wanted: readonly ProcessName[], feed: LiveFeed): readonly ProcessName[] {
  const always = wanted.filter((name) => name === 'live')
  const come = wanted.filter((name) => feed.state('availability', { process: name }) !== undefined)
  return [...new Set<ProcessName>(['hub', ...always, ...come])]
}
