import assert from 'node:assert/strict'
import fc from 'fast-check'
import { openNeighbours } from '#hub/web/play/neighbours.ts'
import { noteTrail } from '#hub/web/play/note-trail.ts'
import { soundingStub } from './sounding-stub.ts'

const neighboursOf = (own: string) => {
  const voice = soundingStub()
  const trail = noteTrail()
  const parts = { voice, trail, own: () => own, sound: () => 'piano', now: () => 3 }
  return { voice, trail, neighbours: openNeighbours(parts) }
}

describe('neighbours', () => {
  it('sound here and stand on the trail', () => {
    const { voice, trail, neighbours } = neighboursOf('screen-1')

    neighbours.hear({ device: 'keys', bytes: [0x90, 62, 80] })

    assert.deepEqual(voice.noteOn.args, [['piano', 62, 80]])
    assert.equal(trail.notes()[0]?.by, 'you')
  })

  it('are never the echo of this page', () => {
    const { voice, trail, neighbours } = neighboursOf('screen-1')

    neighbours.hear({ device: 'screen-1', bytes: [0x90, 62, 80] })

    assert.equal(voice.noteOn.callCount, 0)
    assert.equal(trail.notes().length, 0)
  })

  it('play the kit on the drum channel', () => {
    const { voice, trail, neighbours } = neighboursOf('screen-1')

    neighbours.hear({ device: 'pads', bytes: [0x99, 36, 80] })

    assert.deepEqual(voice.noteOn.args, [['kit-acoustic', 36, 80]])
    assert.equal(trail.notes()[0]?.drum, true)
  })

  it('ring on under a pedal and end when it lifts', () => {
    const { voice, neighbours } = neighboursOf('screen-1')
    neighbours.hear({ device: 'keys', bytes: [0xb0, 64, 127] })
    neighbours.hear({ device: 'keys', bytes: [0x90, 62, 80] })
    neighbours.hear({ device: 'keys', bytes: [0x80, 62, 0] })
    const before = voice.noteOff.callCount

    neighbours.hear({ device: 'keys', bytes: [0xb0, 64, 0] })

    assert.equal(before, 0)
    assert.deepEqual(voice.noteOff.args, [['piano', 62]])
  })

  it('end with all-notes-off of their own channel only', () => {
    const { voice, neighbours } = neighboursOf('screen-1')
    neighbours.hear({ device: 'keys', bytes: [0x90, 62, 80] })
    neighbours.hear({ device: 'keys', bytes: [0x91, 65, 80] })

    neighbours.hear({ device: 'keys', bytes: [0xb0, 123, 0] })

    assert.deepEqual(voice.noteOff.args, [['piano', 62]])
  })

  it('leave no note behind once all are released, whatever bytes came', () => {
    const status = fc.constantFrom(0x80, 0x90, 0x91, 0xb0, 0xe0, 0xf8)
    const bytes = fc.tuple(
      status,
      fc.integer({ min: 0, max: 127 }),
      fc.integer({ min: 0, max: 127 }),
    )

    fc.assert(
      fc.property(fc.array(bytes), (messages) => {
        const { voice, trail, neighbours } = neighboursOf('screen-1')
        for (const message of messages) neighbours.hear({ device: 'keys', bytes: message })
        neighbours.releaseAll()
        assert.equal(voice.noteOn.callCount, voice.noteOff.callCount)
        assert.ok(trail.notes().every(({ endMs }) => endMs !== undefined))
      }),
    )
  })
})
