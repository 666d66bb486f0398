import assert from 'node:assert/strict'
import type { Payload } from '#core/bus/topics.ts'
import { emptyPatch } from '#core/rig/rig.ts'
import type { FlowNode } from '#flows/node.ts'
import { followScenes, rulesOf, switched, type TabRules } from '#flows/scenes.ts'
import { openLog } from '#runtime/log.ts'
import { memoryBroker } from '#test/support/memory-bus.ts'

const flows: FlowNode[] = [
  { id: 't1', type: 'tab', label: 'Museum room' },
  { id: 't2', type: 'tab', label: 'Kitchen!', disabled: true },
  { id: 'n1', type: 'inject', z: 't1', disabled: true },
]

describe('the tabs of a scene', () => {
  it('go on and off by id or by name, and the others are left alone', () => {
    const next = switched(flows, { t1: false, kitchen: true, nobody: true })

    assert.deepEqual(next, [
      { ...flows[0], disabled: true },
      { ...flows[1], disabled: false },
      flows[2],
    ])
  })

  it('are the very same where they stand so already', () => {
    assert.equal(switched(flows, { 'museum-room': true, t2: false }), flows)
    assert.equal(switched(flows, {}), flows)
  })
})

describe('a flow process that follows scenes', () => {
  const scene = (id: string, rules?: TabRules) => ({
    ...{ id, name: id, mappings: [] },
    ...(rules && { flows: rules }),
  })
  const scenes = [scene('calm', { t1: true }), scene('wild', { t1: false }), scene('plain')]
  const patch = (open?: string): Payload<'patch'> => ({
    revision: 1,
    stored: true,
    patch: { ...emptyPatch, scenes, ...(open && { scene: open }) },
  })

  it('reads the rules of the open scene', () => {
    assert.deepEqual(rulesOf(patch('wild')), { t1: false })
    assert.equal(rulesOf(patch('plain')), undefined)
    assert.equal(rulesOf(patch()), undefined)
  })

  it('switches once a scene, however often the patch is said', async () => {
    const broker = memoryBroker()
    await using live = broker.client('live')
    await using bus = broker.client('flows')
    const heard: TabRules[] = []
    using _ = await followScenes({
      ...{ bus, log: openLog('test', 'error') },
      switchTabs: async (rules) => void heard.push(rules),
    })

    for (const open of ['calm', 'calm', 'wild', 'plain', 'wild', undefined])
      await live.publish('patch', patch(open))

    assert.deepEqual(heard, [{ t1: true }, { t1: false }, { t1: false }])
  })
})
