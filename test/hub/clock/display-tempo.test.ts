import assert from 'node:assert/strict'
import { displayTempo } from '#hub/clock/display-tempo.ts'

describe('the tempo that is shown', () => {
  it('stands still while the clock wobbles', () => {
    const tempo = displayTempo()
    tempo.show(120)
    const shown = new Set<number>()

    for (let i = 0; i < 500; i++) {
      tempo.show(120 + 0.3 * Math.sin(i))
      shown.add(tempo.shown())
    }

    assert.deepEqual([...shown], [120])
  })

  it('is at once another one where the tempo is', () => {
    const tempo = displayTempo()
    tempo.show(120)

    tempo.show(140.04)

    assert.equal(tempo.shown(), 140)
  })

  it('creeps after a small change', () => {
    const tempo = displayTempo()
    tempo.show(120)

    for (let i = 0; i < 100; i++) tempo.show(121)

    assert.equal(tempo.shown(), 121)
  })
})
