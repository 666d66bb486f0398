import { Readable } from 'node:stream'
import type { Retained, RetainedMessage } from './retained.ts'
import type { SparingLog } from './sparing-log.ts'

/** What aedes asks of its store about retained messages. */
export type RetainedStore = {
  storeRetained(message: FromClient): Promise<void>
  createRetainedStream(filter: string): Readable
  createRetainedStreamCombi(filters: readonly string[]): Readable
}

/** A message of a client; one without a client is the hub's own. */
type FromClient = Pick<RetainedMessage, 'topic' | 'qos'> & {
  readonly payload: string | Buffer
  readonly clientId?: string
}

/** Has aedes keep and find retained messages where we keep them. */
export function keepRetainedIn(
  retained: Retained,
  store: RetainedStore,
  { userOf, warn }: { userOf: (clientId: string | undefined) => string; warn: SparingLog },
): void {
  const streamOf = (filters: readonly string[]): Readable =>
    Readable.from(
      retained.matching(filters).map((message) => ({ cmd: 'publish', retain: true, ...message })),
    )
  store.createRetainedStream = (filter) => streamOf([filter])
  store.createRetainedStreamCombi = streamOf
  store.storeRetained = async ({ clientId, topic, payload, qos }) => {
    const by = userOf(clientId)
    if (!retained.keep({ topic, payload: Buffer.from(payload), qos, by }))
      warn('state passed on but not kept, it is over a limit', by, { topic, user: by })
  }
}
