import assert from 'node:assert/strict'
import fc from 'fast-check'
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
    transport.end(1000)

    assert.deepEqual(
      { bpm: heard.at(-1)!.bpm, source: heard.at(-1)!.source, playing: heard.at(-1)!.playing },
      { bpm: 90, source: 'player', playing: false },
    )
    assert.equal(heard.at(-1)!.piece, undefined)
  })

  it('moves no answer that sounds as a piece ends', () => {
    const transport = openTransport(() => {}, 0)
    transport.begin({ id: 'pc_1', bpm: 60, meter: fourFour }, 500)
    const answer = transport.from(20_500)

    transport.end(22_500)

    assert.equal(answer.beatAt(22_500), 2)
    assert.equal(answer.msAt(2), 22_500)
    assert.equal(answer.msAt(3), 23_000)
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

describe('the transport that another clock leads', () => {
  const led = (beat: number, atMs: number, bpm: number, count = 1) => ({ beat, atMs, bpm, count })

  it('takes over tempo and beats at once where nothing plays', () => {
    const transport = openTransport(() => {}, 0)

    transport.lead(led(7.25, 1000, 90), 'midi-clock', 1000)

    const { bpm, source } = transport.state()
    assert.deepEqual({ bpm, source }, { bpm: 90, source: 'midi-clock' })
    assert.equal(transport.beatAt(1000), 7.25)
  })

  it('comes to the beat of the leader while a piece plays, and never more than 6 % off its tempo', () => {
    const told: TransportState[] = []
    const transport = openTransport((state) => told.push(state), 0)
    transport.begin({ id: 'pc_1', bpm: 120, meter: fourFour }, 0)

    for (let ms = 5100; ms < 25_000; ms += 20)
      transport.lead(led((ms - 5100) / 480, ms, 125), 'link', ms)

    const off = transport.beatAt(25_000) - (25_000 - 5100) / 480
    assert.ok(Math.abs(off - Math.round(off)) < 0.003)
    assert.ok(told.slice(2).every(({ bpm }) => bpm > 125 * 0.939 && bpm < 125 * 1.061))
    assert.equal(transport.state().bpm, 125)
  })

  it('counts on without a jump or a step back through any corrections', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -0.2, max: 0.2, noNaN: true })), (wobbles) => {
        const transport = openTransport(() => {}, 0)
        transport.lead(led(0, 0, 120), 'midi-clock', 0)
        let before = 0
        for (const [i, wobble] of wobbles.entries()) {
          const ms = (i + 1) * 50
          transport.lead(led(ms / 500 + wobble, ms, 120), 'midi-clock', ms)
          const beat = transport.beatAt(ms)
          assert.ok(beat > before && beat - before < 0.11)
          before = beat
        }
      }),
    )
  })

  it('says nothing while they are together', () => {
    let told = 0
    const transport = openTransport(() => {
      told += 1
    }, 0)

    for (let ms = 0; ms < 10_000; ms += 20)
      transport.lead(led(ms / 500 + 0.001 * Math.sin(ms), ms, 120), 'midi-clock', ms)

    assert.equal(told, 1)
  })

  it('lets nobody else set the tempo, and goes on by itself once nobody leads', () => {
    const transport = openTransport(() => {}, 0)
    transport.lead(led(0, 0, 100), 'midi-clock', 0)

    transport.setTempo(50, 'command', 10)
    transport.follow(60, 20)
    assert.equal(transport.state().bpm, 100)
    transport.unlead(600)

    assert.equal(transport.beatAt(1200), 2)
    transport.setTempo(50, 'command', 1200)
    assert.deepEqual([transport.state().bpm, transport.beatAt(2400)], [50, 3])
  })

  it('is again of whoever had the tempo before, once nobody leads', () => {
    for (const [had, begin] of [
      ['default', () => {}],
      ['player', (transport) => transport.follow(90, 0)],
      ['command', (transport) => transport.setTempo(90, 'command', 0)],
    ] satisfies [string, (transport: ReturnType<typeof openTransport>) => void][]) {
      const transport = openTransport(() => {}, 0)
      begin(transport)
      transport.lead(led(0, 0, 100), 'midi-clock', 0)
      transport.lead(led(0, 500, 100, 2), 'midi-clock', 500)

      transport.unlead(1000)

      assert.deepEqual([transport.state().bpm, transport.state().source], [100, had])
    }
  })

  it('begins a piece in the tempo of the leader, with its beat 0 on theirs', () => {
    const transport = openTransport(() => {}, 0)
    transport.lead(led(0, 0, 100), 'link', 0)

    transport.begin({ id: 'pc_1', bpm: 140, meter: fourFour }, transport.nextBarMs(100))

    assert.equal(transport.state().bpm, 100)
    assert.equal(transport.beatAt(2400), 0)
    transport.lead(led(5, 3000, 100), 'link', 3000)
    assert.equal(transport.beatAt(3000), 1)
    transport.end(1000)
    const { playing, bpm, source } = transport.state()
    assert.deepEqual({ playing, bpm, source }, { playing: false, bpm: 100, source: 'link' })
  })

  it('keeps what was begun on its beats though a new count begins', () => {
    const transport = openTransport(() => {}, 0)
    transport.lead(led(0, 0, 120), 'midi-clock', 0)
    const line = transport.from(1000)

    transport.lead(led(0, 1500, 120, 2), 'midi-clock', 1500)

    assert.equal(transport.beatAt(1500), 0)
    assert.equal(line.msAt(4), 3000)
    assert.equal(line.beatAt(3000), 4)
  })
})
