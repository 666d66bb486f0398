import assert from 'node:assert/strict'
import { packFlows } from '#flows/archive.ts'
import { sealCredentials } from '#flows/credentials.ts'
import type { Change } from '#flows/deploy.ts'
import { openKeep } from '#flows/keep.ts'
import type { FlowNode } from '#flows/node.ts'
import { type Kept, nothingKept, type Versions } from '#flows/storage/versions.ts'

const passphrase = 'correct horse'
const secret = 'secret'
const mine: Kept = {
  ...nothingKept,
  flows: [{ id: 'old', type: 'mqtt-broker' }],
  credentials: sealCredentials({ old: { user: 'me' } }, secret),
}

/** What would be deployed over what is mine. */
function keeping() {
  const deployed: Change[] = []
  const versions = {
    current: () => ({ version: 1, at: '', nodes: 1, why: 'deployed', kept: mine }),
  } as Partial<Versions>
  const keep = openKeep({
    ...{ versions: versions as Versions, library: [], credentialSecret: secret },
    deploy: async (_, change) => void deployed.push(change(mine)),
    newId: () => 'fresh',
  })
  return { keep, deployed }
}

describe('flows that are brought in', () => {
  it('bring the passwords of their own nodes, and no other word', async () => {
    const { keep, deployed } = keeping()
    const flows: FlowNode[] = [{ id: 'new', type: 'mqtt-broker' }]
    const theirs = { new: { user: 'they' }, $: 'sealed by nobody', old: { user: 'evil' } }
    const archive = await packFlows({ flows, installed: {} }, theirs, passphrase)

    await keep.unpack(archive, { passphrase, mode: 'replace' })

    assert.deepEqual(deployed[0]?.credentials, { old: {}, new: { user: 'they' } })
  })

  it('are refused where they are more than a deploy can bear, with what is there counted in', async () => {
    const { keep, deployed } = keeping()
    const flows = Array.from({ length: 20_000 }, (_, n) => ({ id: `n${n}`, type: 'comment', x: 1 }))
    const archive = await packFlows({ flows, installed: {} }, {}, passphrase)

    await assert.rejects(keep.unpack(archive, { passphrase, mode: 'add' }), {
      code: 'limit-exceeded',
      hint: /in parts/,
    })
    assert.equal(deployed.length, 0)
    await keep.unpack(archive, { passphrase, mode: 'replace' })
    assert.equal(deployed[0]?.kept.flows.length, 20_000)
  })
})
