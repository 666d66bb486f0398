import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import fc from 'fast-check'
import { brokerLimits } from '#hub/broker/limits.ts'
import { openRetained, type Retained } from '#hub/broker/retained.ts'
import { type Database, openDatabase } from '#runtime/database.ts'
import { loops } from '#test/support/loops.ts'
import { openTempFolder } from '#test/support/temp.ts'
import { migrations } from './stand.ts'

const quiet = { debug() {}, info() {}, warn() {}, error() {} }
const state = (name: string): string => `rigsong/hub/state/${name}`

describe('retained state', () => {
  let database: Database
  beforeEach(async () => {
    database = await openDatabase(':memory:', { migrations, log: quiet })
  })
  afterEach(() => database[Symbol.asyncDispose]())

  const open = (limits: Partial<typeof brokerLimits> = {}): Promise<Retained> =>
    openRetained({ hub: 'hub', database, limits: { ...brokerLimits, ...limits }, log: quiet })
  const message = (name: string, payload: string, by = 'live') =>
    ({ topic: state(name), payload: Buffer.from(payload), qos: 1, by }) as const
  const contents = (retained: Retained): Record<string, string> =>
    Object.fromEntries(
      retained.matching(['#']).map(({ topic, payload }) => [topic, String(payload)]),
    )

  it('is after a restart what it was before, whatever was kept and taken back', async () => {
    const name = fc.constantFrom('a', 'b', 'c/d')
    const step = fc.tuple(name, fc.constantFrom('', '1', '2'))
    await fc.assert(
      fc.asyncProperty(fc.array(step), fc.array(step), async (first, second) => {
        await database.run('DELETE FROM broker_retained')
        const before = await open()
        for (const [topic, payload] of first) before.keep(message(topic, payload))
        await before.written()
        for (const [topic, payload] of second) before.keep(message(topic, payload))
        await before[Symbol.asyncDispose]()

        await using after = await open()

        assert.deepEqual(contents(after), contents(before))
        assert.deepEqual(after.figures(), before.figures())
      }),
      { numRuns: 30 },
    )
  })

  it('says of processes that were there that they are gone', async () => {
    const there = (process: string, online: boolean) =>
      message(`availability/${process}`, JSON.stringify({ process, online, version: '0.1.0' }))
    {
      await using before = await open()
      before.keep(there('live', true))
      before.keep(there('flows', false))
      before.keep(message('availability/skills', 'not json'))
    }

    await using after = await open()

    assert.deepEqual(contents(after), {
      [state('availability/live')]: '{"process":"live","online":false,"version":"0.1.0"}',
      [state('availability/flows')]: '{"process":"flows","online":false,"version":"0.1.0"}',
      [state('availability/skills')]: 'not json',
    })
  })

  it('has limits for each payload, each user and all', async () => {
    await using retained = await open({
      retainedBytes: 10,
      retainedTopicsPerUser: 2,
      retainedTopics: 3,
    })

    assert.equal(retained.keep(message('large', '12345678901')), false)
    assert.equal(retained.keep(message('a', '1')), true)
    assert.equal(retained.keep(message('b', '1')), true)
    assert.equal(retained.keep(message('c', '1')), false)
    assert.equal(retained.keep(message('b', '2')), true)
    assert.equal(retained.keep(message('c', '1', 'flows')), true)
    assert.equal(retained.keep(message('d', '1', 'flows')), false)
    retained.keep(message('a', ''))
    assert.equal(retained.keep(message('d', '1', 'flows')), true)
  })

  it('has room for our own state however much firmware wants to keep', async () => {
    await using retained = await open({
      foreignRetainedTopics: 2,
      foreignRetainedBytes: 40,
      retainedTopics: 4,
    })
    const said = (topic: string, payload: string) =>
      ({ topic, payload: Buffer.from(payload), qos: 0, by: 'kitchen' }) as const

    assert.equal(retained.keep(said('kitchen/status', 'online')), true)
    assert.equal(retained.keep(said('kitchen/large', '12345678901234567890')), false)
    assert.equal(retained.keep(said('kitchen/small', '1')), true)
    assert.equal(retained.keep(said('kitchen/third', '')), true)
    assert.equal(retained.keep(said('kitchen/third', '1')), false)
    assert.equal(retained.keep(message('a', '1')), true)
    assert.equal(retained.keep(said('kitchen/small', '')), true)
    assert.equal(retained.keep(said('kitchen/third', '1')), true)
  })

  it('goes on in memory while the disk does not take it, and writes later', async () => {
    await using retained = await open()
    await database.run('ALTER TABLE broker_retained RENAME TO away')
    retained.keep(message('a', '1'))
    await assert.rejects(retained.written())
    assert.deepEqual(contents(retained), { [state('a')]: '1' })

    await database.run('ALTER TABLE away RENAME TO broker_retained')
    await retained.written()

    await using after = await open()
    assert.deepEqual(contents(after), { [state('a')]: '1' })
  })

  it('survives kill -9 with all that was said to be written', async function () {
    this.timeout(120_000)
    await using folder = await openTempFolder()
    const file = join(folder.path, 'hub.db')
    for (let i = 0; i < loops(3, 50); i++) {
      const child = fork(join(import.meta.dirname, 'keep-state.ts'), [file, migrations])
      let written = 0
      child.on('message', (count: number) => {
        written = count
        // Somewhere in the middle of what comes next.
        if (count > 3 + (i % 5)) child.kill('SIGKILL')
      })
      await once(child, 'exit')

      await using reopened = await openDatabase(file, { migrations, log: quiet })
      const retained = await openRetained({
        hub: 'hub',
        database: reopened,
        limits: brokerLimits,
        log: quiet,
      })
      const counts = Object.values(contents(retained)).map(Number)
      await retained[Symbol.asyncDispose]()

      assert.equal(counts.length, 20)
      for (const count of counts) assert.ok(count >= written, `${count} of ${written}`)
    }
  })
})
