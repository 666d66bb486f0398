import assert from 'node:assert/strict'
import sinon from 'sinon'
import { deployBy } from '#flows/deploy.ts'
import type { FlowNode } from '#flows/node.ts'
import type { NodeRed } from '#flows/node-red.ts'
import type { FlowsStorage } from '#flows/storage/node-red-storage.ts'
import { nothingKept, type Versions } from '#flows/storage/versions.ts'

const tab = (id: string): FlowNode => ({ id, type: 'tab' })
const overtaken = Object.assign(new Error(), { code: 'version_mismatch' })

/** Flows at which somebody in the editor is at work, too. */
function beside(editor: readonly FlowNode[][]) {
  let flows: readonly FlowNode[] = [tab('old')]
  const deploys = [...editor]
  const deploy = sinon.spy(async (next: readonly FlowNode[]) => {
    const theirs = deploys.shift()
    if (theirs) {
      flows = theirs
      throw overtaken
    }
    flows = next
  })
  const nodeRed = { flows: async () => ({ flows, rev: 'r' }), deploy } as Partial<NodeRed>
  const versions = {
    current: () => ({
      version: 1,
      at: '',
      nodes: 1,
      why: 'deployed',
      kept: { ...nothingKept, flows },
    }),
  } as Partial<Versions>
  const storage = { saving: (_, save) => save() } as Partial<FlowsStorage>
  return {
    now: () => flows,
    deploy,
    put: deployBy({
      nodeRed: () => nodeRed as NodeRed,
      versions: versions as Versions,
      storage: storage as FlowsStorage,
    }),
  }
}

describe('a deploy of ours', () => {
  const addsOne = (kept: { readonly flows: readonly FlowNode[] }) => ({
    kept: { installed: {}, flows: [...kept.flows, tab('ours')] },
  })

  it('is made again of what somebody in the editor put there meanwhile', async () => {
    const flows = beside([[tab('old'), tab('theirs')]])

    await flows.put('added', addsOne)

    assert.deepEqual(flows.now(), [tab('old'), tab('theirs'), tab('ours')])
  })

  it('gives up where the editor is always quicker', async () => {
    const flows = beside(Array.from({ length: 9 }, () => [tab('theirs')]))

    await assert.rejects(flows.put('added', addsOne), { code: 'version_mismatch' })

    sinon.assert.callCount(flows.deploy, 5)
  })
})
