import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { v } from '#core/schema.ts'
import { openArchive, packFlows } from '#flows/archive.ts'
import { openCredentials, sealCredentials } from '#flows/credentials.ts'
import { FlowNode } from '#flows/node.ts'

const credentials = { n1: { user: 'me', password: 'open sesame' } }
const kept = { flows: [{ id: 'n1', type: 'mqtt-broker' }], installed: {} }

describe('an archive of flows', () => {
  it('opens with its passphrase, and shows no password without', async () => {
    const archive = await packFlows(kept, credentials, 'correct horse')

    assert.deepEqual(await openArchive(archive, 'correct horse'), credentials)
    assert.doesNotMatch(JSON.stringify(archive), /sesame/)
  })

  it('refuses another passphrase, and a seal that was tampered with', async () => {
    const archive = await packFlows(kept, credentials, 'correct horse')
    const { sealed } = archive.credentials
    const other = `${sealed[0] === 'A' ? 'B' : 'A'}${sealed.slice(1)}`
    const tampered = { ...archive, credentials: { ...archive.credentials, sealed: other } }

    const refused = { code: 'bad-request', hint: /nothing was changed/ }
    await assert.rejects(openArchive(archive, 'wrong horse'), refused)
    await assert.rejects(openArchive(tampered, 'correct horse'), refused)
  })
})

describe('a node', () => {
  it('has no id that is something else in every table', () => {
    for (const id of ['__proto__', 'constructor', 'toString', '$', ''])
      assert.equal(v.is(FlowNode, { id, type: 'tab' }), false, id)
    for (const id of ['a1b2.c3', 'first-tab', 'Ümläut 1'])
      assert.ok(v.is(FlowNode, { id, type: 'tab' }), id)
  })
})

describe('credentials', () => {
  it('open with the secret they were sealed with and no other', () => {
    const sealed = sealCredentials(credentials, 'secret')

    assert.deepEqual(openCredentials(sealed, 'secret'), credentials)
    assert.equal(openCredentials(sealed, 'another'), undefined)
    assert.equal(openCredentials({ $: 'x'.repeat(64) }, 'secret'), undefined)
    assert.deepEqual(openCredentials({}, 'secret'), {})
  })

  it('are sealed as Node-RED seals them', async () => {
    // The package's own code opens what ours sealed.
    const inside = '@node-red/runtime/lib/nodes/credentials'
    const theirs = createRequire(import.meta.resolve('node-red'))(inside)
    const settings = { credentialSecret: 'secret' }
    theirs.init({
      log: { debug() {}, warn() {}, _: String },
      settings: { get: (word: string) => settings[word as 'credentialSecret'] },
      storage: {},
    })

    await theirs.load({ ...sealCredentials(credentials, 'secret') })

    assert.deepEqual(theirs.get('n1'), credentials.n1)
    theirs.add('n2', { password: 'new' })
    const exported = await theirs.export()
    assert.deepEqual(openCredentials(exported, 'secret'), {
      ...credentials,
      n2: { password: 'new' },
    })
  })
})
