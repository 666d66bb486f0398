import assert from 'node:assert/strict'
import { setImmediate as turn } from 'node:timers/promises'
import type { Payload } from '#core/bus/topics.ts'
import { sayState } from '#flows/say-state.ts'
import { openLog } from '#runtime/log.ts'

describe('the state of the flows', () => {
  it('is said when it is another one, and again to a broker that may have forgotten it', async () => {
    const said: string[] = []
    let state: Payload<'flows'> = { state: 'starting', tabs: [], notes: [] }
    const sayer = sayState({
      bus: { publish: async (_, payload) => void said.push((payload as typeof state).state) },
      log: openLog('test', 'error'),
      state: async () => state,
    })

    sayer.changed()
    sayer.changed()
    await turn()
    state = { ...state, state: 'ready' }
    sayer.changed()
    await turn()
    sayer.again()
    await turn()

    assert.deepEqual(said, ['starting', 'ready', 'ready'])
  })
})
