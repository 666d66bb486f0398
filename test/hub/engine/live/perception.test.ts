import assert from 'node:assert/strict'
import fc from 'fast-check'
import { keyOf, phraseListener, phraseOf, tempoOf } from '#hub/engine/live/perception.ts'

const player = { kind: 'human', player: 'ana', device: 'keys' } as const
const meter = { beats: 4, unit: 4 } as const
const melody = (...pitches: number[]) => pitches.map((pitch) => ({ pitch, length: 0.5 }))
/** C E G A G F E D B C */
const inC = melody(60, 64, 67, 69, 67, 65, 64, 62, 59, 60)

describe('tempoOf', () => {
  it('finds the tempo of even quarters', () => {
    assert.equal(tempoOf([0, 500, 1000, 1500, 2000])?.bpm, 120)
  })

  it('reads mixed eighths and quarters as one tempo', () => {
    const beats = [0, 0.5, 1, 2, 2.5, 3, 4, 6]

    const heard = tempoOf(beats.map((beat) => (beat * 60_000) / 92))

    assert.ok(heard && Math.abs(heard.bpm - 92) < 1, `${heard?.bpm}`)
  })

  it('takes a rolled chord for one onset', () => {
    const rolled = [0, 8, 15, 600, 610, 1200, 1207, 1800]

    assert.equal(Math.round(tempoOf(rolled)?.bpm ?? 0), 100)
  })

  it('prefers 70 to 150 bpm where a row reads both ways', () => {
    assert.equal(tempoOf([0, 300, 600, 900, 1200])?.bpm, 100)
    assert.equal(tempoOf([0, 1200, 2400, 3600])?.bpm, 100)
  })

  for (const [what, bar] of Object.entries({
    'eighths that swing': [0, 0.66, 1, 1.66, 2, 2.66, 3, 3.66],
    'a light shuffle': [0, 0.6, 1, 1.6, 2, 2.6, 3, 3.6],
    'a ride cymbal': [0, 1, 1.66, 2, 3, 3.66],
    'swung chords': [0, 1.66, 2, 2.66, 3],
  }))
    it(`reads ${what} as what they are, at any tempo of jazz`, () => {
      for (let bpm = 100; bpm <= 210; bpm += 5) {
        const beats = [0, 4, 8].flatMap((from) => bar.map((beat) => from + beat))

        const heard = tempoOf(beats.map((beat, i) => (beat * 60_000) / bpm + ((i * 7) % 9) - 4))

        assert.ok(heard && Math.abs(heard.bpm / bpm - 1) < 0.02, `${heard?.bpm} for ${bpm}`)
      }
    })

  it('takes no straight rhythm for one that swings', () => {
    for (const bar of [
      [0, 1, 1.5, 2, 3],
      [0, 1.5, 2, 3],
      [0, 0.5, 0.75, 1, 1.5, 1.75, 2, 2.5, 2.75, 3, 3.5, 3.75],
    ]) {
      const beats = [0, 4, 8].flatMap((from) => bar.map((beat) => from + beat))

      const heard = tempoOf(beats.map((beat) => (beat * 60_000) / 100))

      assert.ok(heard && Math.abs(heard.bpm - 100) < 2, `${heard?.bpm} for ${bar}`)
    }
  })

  it('says nothing about fewer than three onsets', () => {
    assert.equal(tempoOf([0, 500]), undefined)
    assert.equal(tempoOf([0, 5, 10, 500]), undefined)
  })

  it('stays within 2 % of the tempo of a wavering player, or a simple ratio of it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 75, max: 145 }),
        fc.array(fc.integer({ min: -8, max: 8 }), { minLength: 12, maxLength: 12 }),
        (bpm, wavers) => {
          const onsets = wavers.map((waver, beat) => (beat * 60_000) / bpm + waver)

          const heard = tempoOf(onsets)

          assert.ok(heard)
          const ratios = [0.5, 2 / 3, 1, 1.5, 2].map((r) => Math.abs(heard.bpm / (bpm * r) - 1))
          assert.ok(Math.min(...ratios) < 0.02, `${heard.bpm} for ${bpm}`)
        },
      ),
    )
  })
})

describe('keyOf', () => {
  it('names the key of a melody', () => {
    assert.deepEqual(keyOf(inC), { tonic: 'C', mode: 'major' })
    assert.deepEqual(keyOf(melody(62, 65, 69, 70, 69, 67, 65, 64, 61, 62)), {
      tonic: 'D',
      mode: 'minor',
    })
    assert.deepEqual(keyOf(melody(63, 67, 70, 68, 67, 65, 62, 63)), { tonic: 'Eb', mode: 'major' })
  })

  it('moves with the notes', () => {
    const tonics = Array.from({ length: 12 }, (_, up) =>
      keyOf(inC.map((note) => ({ ...note, pitch: note.pitch + up }))),
    )

    assert.equal(new Set(tonics.map((key) => key.tonic)).size, 12)
    assert.ok(tonics.every((key) => key.mode === 'major'))
  })

  it('answers C major for silence', () => {
    assert.deepEqual(keyOf([]), { tonic: 'C', mode: 'major' })
  })
})

describe('phraseListener', () => {
  const play = (
    listener: ReturnType<typeof phraseListener>,
    atMs: number,
    lengthMs = 200,
  ): void => {
    listener.noteOn({ pitch: 60, velocity: 90, atMs, author: player })
    listener.noteOff({ pitch: 60, atMs: atMs + lengthMs })
  }

  it('ends a phrase 0.9 beats after quick notes', () => {
    const listener = phraseListener()
    for (const atMs of [1000, 1100, 1200, 1300]) play(listener, atMs, 50)

    assert.equal(listener.endsAtMs(100), 1350 + 540)
  })

  it('waits 2.5 median gaps from the last of slow notes on', () => {
    const listener = phraseListener()
    for (const atMs of [0, 1000, 2000]) play(listener, atMs, 900)

    assert.equal(listener.endsAtMs(120), 2000 + 2500)
  })

  it('waits longer for somebody who has paused before and gone on', () => {
    const listener = phraseListener()
    for (const atMs of [0, 500, 1000, 1500, 3000, 3500, 4000]) play(listener, atMs, 100)

    assert.equal(listener.endsAtMs(120), 4000 + 1875)
  })

  it('ends over a drone, and over a pedal that holds what the hands have left', () => {
    const drone = phraseListener()
    drone.noteOn({ pitch: 38, velocity: 90, atMs: 0, author: player })
    for (const atMs of [500, 1000, 1500, 2000]) play(drone, atMs, 400)
    const pedal = phraseListener()
    pedal.noteOn({ pitch: 60, velocity: 90, atMs: 0, author: player })
    pedal.keyUp({ pitch: 60, atMs: 1000 })

    assert.equal(drone.endsAtMs(120), 4000)
    for (const atMs of [2500, 3000, 3500, 4000]) play(drone, atMs, 400)
    assert.equal(drone.endsAtMs(120), 4000 + 1250)
    assert.equal(pedal.endsAtMs(120), 1000 + 450)
    pedal.noteOff({ pitch: 60, atMs: 1300 })
    assert.equal(pedal.endsAtMs(120), 1000 + 450)
    assert.equal(pedal.finish(1500)[0]!.lengthMs, 1300)
  })

  it('waits 0.9 beats where a slow line came to rest, and longer where it did not', () => {
    const endingOn = (last: number, lengthMs: number): number => {
      const listener = phraseListener()
      for (const [i, pitch] of [67, 62, 70, 69, 67, 62, 67, 66, last].entries()) {
        listener.noteOn({ pitch, velocity: 90, atMs: i * 500, author: player })
        listener.noteOff({ pitch, atMs: i * 500 + (i === 8 ? lengthMs : 400) })
      }
      return listener.endsAtMs(120)! - 4000 - lengthMs
    }

    assert.equal(endingOn(67, 900), 450)
    assert.equal(endingOn(67, 400), 850)
    assert.equal(endingOn(60, 900), 1250)
  })

  it('waits while a key is held, but not for a lost note-off', () => {
    const listener = phraseListener()
    play(listener, 0)
    listener.noteOn({ pitch: 64, velocity: 90, atMs: 300, author: player })

    assert.ok(listener.endsAtMs(120)! > 10_000)
    assert.ok(Number.isFinite(listener.endsAtMs(120)))
  })

  it('has no end while nothing was played, and starts afresh after one', () => {
    const listener = phraseListener()
    assert.equal(listener.endsAtMs(), undefined)
    play(listener, 0)

    assert.equal(listener.finish(500).length, 1)

    assert.equal(listener.endsAtMs(), undefined)
    assert.deepEqual(listener.finish(600), [])
  })

  it('keeps every note once, whatever the keys do', () => {
    const event = fc.record({ on: fc.boolean(), pitch: fc.integer({ min: 60, max: 64 }) })
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        const listener = phraseListener()
        let ons = 0
        for (const [i, { on, pitch }] of events.entries()) {
          if (on) listener.noteOn({ pitch, velocity: 1 + i, atMs: i * 50, author: player })
          else listener.noteOff({ pitch, atMs: i * 50 })
          if (on) ons++
        }

        const notes = listener.finish(events.length * 50)

        assert.equal(notes.length, ons)
        assert.ok(notes.every((note) => note.lengthMs > 0))
      }),
    )
  })
})

describe('phraseOf', () => {
  const about = { id: 'ph_1', session: 'ss_1', bpm: 120, meter }
  const note = (atMs: number) => ({ pitch: 60, velocity: 80, atMs, lengthMs: 250, author: player })

  it('counts beats from the first note and keeps the timing', () => {
    const phrase = phraseOf([note(5000), note(5520), note(6000)], about)

    assert.equal(phrase.atMs, 5000)
    assert.deepEqual(
      phrase.notes.map(({ start }) => start),
      [0, 1 + 19 / 480, 2],
    )
    assert.equal(phrase.notes[0]!.length, 0.5)
  })

  it('does not let a late first note make all others early', () => {
    const phrase = phraseOf([note(30), note(500), note(1000), note(1500)], about)

    assert.equal(phrase.atMs, 0)
    assert.deepEqual(
      phrase.notes.map(({ start }) => Math.round(start * 100) / 100),
      [0.06, 1, 2, 3],
    )
  })

  it('stands on the beats of a running clock', () => {
    const phrase = phraseOf([note(1240), note(1500)], { ...about, beatAtMs: 0 })

    assert.equal(phrase.atMs, 1000)
    assert.deepEqual(
      phrase.notes.map(({ start }) => Math.round(start * 100) / 100),
      [0.48, 1],
    )
  })

  it('signs each note as it was played', () => {
    assert.deepEqual(phraseOf([note(0)], about).notes[0]!.author, player)
  })
})
