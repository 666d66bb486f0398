import assert from 'node:assert/strict'
import { roles } from '#core/score/piece-spec.ts'
import { isSound, soundFor, soundNames, sounds } from '#core/score/sounds.ts'

describe('sounds', () => {
  it('gives every role a sound of its own', () => {
    for (const role of roles) assert.equal(sounds[soundFor(role)].role, role)
  })

  it('knows its names and no others', () => {
    assert.ok(soundNames.every(isSound))
    assert.ok(!isSound('kazoo') && !isSound('toString'))
  })

  it('names General MIDI programs counted from 0', () => {
    for (const { program } of Object.values(sounds))
      assert.ok(Number.isInteger(program) && program >= 0 && program < 128)
  })
})
