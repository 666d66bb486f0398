import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Credentials, FlowNode } from './node.ts'

/** What Node-RED keeps its words in; runtime/lib/storage of the package calls it. */
export type StorageModule = {
  init(): Promise<void>
  getFlows(): Promise<FlowNode[]>
  getCredentials(): Promise<Credentials>
  saveFlows(flows: unknown): Promise<void>
  saveCredentials(credentials: Credentials): Promise<void>
  getSettings(): Promise<Record<string, unknown>>
  saveSettings(settings: Record<string, unknown>): Promise<void>
  getLibraryEntry(type: string, path: string): Promise<unknown>
  saveLibraryEntry(
    type: string,
    path: string,
    meta: Record<string, unknown>,
    body: string,
  ): Promise<void>
}

/** What the runtime says of itself. */
export type NodeRedNews =
  | { readonly is: 'started' }
  | { readonly is: 'deployed'; readonly revision: string }
  | { readonly is: 'stopped'; readonly why: 'missing-types'; readonly types: readonly string[] }
  | { readonly is: 'stopped'; readonly why: 'safe-mode' }

export type NodeRed = {
  /** The editor and its API; the path has no /flows in front any more. */
  editor(request: IncomingMessage, response: ServerResponse): void
  /** What http-in nodes serve. */
  pages(request: IncomingMessage, response: ServerResponse): void
  /** Undefined until they are loaded. */
  flows(): Promise<{ readonly flows: readonly FlowNode[]; readonly rev: string } | undefined>
  /**
   * Puts these flows in place of what is there; only the tabs that changed start anew. Credentials are
   * open ones, by node, and stay where left out; those of nodes that are not there go.
   */
  deploy(
    flows: readonly FlowNode[],
    how: {
      readonly credentials?: Credentials
      /** Refuses where somebody else deployed meanwhile. */
      readonly rev?: string
    },
  ): Promise<void>
  stop(): Promise<void>
}

/** A line of Node-RED's log: 20 is an error, 30 a warning, 40 news. */
export type NodeRedLine = {
  readonly level: number
  readonly message: string
  readonly type?: string
  readonly id?: string
  readonly name?: string
}

export type NodeRedParts = {
  /** Its upgrades are the editor's and those of WebSocket nodes. */
  readonly server: Server
  readonly settings: Readonly<Record<string, unknown>>
  readonly storage: StorageModule
  readonly heard: (news: NodeRedNews) => void
  readonly said: (line: NodeRedLine) => void
}

/** Starts Node-RED inside this process; once stopped it cannot be started again. */
export async function openNodeRed(parts: NodeRedParts): Promise<NodeRed> {
  const { server, settings, storage, heard, said } = parts
  // Half a second to load, which the socket should not wait for.
  const { default: RED } = await import('node-red')
  RED.init(server, {
    ...settings,
    storageModule: storage,
    logging: {
      ours: {
        level: 'info',
        metrics: false,
        audit: false,
        handler: () => (line: Said) => said(lineOf(line)),
      },
    },
  })
  // Before its flows and credentials are loaded, a deploy would put nothing in their place.
  const loaded = Promise.withResolvers<void>()
  RED.events.on('flows:started', () => {
    loaded.resolve()
    heard({ is: 'started' })
  })
  RED.events.on('runtime-event', ({ id, payload = {} }) => {
    // Flows start without credentials that do not open; anything else keeps them from starting.
    if (payload.error && payload.error !== 'credentials_load_failed') loaded.resolve()
    if (id === 'runtime-deploy') heard({ is: 'deployed', revision: payload.revision ?? '' })
    if (payload.error === 'safe-mode') heard({ is: 'stopped', why: 'safe-mode' })
    if (payload.error === 'missing-types')
      heard({ is: 'stopped', why: 'missing-types', types: payload.types ?? [] })
  })
  await RED.start()
  await loaded.promise
  return {
    editor: (request, response) => RED.httpAdmin(request, response),
    pages: (request, response) => RED.httpNode(request, response),
    flows: async () => (await RED.runtime.flows.getFlows({})) ?? undefined,
    async deploy(flows, { credentials, rev }) {
      await RED.runtime.flows.setFlows({
        flows: {
          flows: structuredClone(flows) as FlowNode[],
          ...(credentials && { credentials: structuredClone(credentials) }),
          ...(rev && { rev }),
        },
        deploymentType: 'flows',
      })
    },
    stop: () => RED.stop(),
  }
}

/** As its log hands it over. */
type Said = Omit<NodeRedLine, 'message'> & { readonly msg: unknown }

function lineOf({ msg, ...line }: Said): NodeRedLine {
  const isObject = typeof msg === 'object' && msg !== null
  return { ...line, message: String(isObject && 'message' in msg ? msg.message : msg) }
}
