import type { Database } from '#runtime/database.ts'
import type { Log } from '#runtime/log.ts'
import type { BrokerLimits } from './limits.ts'
import { covers } from './topic-filter.ts'

export type RetainedMessage = {
  readonly topic: string
  readonly payload: Uint8Array
  readonly qos: 0 | 1 | 2
  /** The user whose count it stands on. */
  readonly by: string
}

/** Retained state: in memory to be read, in the database to outlive the hub. */
export type Retained = AsyncDisposable & {
  /** An empty payload takes it back. False where a limit is in the way; nothing changes then. */
  keep(message: RetainedMessage): boolean
  matching(filters: readonly string[]): readonly RetainedMessage[]
  /** Resolves when everything kept so far stands in the database; throws where it cannot. */
  written(): Promise<void>
  figures(): { readonly retainedTopics: number; readonly retainedBytes: number }
}

export type RetainedParts = {
  readonly hub: string
  readonly database: Database
  readonly limits: BrokerLimits
  readonly log: Log
}

const writeAfterMs = 200
const retryAfterMs = 5000

export async function openRetained(parts: RetainedParts): Promise<Retained> {
  const { database, limits, log } = parts
  const messages = new Map<string, RetainedMessage>()
  const countByUser = new Map<string, number>()
  let bytes = 0
  const foreign = { topics: 0, bytes: 0 }

  const put = (message: RetainedMessage): void => {
    take(message.topic)
    messages.set(message.topic, message)
    countByUser.set(message.by, (countByUser.get(message.by) ?? 0) + 1)
    bytes += sizeOf(message)
    if (isForeign(message)) {
      foreign.topics += 1
      foreign.bytes += sizeOf(message)
    }
  }
  const take = (topic: string): void => {
    const before = messages.get(topic)
    if (!before) return
    messages.delete(topic)
    countByUser.set(before.by, countByUser.get(before.by)! - 1)
    bytes -= sizeOf(before)
    if (isForeign(before)) {
      foreign.topics -= 1
      foreign.bytes -= sizeOf(before)
    }
  }
  const hasRoom = (message: RetainedMessage): boolean => {
    const before = messages.get(message.topic)
    const count = (countByUser.get(message.by) ?? 0) + (before?.by === message.by ? 0 : 1)
    const more = { topics: before ? 0 : 1, bytes: sizeOf(message) - (before ? sizeOf(before) : 0) }
    return (
      message.payload.length <= limits.retainedBytes &&
      count <= limits.retainedTopicsPerUser &&
      messages.size + more.topics <= limits.retainedTopics &&
      bytes + more.bytes <= limits.retainedBytesInAll &&
      (!isForeign(message) ||
        (foreign.topics + more.topics <= limits.foreignRetainedTopics &&
          foreign.bytes + more.bytes <= limits.foreignRetainedBytes))
    )
  }

  const writer = writeBehind(database, log, (topic) => messages.get(topic))
  for (const message of await readAll(database)) put(message)
  for (const message of markGone(parts.hub, messages.values())) {
    put(message)
    writer.note(message.topic)
  }

  return {
    keep(message) {
      if (message.payload.length === 0) take(message.topic)
      // A copy: the payload is a slice of what came off the socket, and would hold on to all of it.
      else if (hasRoom(message)) put({ ...message, payload: Buffer.from(message.payload) })
      else return false
      writer.note(message.topic)
      return true
    },
    matching: (filters) =>
      [...messages.values()].filter(({ topic }) => filters.some((filter) => covers(filter, topic))),
    written: writer.written,
    figures: () => ({ retainedTopics: messages.size, retainedBytes: bytes }),
    [Symbol.asyncDispose]: writer.close,
  }
}

const isForeign = ({ topic }: RetainedMessage): boolean => !topic.startsWith('rigsong/')

const sizeOf = ({ topic, payload }: RetainedMessage): number => topic.length + payload.length

async function readAll(database: Database): Promise<readonly RetainedMessage[]> {
  const rows = await database.all<{
    topic: string
    payload: Uint8Array
    qos: number
    kept_by: string
  }>('SELECT topic, payload, qos, kept_by FROM broker_retained')
  return rows.map(({ topic, payload, qos, kept_by }) => ({
    topic,
    payload: Buffer.from(payload),
    qos: qos === 0 ? 0 : 1,
    by: kept_by,
  }))
}

/** Nobody is connected when the broker starts: whoever was said to be there is not, until it says so. */
function markGone(hub: string, messages: Iterable<RetainedMessage>): readonly RetainedMessage[] {
  return [...messages].flatMap((message) => {
    if (!covers(`rigsong/${hub}/state/availability/+`, message.topic)) return []
    const said = parsed(message.payload)
    if (said?.online !== true) return []
    return [{ ...message, payload: Buffer.from(JSON.stringify({ ...said, online: false })) }]
  })
}

function parsed(payload: Uint8Array): { online?: unknown } | undefined {
  try {
    return JSON.parse(Buffer.from(payload).toString()) ?? undefined
  } catch {
    return undefined
  }
}

/** Writes what changed in one transaction, a moment after the first change. */
function writeBehind(
  database: Database,
  log: Log,
  current: (topic: string) => RetainedMessage | undefined,
) {
  let changed = new Set<string>()
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<void> = Promise.resolve()

  const write = async (): Promise<void> => {
    clearTimeout(timer)
    timer = undefined
    if (changed.size === 0) return
    const topics = changed
    changed = new Set()
    try {
      await writeTopics(database, topics, current)
    } catch (cause) {
      for (const topic of topics) changed.add(topic)
      throw cause
    }
  }
  const enqueue = (): Promise<void> => {
    const done = writing.then(write)
    writing = done.catch(() => {})
    return done
  }
  const writeSoon = (afterMs: number): void => {
    timer ??= setTimeout(() => {
      timer = undefined
      enqueue().catch((cause) => {
        log.warn('retained state not written, trying again', { cause })
        writeSoon(retryAfterMs)
      })
    }, afterMs)
  }

  return {
    note(topic: string): void {
      changed.add(topic)
      writeSoon(writeAfterMs)
    },
    written: enqueue,
    async close(): Promise<void> {
      await enqueue().catch((cause) => log.warn('retained state not written', { cause }))
      clearTimeout(timer)
    },
  }
}

async function writeTopics(
  database: Database,
  topics: ReadonlySet<string>,
  current: (topic: string) => RetainedMessage | undefined,
): Promise<void> {
  const rows = [...topics].flatMap((topic) => {
    const message = current(topic)
    return message ? [[topic, message.payload, message.qos, message.by]] : []
  })
  await database.transaction(async (tx) => {
    await tx.run('DELETE FROM broker_retained WHERE topic IN (SELECT value FROM json_each(?))', [
      JSON.stringify([...topics]),
    ])
    await tx.insertMany('broker_retained', ['topic', 'payload', 'qos', 'kept_by'], rows)
  })
}
