import assert from 'node:assert/strict'
import { asyncApiOf } from '#core/bus/asyncapi.ts'
import { answers } from '#core/bus/topics/answers.ts'
import { type TopicName, topics } from '#core/bus/topics.ts'

type Tree = { readonly [key: string]: unknown }

const document = async (): Promise<Tree> => (await asyncApiOf('1.2.3')) as unknown as Tree
const under = (tree: unknown, ...path: string[]): unknown =>
  path.reduce((at, key) => (at as Tree | undefined)?.[key], tree)

/** Every `$ref` of the document, wherever it stands. */
function* references(tree: unknown): Generator<string> {
  if (typeof tree !== 'object' || tree === null) return
  for (const [key, value] of Object.entries(tree)) {
    if (key === '$ref') yield value as string
    else yield* references(value)
  }
}

describe('asyncApiOf', () => {
  it('is AsyncAPI 3.1.0 in the version of the hub, and plain JSON', async () => {
    const api = await document()

    assert.equal(api.asyncapi, '3.1.0')
    assert.equal(under(api, 'info', 'version'), '1.2.3')
    assert.deepEqual(JSON.parse(JSON.stringify(api)), api)
  })

  it('has every topic with its address, quality and schema', async () => {
    const api = await document()
    const names = Object.keys(topics) as TopicName[]

    assert.ok(names.length > 20)
    for (const name of names) {
      const { path, qos, retained, kind } = topics[name]
      assert.equal(under(api, 'channels', name, 'address'), `rigsong/{hub}/${path}`)
      assert.deepEqual(under(api, 'operations', name, 'bindings', 'mqtt'), {
        qos,
        retain: retained,
        bindingVersion: '0.2.0',
      })
      assert.equal(
        under(api, 'operations', name, 'action'),
        kind === 'command' ? 'receive' : 'send',
      )
      const payload = under(api, 'components', 'messages', name, 'payload')
      assert.ok(Object.keys(payload as object).length > 0, name)
    }
  })

  it('explains exactly the words that vary in each address', async () => {
    const api = await document()

    for (const channel of Object.values(api.channels as Tree)) {
      const address = under(channel, 'address') as string | null
      const words = [...(address ?? '').matchAll(/\{(\w+)\}/g)].map(([, word]) => word!)
      assert.deepEqual(Object.keys((under(channel, 'parameters') as Tree) ?? {}), words)
      for (const word of words)
        assert.notEqual(under(channel, 'parameters', word, 'description'), word)
    }
  })

  it('says what each command answers', async () => {
    const api = await document()

    for (const name of Object.keys(answers)) {
      const reply = under(api, 'operations', name, 'reply')
      assert.equal(under(reply, 'address', 'location'), '$message.payload#/replyTo')
      assert.equal(under(api, 'channels', `${name}-answer`, 'address'), null)
    }
    const [done, refused] = under(
      api,
      'components',
      'messages',
      'keep-answer',
      'payload',
      'anyOf',
    ) as unknown[]
    assert.deepEqual(under(done, 'required'), ['id', 'ok', 'take', 'lengthMs', 'notes'])
    assert.deepEqual(under(refused, 'properties', 'ok'), { const: false })
  })

  it('refers to nothing that is not there', async () => {
    const api = await document()
    const all = [...references(api)]

    assert.ok(all.length > 60)
    for (const reference of all)
      assert.notEqual(under(api, ...reference.replace('#/', '').split('/')), undefined, reference)
  })
})
