import assert from 'node:assert/strict'
import type { DescriptionOf } from '#core/rig/description.ts'
import { openMqtt } from '#firmware-bridge/drivers/mqtt.ts'
import { virtualTime } from '#test/support/virtual-time.ts'
import { fakeTopics } from '../mqtt-sensors/topics.ts'
import { hearing, worldOf } from './hearing.ts'

const description: DescriptionOf<'mqtt'> = {
  ...{ id: 'mqtt-kitchen', title: 'Kitchen', transport: 'mqtt' },
  ...{ match: [], discover: false, roles: {} },
  availability: [{ topic: 'kitchen/status', online: 'online', offline: 'offline' }],
  controls: [
    { id: 'warmth', kind: 'continuous', from: { topic: 'kitchen/climate', path: 'c' } },
    { id: 'door', kind: 'state', from: { topic: 'kitchen/door', on: 'open', off: 'shut' } },
    { id: 'bell', kind: 'trigger', from: { topic: 'kitchen/bell', on: 'ring' } },
    { id: 'lamp', kind: 'output', to: { topic: 'kitchen/lamp/set', on: 'ON', off: 'OFF' } },
    { id: 'chime', kind: 'output', to: { topic: 'kitchen/chime', on: 'GO' } },
    { id: 'plain', kind: 'output', to: { topic: 'kitchen/plain' } },
  ],
}

function kitchen(more: Partial<DescriptionOf<'mqtt'>> = {}) {
  const topics = fakeTopics()
  const ears = hearing()
  const driver = openMqtt(
    {
      id: 'kitchen',
      place: { by: 'mqtt', topic: 'kitchen' },
      description: { ...description, ...more },
    },
    ears,
    worldOf({ foreign: topics }),
  )
  const moves = () => ears.moves.map(({ control, raw }) => [control, raw])
  return { topics, ears, driver, moves, now: () => driver.status().status }
}

describe('a sensor on the broker', () => {
  it('is heard by the topics of its description, at its place in the payload', () => {
    const { topics, moves, now } = kitchen()
    assert.equal(now(), 'absent')

    topics.tell('kitchen/climate', { c: 21.5 })
    topics.tell('kitchen/door', 'open')
    topics.tell('kitchen/door', 'shut')
    topics.tell('kitchen/other', '7')

    assert.deepEqual(moves(), [
      ['warmth', 21.5],
      ['door', 1],
      ['door', 0],
    ])
    assert.equal(now(), 'live')
  })

  it('is there and gone as it says, and told so once', () => {
    const { topics, ears, now } = kitchen()

    topics.tell('kitchen/status', 'online', true)
    topics.tell('kitchen/climate', { c: 1 })
    topics.tell('kitchen/status', 'offline')
    topics.tell('kitchen/climate', { c: 2 })
    assert.equal(now(), 'absent')
    topics.tell('kitchen/status', 'online')

    assert.deepEqual(
      ears.statuses.map(({ status }) => status),
      ['live', 'absent', 'live'],
    )
    assert.match(ears.statuses[1]!.hint!, /has left/)
    assert.deepEqual(ears.lives, ['opened', 'closing', 'opened'])
  })

  it('is gone when it takes back what was kept of whether it is there', () => {
    const { topics, ears, now } = kitchen()

    topics.tell('kitchen/status', 'online', true)
    topics.tell('kitchen/status', '')

    assert.equal(now(), 'absent')
    assert.deepEqual(ears.faults, [])
  })

  it('is not there by what the broker kept alone, though its values count', () => {
    const { topics, moves, now } = kitchen()

    topics.tell('kitchen/climate', { c: 19 }, true)

    assert.deepEqual(moves(), [['warmth', 19]])
    assert.equal(now(), 'absent')
  })

  it('is let go at once where it only says that it was struck, and not struck by the past', () => {
    const { topics, moves } = kitchen()

    topics.tell('kitchen/bell', 'ring', true)
    topics.tell('kitchen/bell', 'ring')
    topics.tell('kitchen/bell', 'other')

    assert.deepEqual(moves(), [
      ['bell', 1],
      ['bell', 0],
    ])
  })

  it('is suspect when it is silent for longer than it said', async () => {
    using time = virtualTime()
    const { topics, ears } = kitchen({ silentMs: 60_000 })
    topics.tell('kitchen/climate', { c: 1 })

    await time.pass(50_000)
    topics.tell('kitchen/climate', { c: 2 })
    await time.pass(50_000)
    assert.deepEqual(
      ears.statuses.map(({ status }) => status),
      ['live'],
    )
    await time.pass(15_000)
    topics.tell('kitchen/climate', { c: 3 })

    assert.deepEqual(
      ears.statuses.map(({ status }) => status),
      ['live', 'suspect', 'live'],
    )
  })

  it('is switched by its command topics, in its own words', () => {
    const { topics, driver } = kitchen()

    for (const value of [1, 0.4]) {
      driver.set('lamp', value)
      driver.set('chime', value)
      driver.set('plain', value)
    }
    driver.set('warmth', 1)
    driver.set('nothing', 1)

    assert.deepEqual(topics.said, [
      ...['kitchen/lamp/set ON', 'kitchen/chime GO', 'kitchen/plain ON'],
      ...['kitchen/lamp/set OFF', 'kitchen/plain OFF'],
    ])
  })

  it('has what it announces besides its description, from 0 to 1, where it may be discovered', async () => {
    using time = virtualTime()
    const { topics, ears, driver, moves } = kitchen({ discover: true })
    const say = (kind: string, id: string, config: object) =>
      topics.tell(`homeassistant/${kind}/kitchen/${id}/config`, { name: id, ...config }, true)
    say('sensor', 'warmth', { stat_t: 'kitchen/oven', dev_cla: 'temperature' })
    say('sensor', 'known', { stat_t: 'kitchen/climate', val_tpl: '{{ value_json.c }}' })
    say('switch', 'fan', { cmd_t: 'kitchen/fan/set' })
    topics.tell('homeassistant/sensor/cellar/damp/config', { name: 'damp', stat_t: 'cellar/damp' })
    await time.pass(400)

    topics.tell('kitchen/oven', '15')
    topics.tell('kitchen/oven', '900')
    topics.tell('kitchen/climate', { c: 21 })
    topics.tell('cellar/damp', '7')
    driver.set('fan-set', 1)

    assert.deepEqual(moves(), [
      ['warmth-2', 0.5],
      ['warmth-2', 1],
      ['warmth', 21],
    ])
    assert.deepEqual(topics.said, ['kitchen/fan/set ON'])
    assert.deepEqual(ears.faults, [])
    await driver[Symbol.asyncDispose]()
    assert.equal(topics.listeners(), 0)
  })

  it('counts what is broken and goes on', () => {
    const { topics, ears, moves } = kitchen()

    topics.tell('kitchen/climate', '{"c":')
    topics.tell('kitchen/climate', { c: 'warm' })
    topics.tell('kitchen/climate', 'x'.repeat(100_000))
    topics.tell('kitchen/climate', Uint8Array.of(0xff))
    topics.tell('kitchen/status', 'perhaps')
    topics.tell('kitchen/climate', { other: 1 })
    topics.tell('kitchen/climate', { c: 20 })

    assert.equal(ears.faults.length, 5)
    assert.deepEqual(moves(), [['warmth', 20]])
  })

  it('is heard no more after it was closed', async () => {
    const { topics, ears, driver, moves } = kitchen()
    topics.tell('kitchen/climate', { c: 1 })

    await driver[Symbol.asyncDispose]()
    topics.tell('kitchen/climate', { c: 2 })

    assert.equal(topics.listeners(), 0)
    assert.deepEqual(moves(), [['warmth', 1]])
    assert.deepEqual(ears.lives, ['opened', 'closing'])
  })
})
