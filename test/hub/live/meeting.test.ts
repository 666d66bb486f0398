import assert from 'node:assert/strict'
import type { TransportState } from '#hub/clock/transport.ts'
import { meetingTempo } from '#hub/live/meeting.ts'

const ours: TransportState = {
  ...{ playing: false, bpm: 100, source: 'player', meter: { beats: 4, unit: 4 } },
  ...{ originMs: 0, originBeat: 0 },
}
const beatMs = 600
const meetingBpm = (...how: Parameters<typeof meetingTempo>) => meetingTempo(...how)?.bpm
const hands = (bpm: number, atMs: number, confidence = 0.9) => ({ bpm, atMs, confidence })

describe('the tempo in which band and hands meet', () => {
  it('stays as it is where the beats are together', () => {
    assert.equal(meetingBpm(hands(100.5, 8 * beatMs + 12), ours, 5000), undefined)
  })

  it('is that of the hands where they are faster, and no great step at once', () => {
    assert.equal(meetingBpm(hands(101.4, 4800), ours, 4800), 101.4)
    assert.equal(meetingBpm(hands(110, 4800), ours, 4800), 102)
    assert.equal(meetingBpm(hands(90, 4800), ours, 4800), 98)
  })

  it('is faster than the hands until their beat is ours', () => {
    const aheadBy = (ms: number) => meetingBpm(hands(100, 4800 - ms), ours, 4800)

    assert.ok(aheadBy(40)! > 100)
    assert.ok(aheadBy(-40)! < 100)
    assert.equal(aheadBy(beatMs * 0.4), undefined)
    assert.equal(meetingTempo(hands(100, 4760), ours, 4800)!.theirs, 100)
  })

  it('is ours where the hands play twice as fast, or half, on our beats', () => {
    assert.equal(meetingBpm(hands(200, 4800 + beatMs / 2), ours, 5000), undefined)
    assert.equal(meetingBpm(hands(50, 4800), ours, 5000), undefined)
  })

  it('is not taken from hands that are not sure, or play something else', () => {
    assert.equal(meetingBpm(hands(104, 4800, 0.6), ours, 4800), undefined)
    assert.equal(meetingBpm(hands(140, 4800), ours, 4800), undefined)
  })
})
