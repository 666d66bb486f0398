import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Bus } from '#core/bus/bus.ts'
import type { Clock } from '#core/clock.ts'
import type { Message, Status } from '#flows/nodes/red.ts'

type Hooked = { readonly source: { readonly id: string }; readonly msg: Message }
type Told = { readonly id: string; readonly status: Partial<Status> }
type Runtime = {
  init(settings: object): void
  start(): Promise<void>
  stop(): Promise<void>
  readonly events: {
    once(name: string, hear: () => void): void
    on(name: string, hear: (told: Told) => void): void
    off(name: string, hear: (told: Told) => void): void
  }
  readonly hooks: {
    add(name: string, hear: (events: readonly Hooked[]) => void): void
    remove(name: string): void
  }
  readonly nodes: {
    getNode(id: string): { receive(message: Message): void } | null
    getNodeList(): readonly { readonly id: string; readonly err?: unknown }[]
    getType(type: string): unknown
  }
  readonly runtime: {
    readonly flows: {
      setFlows(change: {
        readonly flows: { readonly flows: readonly object[]; readonly credentials?: object }
        readonly deploymentType: string
      }): Promise<unknown>
    }
  }
}

// Loaded with the file: it adds globals, which a test that was begun would be blamed for.
const runtime: Runtime = createRequire(import.meta.url)('node-red')

/** The real Node-RED with our palette and no editor, on no port and no disk. */
export type NodeRed = AsyncDisposable & {
  /** Replaces all flows, as the editor's Deploy does. Resolves when they run. */
  deploy(flow: readonly object[], credentials?: object): Promise<void>
  /** Puts a message into a node, as a wire does. */
  put(id: string, message: Message): void
  /** What a node sent along its wires, oldest first. */
  sentBy(id: string): readonly Message[]
  /** What stands under a node. */
  statusOf(id: string): Partial<Status>
  /** What nodes complained of. */
  readonly errors: readonly string[]
  knows(type: string): boolean
}

/** Starts Node-RED in this process; one at a time. With a bus it is part of that hub. */
export async function startNodeRed({
  bus,
  clock,
}: {
  bus?: Bus
  clock?: Clock
} = {}): Promise<NodeRed> {
  const sent: Hooked[] = []
  const statuses = new Map<string, Partial<Status>>()
  const errors: string[] = []
  const hearStatus = ({ id, status }: Told): void => void statuses.set(id, status)

  runtime.init({
    ...quiet,
    storageModule: storageInMemory(),
    ...(bus && { rigsong: { bus, hub: 'hub', version: '0', ...(clock && { clock }) } }),
    logging: {
      console: { level: 'off' },
      test: {
        level: 'error',
        handler: () => (line: { readonly msg: unknown }) => errors.push(String(line.msg)),
      },
    },
  })
  const first = started()
  await runtime.start()
  await first
  const broken = runtime.nodes.getNodeList().filter(({ err }) => err)
  if (broken.length > 0) throw new Error(`${broken[0]!.id} does not load: ${broken[0]!.err}`)
  runtime.events.on('node-status', hearStatus)
  runtime.hooks.add('onSend.test', (events) => void sent.push(...events))

  return {
    async deploy(flows, credentials) {
      sent.length = 0
      errors.length = 0
      const running = started()
      await runtime.runtime.flows.setFlows({
        flows: { flows, ...(credentials && { credentials }) },
        deploymentType: 'full',
      })
      await running
    },
    put(id, message) {
      const node = runtime.nodes.getNode(id)
      if (!node) throw new Error(`there is no node ${id}`)
      node.receive(message)
    },
    sentBy: (id) => sent.filter(({ source }) => source.id === id).map(({ msg }) => msg),
    statusOf: (id) => statuses.get(id) ?? {},
    errors,
    knows: (type) => Boolean(runtime.nodes.getType(type)),
    async [Symbol.asyncDispose]() {
      runtime.hooks.remove('*.test')
      runtime.events.off('node-status', hearStatus)
      await runtime.stop()
    },
  }
}

const started = (): Promise<void> =>
  new Promise((resolve) => runtime.events.once('flows:started', resolve))

/** What our flows use of Node-RED's own nodes loads in a fifth of a second, all of them in one. */
const quiet = {
  httpAdminRoot: false,
  httpNodeRoot: false,
  disableEditor: true,
  nodesDir: join(import.meta.dirname, '../../flows/nodes'),
  nodesExcludes: [
    ...['05-tls.js', '06-httpproxy.js', '10-file.js', '10-mqtt.js', '21-httpin.js'],
    ...['21-httprequest.js', '22-websocket.js', '23-watch.js', '31-tcpin.js', '32-udp.js'],
    '90-exec.js',
  ],
  credentialSecret: 'a secret of a test',
  functionExternalModules: false,
  telemetry: { enabled: false, updateNotification: false },
  externalModules: { autoInstall: false, palette: { allowInstall: false } },
  editorTheme: { projects: { enabled: false } },
}

function storageInMemory() {
  const kept = new Map<string, unknown>()
  const get = (name: string, otherwise: unknown) => async () => kept.get(name) ?? otherwise
  const save = (name: string) => async (value: unknown) => void kept.set(name, value)
  return {
    init: async () => {},
    getFlows: get('flows', []),
    saveFlows: save('flows'),
    getCredentials: get('credentials', {}),
    saveCredentials: save('credentials'),
    getSettings: get('settings', {}),
    saveSettings: save('settings'),
    getSessions: get('sessions', {}),
    saveSessions: save('sessions'),
    getLibraryEntry: async () => [],
    saveLibraryEntry: async () => {},
  }
}
