import type { Readable } from 'node:stream'
import type { v } from '#core/schema.ts'
import type { Asker, Role } from './access/roles.ts'
import type { House } from './house.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
type Schema = v.GenericSchema
type Read<S> = S extends Schema ? v.InferOutput<S> : undefined

/** A request whose words have met their schemas. */
export type Asked<P = undefined, Q = undefined, B = undefined> = {
  readonly params: P
  readonly query: Q
  readonly body: B
  readonly asker: Asker
  readonly header: (name: string) => string | undefined
}

/** A file, whole or in part as the asker's Range wants it. */
export type FileReply = {
  readonly type: string
  readonly size: number
  /** SHA-256 of its bytes. */
  readonly hash: string
  /** A name to save it under. */
  readonly name?: string | undefined
  /** Both ends included. */
  read(range?: { readonly start: number; readonly end: number }): Readable | Uint8Array
}

/** What comes of a request; refusals are thrown as HubErrors. */
export type Reply = {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** The session's secret to keep in a cookie; 'again' for another year, 'none' forgets it. */
  readonly session?: { readonly secret: string } | 'again' | 'none'
} & (
  | { readonly json: unknown }
  | { readonly text: string; readonly type: string }
  | { readonly file: FileReply }
  | { readonly nothing: true }
)

type Line<P, Q, B> = {
  readonly method: Method
  /** As OpenAPI writes it: '/api/v1/pieces/{id}'. */
  readonly path: string
  /** Noun and verb: 'pieces.list'. */
  readonly operationId: string
  readonly says: string
  /** The least role that may ask; 'live' means the live process and nobody else. */
  readonly role: 'anyone' | 'viewer' | 'player' | 'owner' | 'live'
  /** Who may ask beside those: a kiosk only plays, live only fetches what it plays. */
  readonly also?: readonly Role[]
  readonly params?: P
  readonly query?: Q
  readonly body?: B
  /** What may come back by status: a schema, a media type, or nothing. */
  readonly answers: Readonly<Record<number, Schema | string | undefined>>
  /** In bytes; 1 MB without it. */
  readonly bodyLimit?: number
  /** How often an address may try in a minute. */
  readonly triesAMinute?: number
}

type Handle<P, Q, B> = (
  asked: Asked<Read<P>, Read<Q>, Read<B>>,
  house: House,
) => Promise<Reply> | Reply

/** One line of the table: from it come validation, the role check and OpenAPI. */
export type Route = Line<Schema | undefined, Schema | undefined, Schema | undefined> & {
  // biome-ignore lint/suspicious/noExplicitAny: each line checked its own words in route().
  readonly handle: (asked: Asked<any, any, any>, house: House) => Promise<Reply> | Reply
}

/** Writes a line of the table with its words typed by their schemas. */
export const route = <
  P extends Schema | undefined = undefined,
  Q extends Schema | undefined = undefined,
  B extends Schema | undefined = undefined,
>(
  line: Line<P, Q, B> & { readonly handle: Handle<P, Q, B> },
): Route => line
