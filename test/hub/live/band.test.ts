import assert from 'node:assert/strict'
import { chordFrom } from '#core/music/chord.ts'
import { accompanied } from '#test/support/accompanied.ts'
import type { Left } from '#test/support/hand-clock.ts'
import { modelReceiver } from '#test/support/model-receiver.ts'

type Rig = ReturnType<typeof accompanied>

const beatMs = 60_000 / 96
const drums = 9
const strikes = (left: readonly Left[], channel?: number): readonly Left[] =>
  left.filter(
    ({ bytes }) =>
      (bytes[0]! & 0xf0) === 0x90 && (channel === undefined || (bytes[0]! & 15) === channel),
  )
const voiced = (name: string): readonly number[] => chordFrom(name)!.tones.map((tone) => 60 + tone)

/** Bars of two half notes a chord. */
async function comp(rig: Rig, names: readonly string[]): Promise<void> {
  for (const name of names)
    for (let half = 0; half < 2; half++) await rig.play(voiced(name), 2 * beatMs)
}

const soundingAfter = (left: readonly Left[]): readonly number[] => {
  const receiver = modelReceiver()
  for (const { bytes } of left) receiver.push(Uint8Array.from(bytes))
  return receiver.sounding()
}
const off = (rig: Rig, atMs: number, unit = 1): number => {
  const { originMs, originBeat, bpm } = rig.transport.state()
  const beats = (originBeat + ((atMs - originMs) * bpm) / 60_000) / unit
  return Math.abs(beats - Math.round(beats)) * unit
}

describe('the band at the rig', function () {
  this.timeout(10_000)

  it('comes in on a bar line, in the tempo of the hands, and plays on beats', async () => {
    using rig = accompanied({ drums: true, bass: true })

    await comp(rig, ['Gm', 'Gm', 'Cm', 'Cm', 'Gm'])

    const { bpm, source } = rig.transport.state()
    assert.ok(Math.abs(bpm - 96) < 1, `${bpm} bpm`)
    assert.equal(source, 'player')
    const played = strikes(rig.left(), drums)
    assert.ok(played.length > 20, `${played.length} strokes`)
    assert.ok(off(rig, played[0]!.atMs, 4) < 0.1, 'the first stroke is a one')
    const offGrid = played.filter(({ atMs }) => off(rig, atMs, 0.25) > 0.12)
    assert.ok(offGrid.length < played.length / 4)
  })

  it('is told in the bar before it sounds, with everything that then sounds', async () => {
    using rig = accompanied({ drums: true, bass: true, chords: true })
    await comp(rig, ['Gm', 'Gm', 'Cm', 'Cm', 'Gm', 'Gm'])

    const [first] = rig.coming()
    const bars = new Map(rig.coming().map((bar) => [bar.bar, bar]))

    assert.ok(first!.committedBeats < 4)
    const whole = [...bars.values()].slice(1, 3)
    for (const { atMs, bpm, parts } of whole)
      for (const { channel, notes } of parts.filter(({ role }) => role === 'drums'))
        for (const { pitch, start } of notes) {
          const due = atMs + (start * 60_000) / bpm
          const heard = strikes(rig.left(), channel).some(
            ({ bytes, atMs: at }) => bytes[1] === pitch && Math.abs(at - due) < 12,
          )
          assert.ok(heard, `${pitch} at ${start}`)
        }
  })

  it('tells a tone that sounds over bar lines in each of its bars, and no longer', async () => {
    using rig = accompanied({ pad: true })

    await comp(rig, ['Gm', 'Gm', 'Gm', 'Gm', 'Gm', 'Gm'])

    const whole = [...new Map(rig.coming().map((bar) => [bar.bar, bar])).values()].slice(1)
    assert.ok(whole.length > 2)
    for (const { bar, parts } of whole) {
      const pad = parts.find(({ role }) => role === 'pad')!.notes
      assert.deepEqual(
        [...new Set(pad.map(({ pitch }) => pitch % 12))].sort(),
        [10, 2, 7],
        `${bar}`,
      )
      for (const { start, length } of pad) assert.ok(start + length <= 4)
    }
  })

  it('calls off what it told and will not play', async () => {
    using rig = accompanied({ drums: true, bass: true })
    await comp(rig, ['Gm', 'Gm', 'Gm'])

    rig.accompanying.rest()

    const bars = new Map(rig.coming().map((bar) => [bar.bar, bar]))
    const notYet = [...bars.values()].filter(({ atMs }) => atMs > rig.now())
    assert.ok(notYet.length > 0)
    for (const { parts } of notYet) for (const { notes } of parts) assert.deepEqual(notes, [])
  })

  it('tells a change ten times a second at most, however fast somebody plays', async () => {
    using rig = accompanied({ drums: true, bass: true, chords: true, counter: true })
    await comp(rig, ['Gm', 'Gm', 'Gm'])
    const before = rig.coming().length

    for (let i = 0; i < 100; i++) await rig.play([60 + (i % 12)], 40)

    const told = rig.coming().length - before
    assert.ok(told > 3 && told <= 4 * 10 * 4, `${told} in four seconds`)
  })

  it('follows the chords that are played', async () => {
    using rig = accompanied({ bass: true })

    await comp(rig, ['Gm', 'Cm', 'Eb', 'D7', 'Gm', 'Cm', 'Eb', 'D7', 'Gm', 'Cm', 'Eb', 'D7'])

    const { originMs } = rig.transport.state()
    const roots = ['Gm', 'Cm', 'Eb', 'D7'].map((name) => chordFrom(name)!.root)
    for (let bar = 8; bar < 12; bar++) {
      const from = originMs + (bar * 4 - 0.1) * beatMs
      const one = strikes(rig.left(), 1).find(({ atMs }) => atMs >= from)
      assert.equal(one!.bytes[1]! % 12, roots[bar % 4], `bar ${bar}`)
    }
  })

  it('waits for the tempo of a new phrase, though it knows that of the last one', async () => {
    using rig = accompanied({ drums: true, respond: 'none' })
    for (let i = 0; i < 3; i++) await rig.play([60 + i], 400)
    await rig.pass(1600)

    await comp(rig, ['Gm', 'Gm', 'Gm'])

    assert.ok(Math.abs(rig.transport.state().bpm - 96) < 1.5, `${rig.transport.state().bpm}`)
    assert.equal(rig.bandPlays(), true)
  })

  it('follows hands that get faster, bar by bar and without a cut', async () => {
    using rig = accompanied({ drums: true, respond: 'none' })
    const quarters = async (bpm: number, bars: number): Promise<void> => {
      for (let beat = 0; beat < bars * 4; beat++) await rig.play([60], 60_000 / bpm)
    }
    await quarters(96, 4)
    const beats: number[] = []

    for (let bpm = 96.5; bpm <= 104; bpm += 0.5) {
      await quarters(bpm, 1)
      beats.push(rig.transport.state().bpm)
    }

    assert.ok(beats.at(-1)! > 101 && beats.at(-1)! < 106, `${beats}`)
    for (const [i, bpm] of beats.entries())
      if (i > 0) assert.ok(Math.abs(bpm / beats[i - 1]! - 1) <= 0.021, `${beats}`)
  })

  it('is on the beat of hands that go from 90 to 130 within thirty bars', async () => {
    using rig = accompanied({ drums: true, respond: 'none' })
    const apart: number[] = []

    for (let beat = 0; beat < 120; beat++) {
      if (beat >= 16) apart.push(off(rig, rig.now()))
      await rig.play([60], 60_000 / (90 + beat / 3))
    }

    assert.ok(Math.abs(rig.transport.state().bpm - 130) < 4, `${rig.transport.state().bpm}`)
    assert.ok(Math.max(...apart) < 0.15, `${Math.max(...apart)} of a beat`)
  })

  it('stays with hands that hurry and drag by 2 %, and is with them again after a rest', async () => {
    using rig = accompanied({ drums: true, respond: 'none' })
    const apart: number[] = []

    for (let beat = 0; beat < 96; beat++) {
      const ms = 600 * (1 + 0.02 * Math.sin(beat / 6))
      if (beat > 16) apart.push(off(rig, rig.now()))
      if (beat % 32 > 27) await rig.pass(ms)
      else await rig.play([60], ms)
    }

    assert.ok(Math.max(...apart) < 0.2, `${Math.max(...apart)} of a beat`)
  })

  it('signs every note as the machine, because of the command that asked for it', async () => {
    using rig = accompanied({ drums: true })

    await comp(rig, ['Gm', 'Gm', 'Gm', 'Gm'])

    const [note] = rig.journal
    assert.equal(note!.device, 'band')
    assert.deepEqual(note!.author, {
      ...{ kind: 'machine', engine: 'rigsong', provider: 'local', seed: 1, because: 'cm_1' },
    })
  })

  it('stops four bars after the hands have, with nothing left sounding', async () => {
    using rig = accompanied({ drums: true, bass: true, pad: true, respond: 'none' })
    await comp(rig, ['Gm', 'Gm', 'Gm', 'Gm'])

    await rig.pass(3 * 4 * beatMs)
    assert.equal(rig.bandPlays(), true)
    await rig.pass(3 * 4 * beatMs)

    assert.equal(rig.bandPlays(), false)
    const before = rig.left().length
    await rig.pass(4 * beatMs)
    assert.equal(rig.left().length, before)
    assert.deepEqual(soundingAfter(rig.left()), [])
  })

  it('ends together on the one of a bar, and lets it ring', async () => {
    using rig = accompanied({ drums: true, bass: true, respond: 'none' })
    await comp(rig, ['Gm', 'Gm', 'Gm', 'Gm'])

    await rig.pass(8 * 4 * beatMs)

    const last = strikes(rig.left()).at(-1)!
    const together = strikes(rig.left()).filter(({ atMs }) => last.atMs - atMs < 40)
    assert.ok(off(rig, last.atMs, 4) < 0.1, 'on the one')
    const channels = new Set(together.map(({ bytes }) => bytes[0]! & 15))
    assert.deepEqual([...channels].sort(), [1, 9])
    const end = rig.left().at(-1)!
    assert.ok(end.atMs - last.atMs > 1.5 * beatMs, 'the bass rings')
  })

  it('is silent at once when it is told to rest, and when answering is turned off', async () => {
    for (const silenced of [
      (rig: Rig) => rig.accompanying.rest(),
      (rig: Rig) => {
        rig.accompanying.conversation.setAnswering(false)
        rig.accompanying.set({}, 'cm_2')
      },
    ]) {
      using rig = accompanied({ drums: true, bass: true, pad: true })
      await comp(rig, ['Gm', 'Gm', 'Gm'])
      assert.equal(rig.bandPlays(), true)

      silenced(rig)
      await rig.pass(beatMs)

      assert.deepEqual(soundingAfter(rig.left()), [])
      const before = rig.left().length
      await comp(rig, ['Gm'].slice(0, rig.accompanying.conversation.answering() ? 0 : 1))
      assert.equal(rig.left().length, before)
    }
  })

  it('takes the first note after a stop for the one, wherever the bars were before', async () => {
    for (const restBeats of [5, 6, 7]) {
      using rig = accompanied({ drums: true, bass: true, respond: 'none' })
      await comp(rig, ['Gm', 'Gm', 'Gm'])
      rig.accompanying.conversation.drop()
      rig.accompanying.rest()
      await rig.pass(restBeats * beatMs)
      const begunMs = rig.now()

      await comp(rig, ['Gm', 'Gm', 'Gm'])

      const first = strikes(rig.left(), drums).find(({ atMs }) => atMs > begunMs)!
      const beats = (first.atMs - begunMs) / beatMs
      assert.ok(Math.abs(beats - Math.round(beats / 4) * 4) < 0.3, `${beats} after ${restBeats}`)
    }
  })

  it('plays nothing to somebody who asked for nobody', async () => {
    using rig = accompanied({ respond: 'none' })

    await comp(rig, ['Gm', 'Cm', 'Gm', 'Cm'])

    assert.deepEqual(rig.left(), [])
    assert.ok(rig.hearing().length > 4)
    assert.equal(rig.hearing().at(-1)!.key, 'G minor')
  })

  it('plays the one of every bar, where bars are three beats and a half', async () => {
    for (const waitsBeats of [1, 4, 8]) {
      using rig = accompanied({ drums: true, bass: true, respond: 'none' })
      rig.transport.setMeter({ beats: 7, unit: 8 })
      rig.transport.setTempo(96, 'command', rig.now())
      await rig.pass(waitsBeats * beatMs)

      for (let i = 0; i < 12; i++) await rig.play([60], beatMs)

      const [first] = strikes(rig.left(), drums)
      const bars = (waitsBeats + 0.2) / 3.5
      const due = rig.transport.state().originMs + Math.ceil(bars) * 3.5 * beatMs
      assert.ok(Math.abs(first!.atMs - due) < 60, `${first!.atMs - due} ms`)
    }
  })

  it('plays no bar that was asked for before the beats were counted anew', async () => {
    using rig = accompanied({ drums: true, bass: true, respond: 'none' })
    await comp(rig, ['Gm', 'Gm', 'Gm', 'Gm'])
    const before = rig.coming().length

    // The answer to this stroke is on its way when the count begins anew.
    rig.key('note-on', 67)
    rig.transport.follow(96, rig.now())
    await rig.pass(2 * beatMs)

    const told = rig.coming().slice(before)
    const sounding = told.filter(({ parts }) => parts.some(({ notes }) => notes.length > 0))
    assert.ok(sounding.length > 0)
    for (const { bar } of sounding) assert.ok(bar < 4, `bar ${bar} of another count`)
  })

  it('leaves a piece alone', async () => {
    using rig = accompanied({ drums: true })
    await comp(rig, ['Gm', 'Gm', 'Gm'])

    rig.transport.begin({ id: 'pc_1', bpm: 96, meter: { beats: 4, unit: 4 } }, rig.now())
    await rig.pass(10)
    const before = rig.left().length
    await comp(rig, ['Gm'])

    assert.equal(rig.left().length, before)
    assert.equal(rig.bandPlays(), false)
  })

  it('goes on with the drums alone while the engine hangs, and with all when it is back', async () => {
    using rig = accompanied({ drums: true, bass: true, chords: true, respond: 'none' })
    await comp(rig, ['Gm', 'Gm', 'Gm', 'Gm'])

    rig.engine.freeze()
    await comp(rig, ['Gm', 'Gm', 'Gm', 'Gm'])
    const hungMs = rig.now()
    await comp(rig, ['Gm', 'Gm'])

    const late = rig.left().filter(({ atMs }) => atMs > hungMs)
    assert.ok(strikes(late, drums).length > 16, 'the drums go on')
    assert.equal(strikes(late, 1).length, 0, 'the bass rests')
    assert.deepEqual(
      soundingAfter(rig.left()).filter((cell) => cell >> 7 !== drums),
      [],
    )
    rig.engine.thaw()
    await comp(rig, ['Gm', 'Gm'])
    const backMs = rig.now()
    await comp(rig, ['Gm', 'Gm'])
    const again = rig.left().filter(({ atMs }) => atMs > backMs)
    assert.ok(strikes(again, 1).length > 0, 'the bass is back')
  })

  it('goes on with the beat of now after a stall, and plays no pile of what it missed', async () => {
    for (const stallMs of [700, 1100, 3000, 20_080]) {
      using rig = accompanied({ drums: true, bass: true, chords: true, pad: true, respond: 'none' })
      await comp(rig, ['Gm', 'Gm', 'Gm', 'Gm'])

      rig.stall(stallMs)
      const backMs = rig.now()
      await comp(rig, ['Gm', 'Gm'])

      const soon = strikes(rig.left()).filter(({ atMs }) => atMs > backMs && atMs < backMs + 60)
      assert.ok(soon.length <= 2, `${soon.length} strokes after ${stallMs} ms`)
      const late = strikes(rig.left(), drums).filter(({ atMs }) => atMs > backMs + 4 * beatMs)
      if (stallMs < 10_000) assert.ok(late.length > 4, `${late.length} strokes of the drums`)
      rig.accompanying.rest()
      await rig.pass(beatMs)
      assert.deepEqual(soundingAfter(rig.left()), [])
    }
  })

  it('gives every bar a name of its own, also those that the drums go on with by themselves', async () => {
    using rig = accompanied({ drums: true, bass: true, respond: 'none' })
    await comp(rig, ['Gm', 'Gm', 'Gm', 'Gm'])
    rig.engine.freeze()
    await comp(rig, ['Gm', 'Gm', 'Gm', 'Gm'])
    rig.engine.thaw()
    await comp(rig, ['Gm', 'Gm'])

    const barsOf = new Map<string, Set<number>>()
    for (const { phrase, bar } of rig.coming())
      barsOf.set(phrase, (barsOf.get(phrase) ?? new Set()).add(bar))

    for (const [phrase, bars] of barsOf) assert.equal(bars.size, 1, `${phrase}: ${[...bars]}`)
  })

  it('follows a new tempo without a stuck note', async () => {
    using rig = accompanied({ drums: true, bass: true, pad: true })
    await comp(rig, ['Gm', 'Gm', 'Gm'])

    rig.transport.setTempo(140, 'command', rig.now())
    const fromMs = rig.now()
    await rig.pass(8 * (60_000 / 140))

    const played = strikes(
      rig.left().filter(({ atMs }) => atMs > fromMs + 100),
      drums,
    )
    assert.ok(played.length > 10)
    const offGrid = played.filter(({ atMs }) => off(rig, atMs, 0.25) > 0.12)
    assert.ok(offGrid.length < played.length / 4, `${offGrid.length} of ${played.length}`)
    rig.accompanying.rest()
    await rig.pass(10)
    assert.deepEqual(soundingAfter(rig.left()), [])
  })

  it('strikes no key again for a new tempo, whenever it comes', async () => {
    for (let waitsMs = 0; waitsMs < beatMs; waitsMs += 20) {
      using rig = accompanied({ drums: true, respond: 'none' })
      await comp(rig, ['Gm', 'Gm', 'Gm'])
      await rig.pass(waitsMs)

      rig.transport.setTempo(140, 'command', rig.now())
      await rig.pass(4 * (60_000 / 140))

      const last = new Map<number, number>()
      for (const { bytes, atMs } of strikes(rig.left(), drums)) {
        const sinceMs = atMs - (last.get(bytes[1]!) ?? 0)
        assert.ok(sinceMs > 60, `${bytes[1]} after ${sinceMs} ms, ${waitsMs}`)
        last.set(bytes[1]!, atMs)
      }
    }
  })

  it('goes over to another meter with the bar', async () => {
    using rig = accompanied({ drums: true, bass: true })
    await comp(rig, ['Gm', 'Gm', 'Gm'])

    rig.transport.setMeter({ beats: 3, unit: 4 })
    await comp(rig, ['Gm', 'Gm'])

    const { meter, parts } = rig.coming().at(-1)!
    assert.equal(meter.beats, 3)
    for (const { notes } of parts) for (const { start } of notes) assert.ok(start < 3)
  })

  it('plays louder when macro 1 is turned up, within a bar', async () => {
    using rig = accompanied({ drums: true })
    const velocity = (from: number): number => {
      const loud = strikes(
        rig.left().filter(({ atMs }) => atMs > from),
        drums,
      ).map(({ bytes }) => bytes[2]!)
      return loud.reduce((sum, x) => sum + x, 0) / loud.length
    }
    rig.accompanying.turned(1, 0.1)
    await comp(rig, ['Gm', 'Gm', 'Gm', 'Gm'])
    const soft = velocity(0)

    rig.accompanying.turned(1, 1)
    await comp(rig, ['Gm'])
    const fromMs = rig.now()
    await comp(rig, ['Gm', 'Gm'])

    assert.ok(velocity(fromMs) > soft * 1.3, `${velocity(fromMs)} after ${soft}`)
  })

  it('strikes no key twice and leaves none down, through bars and bars of changes', async () => {
    using rig = accompanied({ drums: true, bass: true, chords: true, pad: true, counter: true })

    await comp(rig, ['Gm', 'Cm', 'F', 'Bb', 'Eb', 'Am7', 'D7', 'Gm'])
    await rig.pass(10 * 4 * beatMs)

    const down = new Set<number>()
    for (const { bytes, atMs } of rig.left()) {
      const cell = (bytes[0]! & 15) * 128 + bytes[1]!
      if ((bytes[0]! & 0xf0) === 0x90) {
        assert.ok(!down.has(cell), `${bytes} at ${atMs}`)
        down.add(cell)
      } else if ((bytes[0]! & 0xf0) === 0x80) down.delete(cell)
    }
    assert.deepEqual([...down], [])
  })
})
