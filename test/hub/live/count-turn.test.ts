import assert from 'node:assert/strict'
import { openTransport, type Transport } from '#hub/clock/transport.ts'
import { countTurn } from '#hub/live/count-turn.ts'

/** What a change of the transport, 10 s after its beginning, means for what is planned. */
function turnOf(change: (transport: Transport) => void, led = false) {
  const transport = openTransport(() => {}, 0)
  const leader = { beat: 0, atMs: 0, bpm: 120, count: 1 }
  if (led) transport.lead(leader, 'midi-clock', 0)
  const was = transport.state()
  change(transport)
  return countTurn(was, transport.state(), 10_000)
}

describe('another count', () => {
  it('is a slight turn where the tempo changes a little, and another tempo where it changes more', () => {
    assert.equal(
      turnOf((transport) => transport.setTempo(122, 'command', 10_000)),
      'slight',
    )
    assert.equal(
      turnOf((transport) => transport.setTempo(140, 'command', 10_000)),
      'tempo',
    )
  })

  it('is a slight turn behind a leader for as long as we run after it', () => {
    const lead = (bpm: number, beat: number) => (transport: Transport) =>
      transport.lead({ beat, atMs: 10_000, bpm, count: 1 }, 'midi-clock', 10_000)

    assert.equal(turnOf(lead(120, 20.5), true), 'slight')
    assert.equal(turnOf(lead(113, 19.5), true), 'slight')
    assert.equal(turnOf(lead(150, 20), true), 'tempo')
  })

  it('is elsewhere where beats or bars are others', () => {
    assert.equal(
      turnOf((transport) => transport.follow(120, 9800)),
      'elsewhere',
    )
    assert.equal(
      turnOf((transport) => transport.setMeter({ beats: 3, unit: 4 })),
      'elsewhere',
    )
    assert.equal(
      turnOf(
        (transport) =>
          transport.lead({ beat: 0, atMs: 10_000, bpm: 120, count: 2 }, 'link', 10_000),
        true,
      ),
      'elsewhere',
    )
  })
})
