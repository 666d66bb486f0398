import assert from 'node:assert/strict'
import type { Mapping } from '#core/rig/mapping.ts'
import { emptyPatch, type Patch, type Rig } from '#core/rig/rig.ts'
import { keepPatch } from '#hub/keep-patch.ts'
import type { RigChange } from '#hub/library/rigs.ts'
import { memoryBroker } from '#test/support/memory-bus.ts'

const tap: Mapping = { id: 'tap', when: { role: 'tap' }, do: 'tap' }
const edited: Patch = { ...emptyPatch, mappings: [tap] }

/** A shelf of rigs in a variable, whose newest is revision 4. */
function someRigs() {
  let rig: Rig = { revision: 4, devices: [], ignored: [], patch: emptyPatch }
  return {
    current: async () => ({ rig, hash: `${rig.revision}` }),
    async change(turn: (rig: Rig) => RigChange) {
      rig = { ...rig, ...turn(rig), revision: rig.revision + 1 } as Rig
      return { rig, hash: `${rig.revision}` }
    },
  }
}

describe('storing what is played', () => {
  it('waits for live to take the rig that changed a moment ago, so that nothing old is stored', async () => {
    const broker = memoryBroker()
    const live = broker.client('live')
    const rigs = someRigs()
    await live.publish('patch', { revision: 3, stored: true, patch: emptyPatch })
    await keepPatch(broker.client('hub'), rigs)

    const storing = live.ask('store', {})
    await live.publish('patch', { revision: 4, stored: false, patch: edited })

    assert.deepEqual(await storing, { revision: 5 })
    assert.deepEqual((await rigs.current()).rig.patch, edited)
  })

  it('is said on the bus, and makes no revision where there is nothing new', async () => {
    const broker = memoryBroker()
    const live = broker.client('live')
    const heard: number[] = []
    await live.subscribe('rig', ({ payload }) => heard.push(payload.revision))
    await keepPatch(broker.client('hub'), someRigs())
    await live.publish('patch', { revision: 4, stored: false, patch: edited })

    await live.ask('store', {})
    await live.publish('patch', { revision: 5, stored: true, patch: edited })
    await live.ask('store', {})

    assert.deepEqual(heard, [5])
  })
})
