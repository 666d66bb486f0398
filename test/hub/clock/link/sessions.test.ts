import assert from 'node:assert/strict'
import { linkSessions } from '#hub/clock/link/sessions.ts'
import { beatOn, bpmOf, withTempo } from '#hub/clock/link/timeline.ts'

const timeline = (bpm: number, timeOrigin = 0) => ({
  ...{ microsPerBeat: 60_000_000 / bpm, beatOrigin: 0, timeOrigin },
})
const ours = { id: 'bb', timeline: timeline(120), offset: -10_000_000 }

describe('sessions that meet', () => {
  it('are measured once each, as they are seen', () => {
    const sessions = linkSessions(ours)

    assert.equal(sessions.saw('aa', timeline(90)), true)
    assert.equal(sessions.saw('aa', timeline(90)), false)
    assert.equal(sessions.saw('bb', timeline(120)), false)
  })

  it('become the older one, with its tempo and its time', () => {
    const sessions = linkSessions(ours)
    sessions.saw('cc', timeline(90))

    assert.equal(sessions.measured('cc', ours.offset + 600_000), true)

    assert.deepEqual(sessions.current(), {
      ...{ id: 'cc', timeline: timeline(90), offset: ours.offset + 600_000 },
    })
    assert.equal(sessions.joined(), 1)
  })

  it('become that of the smaller name where they are equally old', () => {
    const joins = (id: string, aheadMs: number): boolean => {
      const sessions = linkSessions(ours)
      sessions.saw(id, timeline(90))
      return sessions.measured(id, ours.offset + aheadMs * 1000)
    }

    assert.deepEqual(
      [joins('aa', 400), joins('aa', -400), joins('cc', 400), joins('aa', -600), joins('cc', 600)],
      [true, true, false, false, true],
    )
  })

  it('are seen anew where nobody answered', () => {
    const sessions = linkSessions(ours)
    sessions.saw('aa', timeline(90))

    assert.equal(sessions.measured('aa', undefined), false)

    assert.equal(sessions.saw('aa', timeline(90)), true)
  })

  it('follow the newest word on where the beats are', () => {
    const sessions = linkSessions(ours)

    sessions.saw('bb', timeline(100, 20))
    sessions.saw('bb', timeline(80, 10))

    assert.equal(bpmOf(sessions.current().timeline), 100)
  })
})

describe('a timeline', () => {
  it('changes its tempo without a jump, and is newer than before', () => {
    const before = { microsPerBeat: 500_000, beatOrigin: 2_000_000, timeOrigin: 1_000_000 }

    const after = withTempo(before, 60, 2_250_000)

    assert.equal(beatOn(after, 2_250_000), beatOn(before, 2_250_000))
    assert.equal(beatOn(after, 3_250_000), 5.5)
    assert.ok(after.beatOrigin > before.beatOrigin && after.timeOrigin > before.timeOrigin)
    assert.ok(withTempo(after, 70, 0).timeOrigin > after.timeOrigin)
  })
})
