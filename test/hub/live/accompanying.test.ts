import assert from 'node:assert/strict'
import { scaleOf } from '#core/music/scale.ts'
import { accompanied } from '#test/support/accompanied.ts'
import { leading } from '#test/support/leading.ts'

const beatMs = 60_000 / 96
const gMinor = scaleOf({ tonic: 'G', mode: 'minor' })
const tune = [67, 70, 74, 72, 70, 69, 67, 67]

type Rig = ReturnType<typeof accompanied>

async function playTune(rig: Rig, pitches = tune): Promise<void> {
  for (const pitch of pitches) await rig.play([pitch], beatMs)
}

const responses = (rig: Rig) => rig.phrases().filter(({ by }) => by === 'engine')
const beatOf = (rig: Rig, atMs: number): number => {
  const { originMs, originBeat, bpm } = rig.transport.state()
  return originBeat + ((atMs - originMs) * bpm) / 60_000
}
const isWhole = (x: number): boolean => Math.abs(x - Math.round(x)) < 0.02

describe('the accompanist at the rig', function () {
  this.timeout(10_000)

  it('hears a phrase in G minor at 96 and answers it in G minor at 96, on the beat', async () => {
    using rig = accompanied()

    await playTune(rig)
    await rig.pass(4 * beatMs)

    const [call] = rig.phrases()
    const [answer] = responses(rig)
    assert.deepEqual(call!.key, { tonic: 'G', mode: 'minor' })
    assert.ok(Math.abs(answer!.bpm - 96) < 1, `${answer!.bpm} bpm`)
    assert.ok(answer!.notes.length > 0)
    for (const { pitch } of answer!.notes) assert.ok(gMinor.includes(pitch % 12), `${pitch}`)
    assert.ok(isWhole(beatOf(rig, answer!.atMs)))
    assert.deepEqual(rig.learned, ['welcome ada', 'learned ada'])
  })

  it('goes on in the rhythm of the player when it is to continue', async () => {
    using rig = accompanied({ respond: 'continue' })
    for (let i = 0; i < 3; i++) {
      await playTune(rig)
      await rig.pass(4 * beatMs)
    }

    const why = await rig.engine.why(responses(rig).at(-1)!.id, false)

    assert.equal(why!.role, 'continue')
    assert.equal(why!.motif!.manner, 'walk')
  })

  for (const bars of [2, 4])
    it(`trades ${bars} bars: its turn begins exactly on the bar line, and is as long`, async () => {
      using rig = accompanied({ respond: 'trade', tradeBars: bars })
      rig.transport.setTempo(96, 'command', rig.now())
      await rig.pass(beatMs)

      // From the second beat of a bar on, so that the turn is not simply counted from the first note.
      await playTune(
        rig,
        Array.from({ length: bars * 4 - 1 }, (_, i) => tune[i % 8]!),
      )
      await rig.pass(bars * 4 * beatMs)

      const [answer] = responses(rig)
      const first = beatOf(rig, answer!.atMs)
      assert.ok(isWhole(first / 4) && Math.round(first) === bars * 4, `beat ${first}`)
      const end = Math.max(...answer!.notes.map(({ start, length }) => start + length))
      assert.ok(end > bars * 4 - 3 && end <= bars * 4 + 0.01, `${end} beats`)
      const [struck] = rig.left().filter(({ bytes }) => bytes[0] === 0x90)
      assert.ok(Math.abs(struck!.atMs - answer!.atMs) < 60)
    })

  it('keeps its turn while the player lifts late or comes in a beat early, and yields to more', async () => {
    for (const [waits, whole] of [
      [7.2, true],
      [3, false],
    ] as const) {
      using rig = accompanied({ respond: 'trade', tradeBars: 2 })
      rig.transport.setTempo(96, 'command', rig.now())
      await playTune(rig)
      await rig.pass(waits * beatMs)

      await rig.play([67], beatMs / 2)
      await rig.pass(2 * beatMs)

      const [answer] = responses(rig)
      const struck = rig.left().filter(({ bytes }) => bytes[0] === 0x90).length
      assert.equal(struck === answer!.notes.length, whole, `${struck} of ${answer!.notes.length}`)
    }
  })

  it('takes the first note for the one where nobody has said a tempo', async () => {
    using rig = accompanied({ respond: 'trade', tradeBars: 2 })
    const oneMs = rig.now()

    await playTune(rig)
    await rig.pass(2 * beatMs)

    const [answer] = responses(rig)
    assert.ok(Math.abs(answer!.atMs - oneMs - 8 * beatMs) < 40, `${answer!.atMs - oneMs}`)
  })

  it('learns without a word where it is to respond to nothing', async () => {
    using rig = accompanied({ respond: 'none' })

    await playTune(rig)
    await rig.pass(4 * beatMs)

    assert.equal(responses(rig).length, 0)
    assert.deepEqual(rig.learned, ['welcome ada', 'learned ada'])
    const snapshot = await rig.engine.snapshot('ada')
    assert.equal(snapshot!.heard, 1)
  })

  it('keeps a response to the chords of the band', async () => {
    using rig = accompanied({ drums: true, chords: true, respond: 'continue' })
    for (let turn = 0; turn < 3; turn++) {
      for (let half = 0; half < 8; half++) await rig.play([55, 62, 67 + (half % 3)], 2 * beatMs)
      await rig.pass(6 * beatMs)
    }

    const { manifest } = (await rig.engine.why(responses(rig).at(-1)!.id, true))!

    assert.ok(manifest?.kind === 'response' && manifest.how.over)
    for (const { pitch, start, length } of responses(rig).at(-1)!.notes) {
      const tones = manifest.how.over[Math.round(start)] ?? []
      const held = Math.abs(start - Math.round(start)) < 0.1 && length >= 0.4
      const reach = [-2, -1, 0, 1, 2].some((off) => tones.includes((pitch + off) % 12))
      if (held && reach) assert.ok(tones.includes(pitch % 12), `${pitch} over ${tones}`)
    }
  })

  it('begins a response on a bar line while the band plays, in the tempo of the band', async () => {
    using rig = accompanied({ drums: true })
    await playTune(rig, [...tune, ...tune])
    const { bpm } = rig.transport.state()

    await rig.pass(4 * beatMs)

    const [answer] = responses(rig)
    assert.equal(answer!.bpm, bpm)
    assert.equal(rig.transport.state().bpm, bpm)
    assert.ok(isWhole(beatOf(rig, answer!.atMs) / 4))
  })

  it('stays with the band where its tempo changes in the middle of a response', async () => {
    using rig = accompanied({ drums: true })
    await playTune(rig, [...tune, ...tune])
    while (responses(rig).length === 0) await rig.pass(20)
    const [answer] = responses(rig)
    await rig.pass(answer!.atMs - rig.now() + 20)

    rig.transport.setTempo(rig.transport.state().bpm * 1.02, 'player', rig.now())
    const first = beatOf(rig, answer!.atMs)
    await rig.pass(9 * beatMs)

    const struck = rig.left().filter(({ bytes }) => bytes[0] === 0x90)
    const starts = [...answer!.notes].sort((a, b) => a.start - b.start)
    assert.equal(struck.length, starts.length)
    for (const [i, { start }] of starts.entries())
      if (start > 2)
        assert.ok(Math.abs(beatOf(rig, struck[i]!.atMs) - first - start) < 0.03, `note ${i}`)
  })

  for (const respond of ['answer', 'trade'] as const)
    it(`${respond}s on the bar line of who leads, whose clock wobbles and is caught up with`, async () => {
      using rig = accompanied({ respond, tradeBars: 2 })
      const leader = leading(rig, 96)
      await rig.pass(1000)
      leader.shift(0.4)
      await rig.pass(4000)

      await playTune(rig, tune.slice(1))
      leader.tempo(97)
      await rig.pass(9 * beatMs)

      const [response] = responses(rig)
      const bars = leader.beatAt(response!.atMs) / 4
      assert.ok(Math.abs(bars - Math.round(bars)) < 0.015, `bar ${bars}`)
      const [struck] = rig.left().filter(({ bytes }) => bytes[0] === 0x90)
      const due = leader.beatAt(response!.atMs) + response!.notes[0]!.start
      assert.ok(Math.abs(leader.beatAt(struck!.atMs) - due) < 0.02)
    })

  it('lays a phrase on the beats of who leads, however the clock wobbled meanwhile', async () => {
    using rig = accompanied({ respond: 'none' })
    const leader = leading(rig, 96)
    await rig.pass(3000)
    while (leader.beatAt(rig.now()) % 4 > 0.01) await rig.pass(5)

    await playTune(rig, tune.slice(0, 4))
    leader.tempo(102)
    for (const pitch of tune.slice(4)) await rig.play([pitch], 60_000 / 102)
    await rig.pass(4 * beatMs)

    const [phrase] = rig.phrases()
    for (const [i, { start }] of phrase!.notes.entries())
      assert.ok(Math.abs(start - i) < 0.2, `${i} at ${start}`)
  })

  it('answers a drummer on the drums, and hears no key in them', async () => {
    using rig = accompanied()
    const pads = { device: 'pads', channel: 9 }

    for (let beat = 0; beat < 8; beat++) {
      rig.key('note-on', beat % 2 === 0 ? 36 : 38, pads)
      await rig.pass(beatMs)
    }
    await rig.pass(6 * beatMs)

    const [call] = rig.phrases()
    const [answer] = responses(rig)
    assert.deepEqual([call!.drums, call!.key, answer!.drums], [true, undefined, true])
    assert.ok(answer!.notes.every(({ pitch }) => pitch === 36 || pitch === 38))
    assert.ok(rig.left().every(({ bytes }) => (bytes[0]! & 15) === 9))
    assert.equal(rig.hearing().at(-1)!.key, undefined)
  })

  it('answers the keys while a drummer goes on, and leaves the answer alone', async () => {
    using rig = accompanied()
    const pads = { device: 'pads', channel: 9 }
    const drummed = async (beats: number): Promise<void> => {
      for (let beat = 0; beat < beats; beat++) {
        rig.key('note-on', 36, pads)
        await rig.pass(beatMs)
      }
    }

    for (const pitch of tune) {
      rig.key('note-on', 36, pads)
      await rig.play([pitch], beatMs)
    }
    await drummed(14)

    assert.equal(responses(rig).length, 1)
    assert.deepEqual(rig.yielded(), [])
    assert.ok(rig.left().filter(({ bytes }) => bytes[0] === 0x90).length > 3)
  })

  it('answers nobody while somebody else is in the middle of a phrase', async () => {
    using rig = accompanied()
    const other = { device: 'other' }

    for (const [i, pitch] of [...tune, ...tune].entries()) {
      if (i < 8) rig.key('note-on', pitch, other)
      rig.key('note-on', pitch + 12)
      await rig.pass(beatMs * 0.8)
      if (i < 8) rig.key('note-off', pitch, other)
      rig.key('note-off', pitch + 12)
      await rig.pass(beatMs * 0.2)
    }
    await rig.pass(6 * beatMs)

    assert.deepEqual(
      rig.phrases().map(({ by }) => by),
      ['player', 'player', 'engine'],
    )
  })

  it('says where it leaves an answer that the player plays over, and leaves no stroke cut short', async () => {
    for (let waitsMs = 0; waitsMs < 3000; waitsMs += 170) {
      using rig = accompanied()
      await playTune(rig)
      while (responses(rig).length === 0) await rig.pass(20)
      await rig.pass(waitsMs)

      await rig.play([60], beatMs)
      await rig.pass(beatMs / 2)

      const [yielded] = rig.yielded()
      assert.equal(yielded!.phrase, responses(rig)[0]!.id)
      const down = new Map<number, number>()
      for (const { atMs, bytes } of rig.left()) {
        assert.ok(atMs <= yielded!.atMs + 6, 'nothing sounds on')
        if (bytes[0] === 0x90) down.set(bytes[1]!, atMs)
        else assert.ok(atMs - down.get(bytes[1]!)! > 30, `${waitsMs}`)
      }
    }
  })

  it('takes the key of a short phrase from what was played before as well', async () => {
    using rig = accompanied({ respond: 'none' })
    await playTune(rig)
    await rig.pass(6 * beatMs)

    await playTune(rig, [70, 69, 70])
    await rig.pass(6 * beatMs)

    assert.deepEqual(rig.phrases().at(-1)!.key, { tonic: 'G', mode: 'minor' })
  })

  it('answers in time though the pedal holds the last note, which is as long as it sounded', async () => {
    using rig = accompanied()
    await playTune(rig, tune.slice(0, 7))
    rig.pedal(127)
    await rig.play([67], beatMs)

    await rig.pass(4 * beatMs)

    const [call] = rig.phrases()
    const [answer] = responses(rig)
    assert.ok(call!.notes.at(-1)!.length > 2, `${call!.notes.at(-1)!.length}`)
    const waits = (answer!.atMs - call!.atMs) / beatMs - 8
    assert.ok(waits > 0.5 && waits < 2.6, `${waits} beats`)
  })

  it('leaves the second voice to come back with the beat on which an answer gives way', async () => {
    using rig = accompanied({ drums: true, counter: true })
    const soloing: boolean[] = []
    const { propose } = rig.engine
    rig.engine.propose = (ask) => {
      soloing.push(ask.soloing)
      return propose(ask)
    }
    for (let half = 0; half < 8; half++) await rig.play([60, 63, 67], 1000)
    await rig.pass(3000)
    assert.equal(rig.phrases().at(-1)!.by, 'engine')
    assert.equal(soloing.at(-1), true)

    await rig.play([60, 63, 67], 1000)
    await rig.play([60, 63, 67], 1000)

    assert.equal(rig.yielded().length, 1)
    assert.equal(soloing.at(-1), false)
  })

  it('answers who plays over a drone, at each rest', async () => {
    using rig = accompanied()
    rig.key('note-on', 43)

    for (let phrase = 0; phrase < 3; phrase++) {
      await playTune(rig)
      await rig.pass(12 * beatMs)
    }

    assert.equal(responses(rig).length, 3)
  })
})
