import { randomBytes } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Bus } from '#core/bus/bus.ts'
import type { Payload } from '#core/bus/topics.ts'
import type { Clock } from '#core/clock.ts'
import { HubError } from '#core/errors.ts'
import { fileError, readIfThere, writeAtomic } from '#runtime/files.ts'
import type { Log } from '#runtime/log.ts'
import { openCredentials } from './credentials.ts'
import { openKeep } from './keep.ts'
import { openKeeper } from './keeper.ts'
import { type NodeRed, type NodeRedLine, openNodeRed } from './node-red.ts'
import { receive } from './reception.ts'
import { beginRun } from './runs.ts'
import { sayState } from './say-state.ts'
import { followScenes } from './scenes.ts'
import { FlowsSettings, nodeRedSettings, safeSettings } from './settings.ts'
import { install } from './shipped/install.ts'
import { firstFlow, readLibrary, type Shipped } from './shipped/library.ts'
import { bringUpToDate } from './shipped/merge.ts'
import { openSocket } from './socket.ts'
import { openStatus } from './status.ts'
import { openJsonFile } from './storage/json-file.ts'
import { openStorage } from './storage/node-red-storage.ts'
import { nothingKept, openVersions, type Versions } from './storage/versions.ts'

export type FlowsParts = {
  /** Its part of the data folder. */
  readonly folder: string
  readonly socket: string
  /** Where shipped flows lie. */
  readonly library: string
  /** Seals the credentials; the same at every start. */
  readonly key: string
  readonly hub: string
  readonly version: string
  readonly clock: Clock
  readonly log: Log
  /** Ends this process, so that the supervisor starts it anew. */
  readonly startAnew: () => void
}

export type Flows = AsyncDisposable & {
  /** From now on the flows play through this bus; resolves when Node-RED runs. */
  play(bus: Bus): Promise<void>
  /** To a broker that may have forgotten it. */
  sayAgain(): void
  figures(): Readonly<Record<string, number | boolean>>
  notes(): readonly string[]
}

/** The flows of a hub: their files, the socket, and Node-RED once there is a bus. Read this first. */
export async function openFlows(parts: FlowsParts): Promise<Flows> {
  const { folder, socket, key, hub, version, clock, log } = parts
  await using opening = new AsyncDisposableStack()
  const begunMs = clock.now()
  const date = (): string => clock.date()
  const newId = (): string => randomBytes(8).toString('hex')
  await makeFolder(folder)
  const run = await beginRun(folder, { nowMs: Date.parse(date()), log })
  const settings = await openJsonFile(join(folder, 'settings.json'), FlowsSettings, {
    fresh: safeSettings,
    log,
  })
  const versions = await openVersions({ folder: join(folder, 'versions'), date, log })
  const library = await readLibrary(parts.library)
  await bringShipped({ versions, library, newId, log })
  const storage = await openStorage({ versions, folder, credentialSecret: key, log })
  let nodeRed: NodeRed | undefined
  let said: ReturnType<typeof sayState> | undefined
  const locked = lockedNotes(versions, key)
  const status = openStatus({
    date,
    safeMode: run.safeMode,
    notes: () => [...versions.notes(), ...locked],
    changed: () => said?.changed(),
  })
  const keep = openKeep({
    ...{ versions, storage, library, newId, credentialSecret: key },
    nodeRed: () => nodeRed ?? raise(notYet()),
  })
  const state = async (): Promise<Payload<'flows'>> =>
    status.state({
      flows: keep.now().flows,
      revision: (await nodeRed?.flows())?.rev,
      deployedAt: versions.current()?.at,
    })
  const keeper = openKeeper({
    ...{ keep, versions, library, status, settings, state },
    upMs: () => Math.round(clock.now() - begunMs),
    startAnew: parts.startAnew,
  })
  const { server } = opening.use(
    await openSocket(
      socket,
      receive(keeper, () => nodeRed),
    ),
  )
  const open = opening.move()

  return {
    async play(bus) {
      said = sayState({ bus, log, state })
      said.changed()
      nodeRed = await openNodeRed({
        server,
        storage: storage.module,
        settings: nodeRedSettings({
          ...{ folder, safeMode: run.safeMode, credentialSecret: key },
          owner: settings.read(),
          rigsong: { bus, hub, version },
        }),
        heard: status.hear,
        said(line) {
          status.hearLine(line)
          tell(log, line)
        },
      })
      const running = nodeRed
      open.defer(() => running.stop())
      status.open()
      const scenes = await followScenes({
        ...{ bus, log },
        async switchTabs(rules) {
          // Any deploy would start what must stand still.
          if (!status.safe()) await keep.switchTabs(rules)
        },
      })
      open.defer(() => scenes[Symbol.dispose]())
    },
    sayAgain: () => said?.again(),
    figures: () => status.figures(keep.now().flows),
    notes: () => status.state({ flows: keep.now().flows }).notes,
    async [Symbol.asyncDispose]() {
      await run.ended()
      await open.disposeAsync()
    },
  }
}

async function makeFolder(folder: string): Promise<void> {
  const manifest = join(folder, 'node-red', 'package.json')
  try {
    await mkdir(join(folder, 'node-red'), { recursive: true, mode: 0o700 })
    // What the owner installs is listed there; Node-RED complains of every start without it.
    if (!(await readIfThere(manifest))) await writeAtomic(manifest, '{ "private": true }\n')
  } catch (cause) {
    throw fileError(cause, folder)
  }
}

/** A new hub begins with the first flow; one that is updated gets what changed in the shipped ones. */
async function bringShipped(given: {
  readonly versions: Versions
  readonly library: readonly Shipped[]
  readonly newId: () => string
  readonly log: Log
}): Promise<void> {
  const { versions, library, newId, log } = given
  const before = versions.current()?.kept
  const first = library.find(({ id }) => id === firstFlow)
  const after = before
    ? bringUpToDate(before, library, newId)
    : first && install(nothingKept, first, newId).kept
  if (after === undefined || after === before) return
  try {
    await versions.save(() => after, 'shipped')
  } catch (cause) {
    // Without room for our news the player's flows run as they were.
    log.warn('shipped flows not brought', { cause })
  }
}

/** Without the right key Node-RED plays on, and forgets the credentials at the next deploy. */
function lockedNotes(versions: Versions, key: string): readonly string[] {
  const current = versions.current()
  if (!current || openCredentials(current.kept.credentials, key)) return []
  return [
    'The passwords in these flows were sealed by another hub and cannot be read here: type them in again, or export the flows there with a passphrase and import that.',
  ]
}

function tell(log: Log, { level, msg, name, type, id }: NodeRedLine): void {
  const line = {
    message: String(msg),
    ...(type && { type }),
    ...(id && { id }),
    ...(name && { name }),
  }
  if (level <= 30) log.warn('node-red says', line)
  else log.debug('node-red says', line)
}

const notYet = (): HubError =>
  new HubError('not-answered', 'the flows are starting', { hint: 'Try again in a few seconds.' })

function raise(error: Error): never {
  throw error
}
