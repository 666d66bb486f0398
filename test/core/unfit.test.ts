import assert from 'node:assert/strict'
import { v } from '#core/schema.ts'
import { unfit } from '#core/unfit.ts'

const saidOf = (schema: v.GenericSchema, value: unknown): string => {
  const { says, hint } = unfit(v.safeParse(schema, value).issues![0])
  return `${says}. ${hint}`
}

describe('what a schema has against a value', () => {
  const Takeover = v.picklist(['jump', 'pickup', 'scale'])

  it('names the word that was probably meant, else all of them', () => {
    assert.equal(saidOf(Takeover, 'picup'), '"picup" is none of the words. Did you mean `pickup`?')
    assert.equal(saidOf(Takeover, 7), '7 is none of the words. It can be jump, pickup, scale.')
    assert.equal(
      saidOf(v.object({ takeover: Takeover }), {}),
      '`takeover` is missing. Write takeover: and what it is.',
    )
  })

  it('says in words what would fit', () => {
    assert.equal(saidOf(v.number(), 'x'), '"x" is not a number. Write a number.')
    assert.equal(
      saidOf(v.pipe(v.number(), v.maxValue(300)), 900),
      '900 is not at most 300. Write at most 300.',
    )
    assert.equal(saidOf(v.string(), 5), '5 is not a text. Put quotes around it.')
  })
})
