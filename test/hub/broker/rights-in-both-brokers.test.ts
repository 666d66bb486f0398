import assert from 'node:assert/strict'
import { accessTo } from '#hub/broker/access.ts'
import { aclText } from '#hub/broker/acl-text.ts'
import { verifyRefused } from '#hub/broker/verify-refused.ts'
import { type BusOptions, openBus } from '#runtime/bus.ts'
import { systemClock } from '#runtime/clock.ts'
import { openMosquitto } from '#test/support/mosquitto.ts'
import { openWire, type Wire } from '#test/support/mqtt-wire.ts'
import { skipWithout } from '#test/support/skip.ts'
import { publishing, publishingElsewhere, reading, readingElsewhere } from './rights-table.ts'
import { openStand, supervisedUsers } from './stand.ts'

const quiet = { debug() {}, info() {}, warn() {}, error() {} }
const tests = [...publishing, ...publishingElsewhere]
const readings = [...reading, ...readingElsewhere]

/** A broker under the rules, and clients of its users; `observer` is above them. */
type Ruled = AsyncDisposable & { as(user: string): Promise<Wire> }

async function embedded(): Promise<Ruled> {
  const rules = accessTo('hub')
  const access = {
    ...rules,
    ...Object.fromEntries(
      (['mayPublish', 'maySubscribe', 'mayReceive'] as const).map((may) => [
        may,
        (user: Parameters<(typeof rules)[typeof may]>[0], topic: string) =>
          user.name === 'observer' || rules[may](user, topic),
      ]),
    ),
  }
  const stand = await openStand({ access })
  const secret = await stand.broker.users.create('observer', 'watcher')
  return {
    as: (user) => stand.as(user, user === 'observer' ? { password: secret } : {}),
    [Symbol.asyncDispose]: () => stand[Symbol.asyncDispose](),
  }
}

async function external(): Promise<Ruled> {
  const mosquitto = await openMosquitto([], `${aclText('hub')}\nuser observer\ntopic readwrite #\n`)
  return {
    async as(user) {
      const wire = await openWire(mosquitto.port)
      assert.equal((await wire.connect({ id: user, user, password: 'any' })).code, 0)
      return wire
    },
    [Symbol.asyncDispose]: () => mosquitto[Symbol.asyncDispose](),
  }
}

/** The topics that came before the last one. */
async function topicsUntil(wire: Wire, last: string): Promise<string[]> {
  const topics: string[] = []
  for (;;) {
    const { topic } = await wire.next('publish')
    if (topic === last) return topics
    topics.push(topic)
  }
}

const byUser = <T extends readonly [string, ...unknown[]]>(cases: readonly T[]) =>
  Map.groupBy(cases, ([user]) => user)

for (const [name, open] of [
  ['the embedded broker', embedded],
  ['Mosquitto with the rules of `rigsong broker acl`', external],
] as const)
  describe(`the rights table in ${name}`, () => {
    let ruled: Ruled
    before(async function () {
      skipWithout(this, 'mosquitto')
      ruled = await open()
    })
    after(() => ruled?.[Symbol.asyncDispose]())

    it('lets through what a user may publish, and nothing else', async () => {
      await using observer = await ruled.as('observer')
      await observer.subscribe(['#', 0])
      for (const [user, cases] of byUser(tests)) {
        await using wire = await ruled.as(user)
        for (const [, topic] of cases) await wire.publish(topic, '{}', { qos: 1 })
        await wire.ping()
        await observer.publish('rigsong/hub/event/end', '{}', { qos: 1 })

        const passed = await topicsUntil(observer, 'rigsong/hub/event/end')

        const allowed = cases.filter(([, , may]) => may).map(([, topic]) => topic)
        const ours = passed.filter(
          (topic) => !topic.startsWith('rigsong/hub/state/availability/hub'),
        )
        assert.deepEqual(ours, allowed, user)
      }
    })

    it('hands a user what it may read, and nothing else', async () => {
      await using observer = await ruled.as('observer')
      for (const [user, cases] of byUser(readings)) {
        await using wire = await ruled.as(user)
        await wire.subscribe(...cases.map(([, topic]) => topic), 'rigsong/hub/state/end')
        for (const [, topic] of cases) await observer.publish(topic, '{}', { qos: 1 })
        await observer.publish('rigsong/hub/state/end', '{}', { qos: 1 })

        const came = await topicsUntil(wire, 'rigsong/hub/state/end')

        const allowed = cases.filter(([, , may]) => may).map(([, topic]) => topic)
        assert.deepEqual(came, allowed, user)
      }
    })
  })

describe('verifyRefused', () => {
  before(function () {
    skipWithout(this, 'mosquitto')
  })

  const busOf = (port: number, username: string, password = 'any') =>
    openBus({
      url: `mqtt://127.0.0.1:${port}`,
      username,
      password,
      hub: 'hub',
      version: '0.1.0',
      log: quiet,
      clock: systemClock,
    } satisfies BusOptions)

  it('is content with a Mosquitto that has our rules', async () => {
    await using mosquitto = await openMosquitto([], aclText('hub'))
    await using hub = await busOf(mosquitto.port, 'hub')
    await using skills = await busOf(mosquitto.port, 'skills')

    assert.equal(await verifyRefused(hub, skills), true)
  })

  it('finds out a Mosquitto without rules', async () => {
    await using mosquitto = await openMosquitto()
    await using hub = await busOf(mosquitto.port, 'hub')
    await using skills = await busOf(mosquitto.port, 'skills')

    assert.equal(await verifyRefused(hub, skills), false)
  })

  it('is content with the embedded broker', async () => {
    await using stand = await openStand()
    await using skills = await busOf(stand.port, 'skills', supervisedUsers.skills)

    assert.equal(await verifyRefused(stand.broker.bus, skills), true)
  })

  it('does not take silence for a refusal', async () => {
    await using mosquitto = await openMosquitto([], 'user nobody\ntopic read nothing\n')
    await using hub = await busOf(mosquitto.port, 'hub')
    await using skills = await busOf(mosquitto.port, 'skills')

    await assert.rejects(verifyRefused(hub, skills, { withinMs: 300 }), {
      code: 'broker-unreachable',
    })
  })
})
