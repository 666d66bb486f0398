import assert from 'node:assert/strict'
import fc from 'fast-check'
import sinon from 'sinon'
import { openHands } from '#hub/web/play/hands.ts'
import { noteTrail } from '#hub/web/play/note-trail.ts'
import { soundingStub } from './sounding-stub.ts'

const handsAt = (now: () => number = () => 0) => {
  const voice = soundingStub()
  const trail = noteTrail()
  const play = sinon.stub<[readonly number[]], boolean>().returns(true)
  return { voice, trail, play, hands: openHands({ voice, trail, play, sound: () => 'ep', now }) }
}

describe('hands on the keys', () => {
  it('sound at once, play on the rig and stand on the trail', () => {
    const { voice, trail, play, hands } = handsAt(() => 7)

    hands.press(60, 99)

    assert.deepEqual(voice.noteOn.args, [['ep', 60, 99]])
    assert.deepEqual(play.args, [[[0x90, 60, 99]]])
    assert.deepEqual(trail.notes(), [
      { by: 'you', drum: false, pitch: 60, velocity: 99, startMs: 7, endMs: undefined },
    ])
  })

  it('hold a pitch until its last finger lifts', () => {
    const { voice, hands } = handsAt()
    hands.press(60, 99)
    hands.press(60, 40)

    hands.release(60)
    const before = voice.noteOff.callCount
    hands.release(60)

    assert.equal(voice.noteOn.callCount, 1)
    assert.equal(before, 0)
    assert.deepEqual(voice.noteOff.args, [['ep', 60]])
  })

  it('end a note with the sound it began with', () => {
    const voice = soundingStub()
    let sound = 'ep'
    const hands = openHands({
      voice,
      trail: noteTrail(),
      play: () => true,
      sound: () => sound,
      now: () => 0,
    })
    hands.press(60, 99)

    sound = 'organ'
    hands.release(60)

    assert.deepEqual(voice.noteOff.args, [['ep', 60]])
  })

  it('leave no note behind, whatever they did, once all are released', () => {
    const deed = fc.record({
      down: fc.boolean(),
      pitch: fc.integer({ min: 58, max: 64 }),
    })

    fc.assert(
      fc.property(fc.array(deed), (deeds) => {
        const { voice, trail, play, hands } = handsAt()
        for (const { down, pitch } of deeds) down ? hands.press(pitch, 80) : hands.release(pitch)
        hands.releaseAll()
        const bytes = play.args.map(([message]) => message)
        assert.equal(voice.noteOn.callCount, voice.noteOff.callCount)
        assert.equal(
          bytes.filter(([status]) => status === 0x90).length,
          bytes.filter(([status]) => status === 0x80).length,
        )
        assert.ok(trail.notes().every(({ endMs }) => endMs !== undefined))
      }),
    )
  })
})
