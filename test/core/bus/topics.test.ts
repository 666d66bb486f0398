import assert from 'node:assert/strict'
import fc from 'fast-check'
import { answers } from '#core/bus/topics/answers.ts'
import { type TopicName, topicFrom, topicOf, topics } from '#core/bus/topics.ts'
import { v } from '#core/schema.ts'

const names = Object.keys(topics) as TopicName[]
const slug = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,8}$/)
const words = fc.record(
  Object.fromEntries(
    ['device', 'control', 'session', 'surface', 'take', 'piece', 'process', 'client', 'id'].map(
      (word) => [word, slug],
    ),
  ),
)

describe('topics', () => {
  it('reads back the topic it wrote, with the words that vary', () => {
    fc.assert(
      fc.property(slug, fc.constantFrom(...names), words, (hub, name, said) => {
        const found = topicFrom(hub, topicOf(hub, name, said))

        assert.equal(found?.name, name)
        for (const [word, value] of Object.entries(found.words)) assert.equal(value, said[word])
      }),
    )
  })

  it('is lower-case kebab below its kind', () => {
    assert.ok(names.length > 20)
    for (const name of names) {
      const { path, kind } = topics[name]
      assert.match(path, /^(?:[a-z-]+|\{\w+\})(?:\/(?:[a-z-]+|\{\w+\}))*$/)
      assert.ok(path.startsWith(`${kind}/`), path)
    }
  })

  it('retains states and nothing else, and promises delivery of all that is not live', () => {
    for (const name of names) {
      const { kind, retained, qos } = topics[name]
      assert.equal(retained, kind === 'state', name)
      const isLive = ['midi', 'control', 'hearing', 'coming', 'command-midi'].includes(name)
      assert.equal(qos, isLive ? 0 : 1, name)
    }
  })

  it('has one owner and one answer for each command that is asked', () => {
    const asked = names.filter((name) => topics[name].kind === 'command' && name !== 'command-midi')

    assert.deepEqual(asked.sort(), Object.keys(answers).sort())
    for (const name of asked) assert.ok('owner' in topics[name], name)
  })

  it('knows no topic of another hub, and none of its own below or above', () => {
    assert.equal(topicFrom('hub', 'rigsong/other/state/transport'), undefined)
    assert.equal(topicFrom('hub', 'rigsong/hub/state/transport/more'), undefined)
    assert.equal(topicFrom('hub', 'rigsong/hub/state'), undefined)
    assert.throws(() => topicOf('hub', 'midi'), TypeError)
  })

  it('lets nobody be answered under a name that is not a reply', () => {
    const command = (replyTo: string) => v.is(topics.stop.schema, { id: 'cm_1', replyTo })

    assert.ok(command('reply/desk/cm_1'))
    for (const replyTo of ['state/rig', 'reply/desk', 'reply/+/cm_1', 'reply/desk/cm_1/x', '#'])
      assert.ok(!command(replyTo), replyTo)
  })
})
