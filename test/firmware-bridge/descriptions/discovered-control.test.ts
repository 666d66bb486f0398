import assert from 'node:assert/strict'
import { discoveredControl } from '#firmware-bridge/descriptions/discovered-control.ts'

describe('a discovered control', () => {
  it('of a board with hub frames is what the board calls it', () => {
    assert.deepEqual(discoveredControl('hub-frames', 'analog-1'), {
      ...{ id: 'analog-1', kind: 'continuous', from: { analog: 0 } },
    })
    assert.deepEqual(discoveredControl('hub-frames', 'button-16'), {
      ...{ id: 'button-16', kind: 'trigger', from: { button: 15 } },
    })
    assert.deepEqual(discoveredControl('hub-frames', 'light-2'), {
      ...{ id: 'light-2', kind: 'output', to: { light: 1 } },
    })
  })

  it('of anything else is a value from 0 to 1', () => {
    const control = discoveredControl('osc', 'button-1')

    assert.equal(control.kind, 'continuous')
    assert.deepEqual('range' in control && control.range, [0, 1])
  })
})
