import assert from 'node:assert/strict'
import { channelsBeside } from '#hub/live/band-channels.ts'
import { accompanied } from '#test/support/accompanied.ts'
import { keyFaults } from '#test/support/key-faults.ts'

const beatMs = 60_000 / 96
const own = { bass: 1, chords: 2, pad: 3, counter: 4, drums: 9 }

describe('the channels of the band', function () {
  this.timeout(10_000)

  it('are as in our pieces where nobody plays on them', () => {
    assert.deepEqual(channelsBeside(new Set()), own)
    assert.deepEqual(channelsBeside(new Set([0, 9, 12])), own)
  })

  it('are none that somebody plays on, nor two of them one, as long as there are enough', () => {
    for (const played of [
      [1],
      [1, 2, 3, 4],
      [0, 2, 5, 6, 7],
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11],
    ]) {
      const channels = Object.values(channelsBeside(new Set(played)))

      assert.equal(new Set(channels).size, channels.length)
      for (const channel of channels) assert.ok(!played.includes(channel), `${played}: ${channels}`)
    }
    const all = Array.from({ length: 16 }, (_, channel) => channel)
    assert.deepEqual(channelsBeside(new Set(all)), own)
  })

  it('are left to a player who comes in on one, with its program, from then on', async () => {
    using rig = accompanied({ drums: true, bass: true, chords: true, respond: 'none' })
    const play = async (channel: number, bars: number): Promise<void> => {
      for (let half = 0; half < bars * 2; half++) {
        for (const pitch of [60, 64, 67]) rig.key('note-on', pitch, { channel })
        await rig.pass(1.6 * beatMs)
        for (const pitch of [60, 64, 67]) rig.key('note-off', pitch, { channel })
        await rig.pass(0.4 * beatMs)
      }
    }
    await play(0, 4)
    const before = [...rig.left()]
    await play(1, 1)
    const gone = rig.left().length

    await play(1, 3)

    const after = rig.left().slice(gone)
    const of = (left: typeof after, kind: number, channel: number) =>
      left.filter(({ bytes }) => bytes[0] === (kind | channel)).length
    const bass = channelsBeside(new Set([0, 1])).bass
    assert.ok(of(before, 0x90, own.bass) > 0)
    for (const kind of [0x80, 0x90, 0xb0, 0xc0, 0xe0]) assert.equal(of(after, kind, own.bass), 0)
    assert.ok(of(after, 0x90, bass) > 0)
    const told = rig
      .coming()
      .at(-1)!
      .parts.find(({ role }) => role === 'bass')!
    assert.equal(told.channel, bass)
    await rig.pass(30 * beatMs)
    assert.ok(rig.journal.every(({ author }) => author.kind === 'machine'))
    assert.deepEqual(keyFaults(rig.left()).down, [])
  })
})
