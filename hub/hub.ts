import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Bus } from '#core/bus/bus.ts'
import type { Clock } from '#core/clock.ts'
import { openRenderer } from '#hub/audio/renderer.ts'
import { type Broker, openBroker } from '#hub/broker/broker.ts'
import { openComposer } from '#hub/engine/composer.ts'
import { type Addresses, openHttp } from '#hub/http/http.ts'
import { migrations, openLibrary } from '#hub/library/library.ts'
import { makePiece, type Workshop } from '#hub/library/making.ts'
import { makeRendition } from '#hub/library/rendering.ts'
import { openProviders } from '#hub/providers/providers.ts'
import { openBus } from '#runtime/bus.ts'
import type { Handed } from '#runtime/child.ts'
import { type CommandMemory, openCommandMemory } from '#runtime/command-memory.ts'
import type { Config } from '#runtime/config.ts'
import { type Database, openDatabase } from '#runtime/database.ts'
import { fileError } from '#runtime/files.ts'
import { watchHealth } from '#runtime/health.ts'
import type { Log } from '#runtime/log.ts'
import { sealedWith } from '#runtime/sealed.ts'
import { banner } from './banner.ts'
import { followCurrentPiece } from './current-piece.ts'
import { keepPatch } from './keep-patch.ts'

export type HubParts = {
  readonly config: Config
  readonly handed: Handed
  readonly clock: Clock
  readonly log: Log
}

const page = join(import.meta.dirname, 'web', 'dist')

/**
 * Puts the hub process together: database, bus, library, workers, HTTP. What opens here closes in the
 * opposite order. The page answers before anything that is not needed for it has begun.
 */
export async function openHub(parts: HubParts): Promise<AsyncDisposable> {
  const { config, handed, clock, log } = parts
  await using opening = new AsyncDisposableStack()
  const folder = join(config.dataDir, 'hub')
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch((cause) => {
    throw fileError(cause, folder)
  })

  const database = opening.use(await openDatabase(join(folder, 'hub.db'), { migrations, log }))
  const memory = await openCommandMemory(join(folder, 'commands.ndjson'))
  const { bus, broker, tellThere } = await openHubBus(parts, { database, memory, opening })
  const library = opening.use(await openLibrary({ database, dataDir: config.dataDir, clock, log }))
  const composer = opening.use(openComposer({ log }))
  const renderer = opening.use(openRenderer({ log }))
  const sealed = sealedWith(handed.key)
  const providers = opening.use(
    await openProviders({ database, sealed, bus, clock, log, env: process.env }),
  )
  const current = await followCurrentPiece(bus, library.pieces)
  const http = opening.use(
    await openHttp({
      ...{ config, library, database, bus, composer, renderer, current, page, handed, clock, log },
      providers,
      ...(broker && { broker }),
      version: config.version,
    }),
  )
  const workshop = { library, bus, composer, renderer, current, clock, random: Math.random }
  await own(bus, { ...workshop, planning: providers })
  await keepPatch(bus, library.rigs)
  await providers.tell()
  await tellThere?.()

  const mqttPort = await broker?.listen({
    host: hostWhen(http.claimed()),
    port: config.mqttPort.port,
  })
  const tell = (addresses: Addresses): void =>
    handed.tellReady({ lines: banner(config, addresses, mqttPort) })
  http.onClaimed((addresses) => {
    tell(addresses)
    widen(broker, mqttPort).catch((cause: unknown) =>
      log.error('hub claimed, but only this machine reaches the broker', { cause }),
    )
  })
  const ours = mqttPort === undefined ? config.brokerUrl : `mqtt://127.0.0.1:${mqttPort}`
  tell(await http.listen(ours))
  opening.use(
    watchHealth({
      process: 'hub',
      ...{ bus, clock, log },
      figures: () => ({ database: database.driver, ...broker?.figures() }),
      notes: () => [],
    }),
  )
  return opening.move()
}

type Opening = {
  readonly database: Database
  readonly memory: CommandMemory
  readonly opening: AsyncDisposableStack
}

/** The bus inside our own broker, or over MQTT where the broker is somebody else's. */
async function openHubBus(
  { config, handed, clock, log }: HubParts,
  { database, memory, opening }: Opening,
): Promise<{
  readonly bus: Required<Bus>
  readonly broker?: Broker
  /** Over somebody else's broker; our own says it by itself. */
  readonly tellThere?: () => Promise<void>
}> {
  const { hub, version } = config
  if (config.brokerUrl === undefined) {
    const supervisedUsers = handed.users
    const broker = opening.use(
      await openBroker({ hub, database, supervisedUsers, clock, log, version, memory }),
    )
    return { bus: broker.bus, broker }
  }
  const { name: username, secret: password } = handed.user
  const bus = opening.use(
    await openBus({
      ...{ url: config.brokerUrl, username, password, hub, version, log, memory, clock },
      process: 'hub',
    }),
  )
  return { bus, tellThere: bus.tellThere }
}

/** The commands whose owner the hub is. */
async function own(bus: Bus, workshop: Workshop): Promise<void> {
  await bus.answer('generate', async (asked) => {
    const { id, title, seed } = await makePiece(asked, workshop)
    return { piece: id, title, seed }
  })
  await bus.answer('render', async (asked) => {
    const { sha256, bytes } = await makeRendition(asked, workshop)
    return { sha256, bytes }
  })
}

/** Until somebody owns the hub, nobody but this machine reaches it. */
const hostWhen = (claimed: boolean): string => (claimed ? '0.0.0.0' : '127.0.0.1')

async function widen(broker: Broker | undefined, port: number | undefined): Promise<void> {
  if (!broker || port === undefined) return
  await broker.stopListening()
  await broker.listen({ host: hostWhen(true), port })
}
