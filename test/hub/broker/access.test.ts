import assert from 'node:assert/strict'
import { accessTo, type BrokerUser, isScope, sharedRoots } from '#hub/broker/access.ts'
import { publishing, publishingElsewhere, reading, readingElsewhere } from './rights-table.ts'

const access = accessTo('hub')
const userOf = (name: string): BrokerUser => {
  assert.ok(isScope(name))
  return { name, scope: name }
}

describe('access', () => {
  for (const [user, topic, may] of [...publishing, ...publishingElsewhere])
    it(`${may ? 'lets' : 'keeps'} ${user} ${may ? 'publish' : 'from publishing'} ${topic}`, () => {
      assert.equal(access.mayPublish(userOf(user), topic), may)
    })

  for (const [user, topic, may] of [...reading, ...readingElsewhere])
    it(`${may ? 'lets' : 'keeps'} ${user} ${may ? 'read' : 'from reading'} ${topic}`, () => {
      assert.equal(access.mayReceive(userOf(user), topic), may)
      assert.equal(access.maySubscribe(userOf(user), topic), may)
    })

  it('grants a filter only where all of it may be read', () => {
    const filters: [user: string, filter: string, may: boolean][] = [
      ['tool', 'rigsong/hub/event/#', true],
      ['tool', 'rigsong/+/event/#', true],
      ['tool', 'rigsong/+/event/+/keys', true],
      ['tool', 'rigsong/hub/#', false],
      ['tool', 'rigsong/#', false],
      ['tool', '#', false],
      ['tool', '+/+/event/#', false],
      ['tool', 'rigsong/hub/+/tool/cm_1', false],
      ['tool', 'rigsong/hub/reply/+/+', false],
      ['tool', 'rigsong/hub/reply/tool/+', true],
      ['tool', '$SYS/#', false],
      ['tool', '$share/group/rigsong/hub/event/#', false],
      ['skills', 'rigsong/hub/event/#', false],
      ['skills', 'rigsong/hub/event/piece/+', true],
      ['skills', 'rigsong/hub/event/+/pc_1', false],
      ['sensor', 'rigsong/hub/state/#', true],
      ['sensor', 'rigsong/hub/+/transport', false],
      ['sensor', 'sensor/#', true],
      ['sensor', '+/sensor/+/state', false],
      ['sensor', '+/+/+/command', false],
      ['live', 'homeassistant/+/+/config', true],
      ['live', '+/sensor/+/state', true],
      ['live', '+/status', true],
      ['live', '#', false],
      ['live', '$SYS/#', false],
    ]
    for (const [user, filter, may] of filters)
      assert.equal(access.maySubscribe(userOf(user), filter), may, `${user} ${filter}`)
  })

  it('gives a user the rights of its scope under its own name', () => {
    const knob: BrokerUser = { name: 'knob', scope: 'sensor' }

    assert.equal(access.mayPublish(knob, 'rigsong/hub/event/control/knob/turn'), true)
    assert.equal(access.mayPublish(knob, 'rigsong/hub/event/control/sensor/turn'), false)
  })

  it('names clients for their user', () => {
    const ids: [id: string, may: boolean][] = [
      ['knob', true],
      ['knob-2', true],
      ['hub-knob', true],
      ['knobs', false],
      ['live', false],
      ['', false],
      ['__proto__', false],
    ]
    for (const [id, may] of ids)
      assert.equal(access.mayBeNamed({ name: 'knob', scope: 'sensor' }, id), may, id)
  })

  it('hands live nothing of ours by a filter that reaches everywhere', () => {
    assert.equal(access.maySubscribe(userOf('live'), '+/+/+/+/+'), true)
    assert.equal(access.mayReceive(userOf('live'), 'rigsong/hub/reply/tool/cm_1'), false)
    assert.equal(access.mayReceive(userOf('live'), 'rigsong'), false)
  })

  it('gives no sensor what belongs to all, whatever its name', () => {
    for (const name of sharedRoots) {
      const sensor: BrokerUser = { name, scope: 'sensor' }

      assert.equal(access.mayPublish(sensor, `${name}/hub/command/play`), false, name)
      assert.equal(access.mayReceive(sensor, `${name}/hub/reply/tool/x`), false, name)
    }
  })

  it('keeps retained messages of state and of firmware alone', () => {
    assert.equal(access.mayBeRetained('rigsong/hub/state/engine'), true)
    assert.equal(access.mayBeRetained('homeassistant/sensor/kitchen/light/config'), true)
    assert.equal(access.mayBeRetained('kitchen/status'), true)
    assert.equal(access.mayBeRetained('$SYS/refused'), false)
    assert.equal(access.mayBeRetained('rigsong/hub/command/play'), false)
    assert.equal(access.mayBeRetained('rigsong/other/state/engine'), false)
  })
})
