import assert from 'node:assert/strict'
import fc from 'fast-check'
import { heldButtons } from '#firmware-bridge/hub-frames/held-buttons.ts'

function listening() {
  const moves: string[] = []
  const buttons = heldButtons((button, down, atMs) =>
    moves.push(`${button} ${down ? 'down' : 'up'} ${atMs}`),
  )
  return { buttons, moves }
}

describe('the buttons of a board', () => {
  it('are pressed and lifted as the board says', () => {
    const { buttons, moves } = listening()

    buttons.edge(0b101, 0b101, 1)
    buttons.edge(0b001, 0b100, 2)

    assert.deepEqual(moves, ['0 down 1', '2 down 1', '2 up 2'])
  })

  it('are set right by the state of now', () => {
    const { buttons, moves } = listening()
    buttons.edge(0b11, 0b11, 1)

    buttons.edge(0b110, 0, 5)

    assert.deepEqual(moves.slice(2), ['0 up 5', '2 down 5'])
  })

  it('are struck again where only the lift was lost, and not where a whole press was', () => {
    const { buttons, moves } = listening()
    buttons.edge(0b1, 0b1, 1)

    buttons.edge(0b1, 0b11, 3)

    assert.deepEqual(moves.slice(1), ['0 up 3', '0 down 3'])
  })

  it('are all lifted when the board is gone, once', () => {
    const { buttons, moves } = listening()
    buttons.edge(0x8001, 0x8001, 1)

    buttons.lift(9)
    buttons.lift(10)

    assert.deepEqual(moves.slice(2), ['0 up 9', '15 up 9'])
  })

  it('go up and down in turn and end as the board has them, whatever was lost', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(15), fc.boolean()), { minLength: 1, maxLength: 60 }),
        (edges) => {
          const downs = new Map<number, boolean>()
          let pressed = 0
          const buttons = heldButtons((button, down) => {
            assert.notEqual(downs.get(button) ?? false, down)
            downs.set(button, down)
          })
          for (const [button, isLost] of edges) {
            pressed ^= 1 << button
            if (!isLost) buttons.edge(pressed, 1 << button, 0)
          }
          buttons.edge(pressed, 0, 1)

          for (let button = 0; button < 16; button++) {
            assert.equal(downs.get(button) ?? false, (pressed >> button) % 2 !== 0)
          }
        },
      ),
    )
  })
})
