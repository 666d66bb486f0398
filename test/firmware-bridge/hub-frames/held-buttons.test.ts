import assert from 'node:assert/strict'
import fc from 'fast-check'
import { heldButtons } from '#firmware-bridge/hub-frames/held-buttons.ts'

function listening() {
  const moves: string[] = []
  const found: number[] = []
  const buttons = heldButtons({
    moved: (button, down, atMs) => moves.push(`${button} ${down ? 'down' : 'up'} ${atMs}`),
    stands: (button, down) => down && found.push(button),
  })
  return { buttons, moves, found }
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

  it('are not struck where they are found held, and lift as all others', () => {
    const { buttons, moves, found } = listening()

    buttons.edge(0x8003, 0b10, 1)
    buttons.edge(0, 0x8003, 5)

    assert.deepEqual(found, [0, 15])
    assert.deepEqual(moves, ['1 down 1', '0 up 5', '1 up 5', '15 up 5'])
  })

  it('are found anew when the board was gone', () => {
    const { buttons, moves, found } = listening()
    buttons.edge(0, 0, 1)
    buttons.edge(1, 1, 2)

    buttons.forget()
    buttons.edge(1, 0, 9)

    assert.deepEqual([moves, found], [['0 down 2'], [0]])
  })

  it('go up and down in turn and end as the board has them, whatever was lost', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(15), fc.boolean()), { minLength: 1, maxLength: 60 }),
        (edges) => {
          const downs = new Map<number, boolean>()
          let pressed = 0
          const buttons = heldButtons({
            moved(button, down) {
              assert.notEqual(downs.get(button) ?? false, down)
              downs.set(button, down)
            },
            stands: (button, down) => void downs.set(button, down),
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
