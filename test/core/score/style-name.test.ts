import assert from 'node:assert/strict'
import { styleIds, styles } from '#core/language/styles.ts'
import { v } from '#core/schema.ts'
import { StyleName } from '#core/score/style-name.ts'
import { unfit } from '#core/unfit.ts'

const hintOn = (name: string): string | undefined => {
  const found = v.safeParse(StyleName, name)
  return found.success ? undefined : unfit(found.issues[0]).hint
}

describe('the name of a style', () => {
  it('is any that people have for it, however it is written, or one that nobody knows', () => {
    const known = styleIds.flatMap((id) => [id, styles[id].label, ...styles[id].says])

    for (const name of [...known, 'LO-FI', 'melodic techno', 'reggae', 'shoegaze', 'polka', 'emo'])
      assert.equal(hintOn(name), undefined, name)
  })

  it('that is a letter off is refused with the one that was meant', () => {
    assert.equal(hintOn('fonk'), 'Did you mean `funk`?')
    assert.equal(hintOn('deep hous'), 'Did you mean `deep house`?')
  })
})
