import assert from 'node:assert/strict'
import { accessTo, type BrokerUser, isScope } from '#hub/broker/access.ts'
import { publishing, publishingElsewhere, reading } from './rights-table.ts'

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

  for (const [user, topic, may] of reading)
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

  it('keeps retained messages of state alone', () => {
    assert.equal(access.mayBeRetained('rigsong/hub/state/engine'), true)
    assert.equal(access.mayBeRetained('rigsong/hub/command/play'), false)
    assert.equal(access.mayBeRetained('rigsong/other/state/engine'), false)
  })
})
