import type { Bus } from '#core/bus/bus.ts'
import type { Clock } from '#core/clock.ts'

/** What goes along a wire. */
export type Message = {
  payload?: unknown
  topic?: unknown
  [word: string]: unknown
}

/** One message on the first output, or one an output, null where that output stays silent. */
export type Sent = Message | readonly (Message | null)[]
export type Send = (sent: Sent) => void

export type Status = {
  readonly fill: 'red' | 'green' | 'yellow' | 'blue' | 'grey'
  readonly shape: 'dot' | 'ring'
  readonly text: string
}

/** What Node-RED stores of a node: its properties by name. */
export type Stored = Readonly<Record<string, unknown>> & { readonly id: string }

/** As much of a node of Node-RED as we use. */
export type RedNode = {
  readonly id: string
  readonly credentials?: Readonly<Record<string, string | undefined>>
  on(
    event: 'input',
    hear: (message: Message, send: Send, done: (error?: Error) => void) => void,
  ): void
  on(event: 'close', close: (removed: boolean, done: () => void) => void): void
  send(sent: Sent): void
  status(status: Status | Record<string, never>): void
  error(text: string, message?: Message): void
  warn(text: string): void
  log(text: string): void
}

type Request = { readonly query: Readonly<Record<string, unknown>> }
type Response = { json(body: unknown): void; status(code: number): Response }
type Handler = (request: Request, response: Response, next: () => void) => void

/** What a process that is part of the hub hands to its nodes; elsewhere it is not there. */
export type RigsongSettings = {
  readonly bus: Bus
  readonly hub: string
  readonly version: string
  /** The machine's own clock where left out. */
  readonly clock?: Clock
}

/** As much of Node-RED's runtime as we use. */
export type Red = {
  readonly settings: { readonly rigsong?: RigsongSettings }
  readonly nodes: {
    createNode(node: RedNode, stored: Stored): void
    registerType(
      type: string,
      construct: (this: RedNode, stored: Stored) => void,
      options?: { readonly credentials?: object; readonly settings?: object },
    ): void
    getNode(id: string): unknown
  }
  readonly util: {
    evaluateNodeProperty(
      value: string,
      type: string,
      node: RedNode,
      message: Message,
      done: (error: Error | null, found: unknown) => void,
    ): void
  }
  readonly httpAdmin?: { get(path: string, ...handlers: readonly Handler[]): void }
  readonly auth?: { needsPermission(permission: string): Handler }
}
