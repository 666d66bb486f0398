import assert from 'node:assert/strict'
import { styleIds, styles } from '#core/language/styles.ts'
import { styles as played } from '#hub/engine/styles/index.ts'

describe('styles', () => {
  it('can be asked for exactly where the engine plays them', () => {
    assert.deepEqual([...styleIds].sort(), played.map(({ id }) => id).sort())
  })

  it('share no word', () => {
    const words = styleIds.flatMap((id) => [...styles[id].says, ...styles[id].near])

    assert.equal(new Set(words).size, words.length)
  })
})
