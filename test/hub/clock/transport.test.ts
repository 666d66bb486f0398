import assert from 'node:assert/strict'
import { openTransport, type TransportState } from '#hub/clock/transport.ts'

const fourFour = { beats: 4, unit: 4 } as const

describe('the transport', () => {
  it('starts at 120 bpm that nobody set', () => {
    const transport = openTransport(() => {}, 1000)

    const { bpm, source, playing, originMs } = transport.state()

    assert.deepEqual(
      { bpm, source, playing, originMs },
      {
        bpm: 120,
        source: 'default',
        playing: false,
        originMs: 1000,
      },
    )
  })

  it('knows the next beat and the next bar line, and takes one that is now for the next', () => {
    const transport = openTransport(() => {}, 1000)

    assert.equal(transport.nextBeatMs(1001), 1500)
    assert.equal(transport.nextBeatMs(1500), 1500)
    assert.equal(transport.nextBarMs(1001), 3000)
    assert.equal(transport.nextBarMs(3000), 3000)
  })

  it('goes on counting when the tempo changes', () => {
    const transport = openTransport(() => {}, 0)

    transport.setTempo(60, 'command', 750)

    assert.deepEqual(transport.state().originBeat, 1.5)
    assert.equal(transport.nextBeatMs(750), 1250)
  })

  it('counts bars of six eighths in three beats', () => {
    const transport = openTransport(() => {}, 0)
    transport.setMeter({ beats: 6, unit: 8 })

    assert.equal(transport.nextBarMs(1), 1500)
  })

  it('gives the tempo back after a piece, also where another piece followed', () => {
    const heard: TransportState[] = []
    const transport = openTransport((state) => heard.push(state), 0)
    transport.follow(90, 0)

    transport.begin({ id: 'pc_1', bpm: 140, meter: fourFour }, 500)
    transport.begin({ id: 'pc_2', bpm: 150, meter: fourFour }, 900)
    assert.deepEqual(
      { playing: heard.at(-1)!.playing, piece: heard.at(-1)!.piece },
      { playing: true, piece: 'pc_2' },
    )
    transport.end()

    assert.deepEqual(
      { bpm: heard.at(-1)!.bpm, source: heard.at(-1)!.source, playing: heard.at(-1)!.playing },
      { bpm: 90, source: 'player', playing: false },
    )
    assert.equal(heard.at(-1)!.piece, undefined)
  })

  it('lets another piece go on in place of the one that plays, on the same beats', () => {
    const heard: TransportState[] = []
    const transport = openTransport((state) => heard.push(state), 0)

    transport.goOnWith('pc_9')
    transport.begin({ id: 'pc_1', bpm: 140, meter: fourFour }, 500)
    const before = heard.at(-1)!
    transport.goOnWith('pc_2')

    assert.deepEqual(heard, [before, { ...before, piece: 'pc_2' }])
  })
})
