import { randomBytes } from 'node:crypto'
import type { Server } from 'node:http'
import type { Bus } from '#core/bus/bus.ts'
import type { Payload } from '#core/bus/topics.ts'
import type { Clock } from '#core/clock.ts'
import { HubError } from '#core/errors.ts'
import type { Log } from '#runtime/log.ts'
import { openCredentials } from './credentials.ts'
import { deployBy } from './deploy.ts'
import { type FlowsFiles, openFiles } from './files.ts'
import { type Keep, openKeep } from './keep.ts'
import { openKeeper } from './keeper.ts'
import { type NodeRed, type NodeRedLine, openNodeRed } from './node-red.ts'
import { receive } from './reception.ts'
import { type StateSayer, sayState } from './say-state.ts'
import { followScenes, type TabRules } from './scenes.ts'
import { nodeRedSettings } from './settings.ts'
import { openSocket } from './socket.ts'
import { type FlowsStatus, openStatus } from './status.ts'
import type { Versions } from './storage/versions.ts'

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
  const { key, clock } = parts
  await using opening = new AsyncDisposableStack()
  const begunMs = clock.now()
  const date = (): string => clock.date()
  const newId = (): string => randomBytes(8).toString('hex')
  const files = await openFiles({ ...parts, date, newId, credentialSecret: key })
  const { run, versions } = files
  // A start that is refused is no crash.
  opening.defer(() => run.ended())
  let nodeRed: NodeRed | undefined
  let said: StateSayer | undefined
  const status = openStatus({
    date,
    safeMode: run.safeMode,
    notes: () => [...versions.notes(), ...lockedNotes(versions, key)],
    changed: () => said?.changed(),
  })
  const deploy = deployBy({ ...files, nodeRed: () => nodeRed ?? raise(notYet()) })
  const keep = openKeep({ ...files, deploy, newId, credentialSecret: key })
  const state = async (): Promise<Payload<'flows'>> => {
    const running = nodeRed
    const revision = (await running?.flows())?.rev
    const { flows } = keep.now()
    const deployedAt = versions.current()?.at
    return status.state({ running: running !== undefined, flows, revision, deployedAt })
  }
  const upMs = (): number => Math.round(clock.now() - begunMs)
  const keeper = openKeeper({
    ...{ ...files, keep, status, state, upMs },
    startAnew: parts.startAnew,
  })
  const answer = receive(keeper, () => nodeRed)
  const { server } = opening.use(await openSocket(parts.socket, answer))
  const open = opening.move()

  return {
    async play(bus) {
      said = sayState({ bus, log: parts.log, state })
      said.changed()
      const running = await startNodeRed(bus, { ...parts, ...{ server, status, files } })
      // It may have been ended meanwhile.
      if (open.disposed) return running.stop()
      nodeRed = running
      open.defer(() => running.stop())
      said.changed()
      open.use(await followScenes({ bus, log: parts.log, switchTabs: carefully(keep, status) }))
    },
    sayAgain: () => said?.again(),
    figures: () => status.figures(keep.now().flows),
    notes: status.notes,
    async [Symbol.asyncDispose]() {
      // First of all, because stopping may take longer than it has.
      await run.ended()
      await open.disposeAsync()
    },
  }
}

type Stage = FlowsParts & {
  readonly server: Server
  readonly status: FlowsStatus
  readonly files: FlowsFiles
}

function startNodeRed(bus: Bus, stage: Stage): Promise<NodeRed> {
  const { server, status, files, folder, key, hub, version, log } = stage
  return openNodeRed({
    server,
    storage: files.storage.module,
    settings: nodeRedSettings({
      ...{ folder, credentialSecret: key, safeMode: files.run.safeMode },
      owner: files.settings.read(),
      rigsong: { bus, hub, version },
    }),
    heard: status.hear,
    said(line) {
      status.hearLine(line)
      tell(log, line)
    },
  })
}

/** Any deploy would start what must stand still. */
const carefully =
  (keep: Keep, status: FlowsStatus) =>
  async (rules: TabRules): Promise<void> => {
    if (!status.safe()) await keep.switchTabs(rules)
  }

/** Without the right key Node-RED plays on, and forgets the credentials at the next deploy. */
function lockedNotes(versions: Versions, key: string): readonly string[] {
  const current = versions.current()
  if (!current || openCredentials(current.kept.credentials, key)) return []
  return [
    'The passwords in these flows were sealed by another hub and cannot be read here: type them in again, or export the flows there with a passphrase and import that.',
  ]
}

/** What a node of a flow says is for who looks at the flow: it may say it a thousand times a second. */
function tell(log: Log, { level, id, message }: NodeRedLine): void {
  if (level <= warningLevel && id === undefined) log.warn('node-red says', { message })
  else log.debug('node-red says', { message, ...(id && { node: id }) })
}

const warningLevel = 30

const notYet = (): HubError =>
  new HubError('not-answered', 'the flows are starting', { hint: 'Try again in a few seconds.' })

function raise(error: Error): never {
  throw error
}
