import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { HubError } from '#core/errors.ts'
import { sealedWith } from '#runtime/sealed.ts'

const key = (): string => randomBytes(32).toString('base64url')
const unreadable = (error: unknown): boolean =>
  error instanceof HubError && error.code === 'secret-unreadable'

describe('a sealed secret', () => {
  it('opens with its key and its label', () => {
    const sealed = sealedWith(key())

    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (words, label) => {
        assert.equal(sealed.open(sealed.seal(words, label), label), words)
      }),
    )
  })

  it('looks different each time and holds nothing in clear', () => {
    const sealed = sealedWith(key())

    const [one, other] = [sealed.seal('sk-secret', 'a'), sealed.seal('sk-secret', 'a')]

    assert.notEqual(one, other)
    assert.doesNotMatch(Buffer.from(one!, 'base64url').toString('latin1'), /secret/)
  })

  it('opens with no other key, under no other label, and not after a change', () => {
    const sealed = sealedWith(key())
    const words = sealed.seal('sk-secret', 'provider openai')
    const bent = Buffer.from(words, 'base64url')
    bent[bent.length - 1]! ^= 1

    assert.throws(() => sealedWith(key()).open(words, 'provider openai'), unreadable)
    assert.throws(() => sealed.open(words, 'provider gemini'), unreadable)
    assert.throws(() => sealed.open(bent.toString('base64url'), 'provider openai'), unreadable)
    assert.throws(() => sealed.open('', 'provider openai'), unreadable)
  })
})
