/** As much of Node-RED as flows/node-red.ts uses; the package has no types of its own. */
declare module 'node-red' {
  import type { IncomingMessage, Server, ServerResponse } from 'node:http'

  type Handler = (request: IncomingMessage, response: ServerResponse) => void
  type Node = { id: string; type: string; z?: string | null; [word: string]: unknown }
  type RuntimeEvent = {
    id: string
    payload?: { state?: string; error?: string; types?: string[]; revision?: string }
  }

  const RED: {
    init(server: Server, settings: Record<string, unknown>): void
    start(): Promise<void>
    stop(): Promise<void>
    readonly httpAdmin: Handler
    readonly httpNode: Handler
    readonly events: {
      on(event: 'runtime-event', hear: (event: RuntimeEvent) => void): void
      on(event: 'flows:started', hear: () => void): void
    }
    readonly runtime: {
      readonly flows: {
        getFlows(options: object): Promise<{ flows: Node[]; rev: string } | null>
        setFlows(options: {
          flows: { flows: Node[]; rev?: string; credentials?: Record<string, unknown> }
          deploymentType: 'flows'
        }): Promise<{ rev: string }>
      }
    }
  }
  export default RED
}
