import assert from 'node:assert/strict'
import sinon from 'sinon'
import { noteTrail, type TrailNote } from '#hub/web/play/note-trail.ts'

const note = (startMs: number, rest: Partial<TrailNote> = {}): TrailNote => ({
  by: 'machine',
  drum: false,
  pitch: 60,
  velocity: 80,
  startMs,
  endMs: startMs + 100,
  ...rest,
})

describe('the note trail', () => {
  it('never grows beyond twice its size', () => {
    const trail = noteTrail(10)

    for (let i = 0; i < 1000; i++) trail.begin(note(i))

    assert.ok(trail.notes().length <= 20)
    assert.equal(trail.notes().at(-1)?.startMs, 999)
  })

  it('takes back what the machine has not played, and keeps what hands did', () => {
    const trail = noteTrail()
    trail.begin(note(0))
    trail.begin(note(90, { endMs: 500 }))
    trail.begin(note(300))
    trail.begin(note(95, { by: 'you', endMs: undefined }))

    trail.cutMachine(100)

    assert.deepEqual(
      trail.notes().map(({ by, startMs, endMs }) => [by, startMs, endMs]),
      [
        ['machine', 0, 100],
        ['machine', 90, 100],
        ['you', 95, undefined],
      ],
    )
  })

  it('tells of every change', () => {
    const trail = noteTrail()
    const changed = sinon.stub()
    trail.onChange(changed)

    trail.begin(note(0))
    trail.cutMachine(5)

    assert.equal(changed.callCount, 2)
  })
})
