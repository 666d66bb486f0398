import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { openBroker } from '#hub/broker/broker.ts'
import { openBus } from '#runtime/bus.ts'
import { systemClock } from '#runtime/clock.ts'
import { commandMemory } from '#runtime/command-memory.ts'
import { openDatabase } from '#runtime/database.ts'
import { openLog } from '#runtime/log.ts'

export const liveUser = { name: 'live', secret: 'of-the-bench' }

const log = openLog('bench', 'error')
const migrations = new URL('../../hub/library/migrations/', import.meta.url).pathname
const rowsATime = 10

/**
 * What a hub does on a busy day, in this process: a broker with 1,000 messages a second over TCP,
 * 1,000 rows a second into SQLite, 50 pages of a list a second over HTTP, and every 250 ms a JSON of
 * 20,000 objects read.
 */
export async function startLoad(folder: string): Promise<{ readonly brokerUrl: string }> {
  const database = await openDatabase(join(folder, 'load.db'), { migrations, log })
  await database.run('create table if not exists busy (at real, topic text, payload blob)')
  const broker = await openBroker({
    hub: 'hub',
    database,
    supervisedUsers: { live: liveUser.secret, flows: 'of-the-bench' },
    clock: systemClock,
    log,
    version: 'bench',
    memory: commandMemory(),
  })
  const port = await broker.listen({ host: '127.0.0.1', port: 0 })
  const brokerUrl = `mqtt://127.0.0.1:${port}`
  await keepTalking(brokerUrl)
  await broker.bus.subscribe('midi', () => {})

  const json = JSON.stringify(
    Array.from({ length: 20_000 }, (_, id) => ({ id, pitch: id % 128, name: `note ${id}` })),
  )
  const row = [0, 'event/midi/bench', Buffer.alloc(40)]
  setInterval(() => void JSON.parse(json), 250)
  await keepAsking(JSON.parse(json).slice(0, 500))
  setInterval(() => {
    const rows = Array.from({ length: rowsATime }, () => row)
    void database.insertMany('busy', ['at', 'topic', 'payload'], rows)
  }, rowsATime)
  return { brokerUrl }
}

/** A client that is heard 1,000 times a second. */
async function keepTalking(url: string): Promise<void> {
  const bus = await openBus({
    ...{ url, username: 'live', password: liveUser.secret, hub: 'hub', version: 'bench' },
    log,
    clock: systemClock,
  })
  let sentMs = performance.now()
  setInterval(() => {
    // A timer that comes late makes up for it, as a sender on another machine would.
    for (; sentMs < performance.now(); sentMs += 1)
      void bus.publish('midi', event, { device: 'bench' })
  }, 2)
}

/** A page that asks for its list 50 times a second. */
async function keepAsking(list: readonly object[]): Promise<void> {
  const server = createServer((_, response) => response.end(JSON.stringify(list)))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  setInterval(() => void fetch(`http://127.0.0.1:${port}`).then((answer) => answer.json()), 20)
}

const event = { atMs: 0, device: 'bench', bytes: [0x90, 60, 100], says: 'note-on C4 100 ch 1' }
