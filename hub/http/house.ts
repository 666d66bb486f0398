import type { Bus } from '#core/bus/bus.ts'
import type { ProcessName } from '#core/bus/processes.ts'
import type { Clock } from '#core/clock.ts'
import type { Shelf } from '#firmware-bridge/descriptions/shelf.ts'
import type { Backups } from '#hub/backup/backup.ts'
import type { Broker } from '#hub/broker/broker.ts'
import type { Library } from '#hub/library/library.ts'
import type { Workshop } from '#hub/library/making.ts'
import type { Providers } from '#hub/providers/providers.ts'
import type { Log } from '#runtime/log.ts'
import type { Access } from './access/access.ts'
import type { FlowsKeeper } from './flows/flows-keeper.ts'
import type { LiveFeed } from './live/live-feed.ts'

/** Everything a route may reach. */
export type House = {
  readonly hub: string
  readonly version: string
  readonly library: Library
  readonly workshop: Workshop
  /** Who else plans pieces. */
  readonly providers: Providers
  readonly bus: Bus
  readonly access: Access
  /** Users of the bus; none where the broker is somebody else's. */
  readonly users: Broker['users'] | undefined
  /** What is on the bus: the last state of everything. */
  readonly feed: LiveFeed
  /** What the flows process answers for itself. */
  readonly flows: FlowsKeeper
  readonly backups: Backups
  readonly clock: Clock
  readonly log: Log
  /** Descriptions of devices, read when they are first asked for. */
  readonly shelf: () => Promise<Pick<Shelf, 'find' | 'all'>>
  /** The whole API as OpenAPI 3.1. */
  readonly openApi: () => Promise<object>
  /** For /metrics, by name. */
  readonly figures: () => Promise<Readonly<Record<string, number>>>
  /** The processes that should be there. */
  readonly processes: () => readonly ProcessName[]
}
