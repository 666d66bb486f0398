import assert from 'node:assert/strict'
import fc from 'fast-check'
import { chordFrom } from '#core/music/chord.ts'
import { keyName } from '#core/music/scale.ts'
import { beatTracker } from '#hub/engine/live/beat-tracker.ts'
import { expectedChord } from '#hub/engine/live/chord-course.ts'
import { openHearing } from '#hub/engine/live/hearing.ts'

const count = (bpm: number) => ({
  ...{ bpm, meter: { beats: 4, unit: 4 } as const, originMs: 0, originBeat: 0 },
})
const beatMs = (bpm: number): number => 60_000 / bpm

/** Somebody who plays chords, one a bar, struck on every second beat. */
function comped(chords: readonly string[], { bpm = 100, until = 64 } = {}) {
  const hearing = openHearing()
  hearing.count(count(bpm))
  let down: readonly number[] = []
  for (let beat = 0; beat < until; beat += 2) {
    const { tones } = chordFrom(chords[Math.floor(beat / 4) % chords.length]!)!
    const atMs = beat * beatMs(bpm)
    for (const pitch of down) hearing.lift({ pitch, atMs: atMs - 50 })
    down = tones.map((tone) => 48 + tone)
    for (const pitch of down) hearing.strike({ pitch, velocity: 80, atMs })
  }
  return hearing
}

/** A short note. */
function touch(hearing: ReturnType<typeof openHearing>, pitch: number, atMs: number): void {
  hearing.strike({ pitch, velocity: 80, atMs })
  hearing.lift({ pitch, atMs: atMs + 200 })
}

describe('hearing the beat', () => {
  it('finds tempo and phase of even playing from the fourth onset on, at any tempo', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 72, max: 150 }),
        fc.integer({ min: 0, max: 5000 }),
        (bpm, from) => {
          const tracker = beatTracker()

          for (let i = 0; i < 12; i++) tracker.onset(from + i * beatMs(bpm))

          const beat = tracker.beat()!
          assert.ok(Math.abs(beat.bpm - bpm) < 1, `${beat.bpm} for ${bpm}`)
          const off = (beat.atMs - from) / beatMs(bpm)
          assert.ok(Math.abs(off - Math.round(off)) < 0.05, `${off} beats off`)
        },
      ),
    )
  })

  it('says nothing before the fourth onset, and takes a rolled chord for one', () => {
    const tracker = beatTracker()

    for (const atMs of [0, 8, 16, 500, 508, 1000, 1010]) tracker.onset(atMs)

    assert.equal(tracker.beat(), undefined)
  })

  it('stays with a player who slowly gets faster', () => {
    const tracker = beatTracker()
    let atMs = 0

    for (let bpm = 100; bpm <= 112; bpm += 0.25) {
      atMs += beatMs(bpm)
      tracker.onset(atMs)
    }

    assert.ok(Math.abs(tracker.beat()!.bpm - 112) < 3, `${tracker.beat()!.bpm}`)
  })

  it('is sure of hands that go from 90 to 130 in thirty bars, wavering, and of where their beat is', () => {
    const tracker = beatTracker()
    let atMs = 0
    let sure = 0

    for (let beat = 0; beat < 120; beat++) {
      tracker.onset(atMs + ((beat * 7) % 13) - 6)
      const { confidence } = tracker.beat() ?? { confidence: 0 }
      if (confidence > 0.7) sure += 1
      atMs += beatMs(90 + beat / 3)
    }

    const beat = tracker.beat()!
    assert.ok(Math.abs(beat.bpm - 130) < 3, `${beat.bpm}`)
    assert.ok(sure > 100, `${sure} of 120`)
    const off = (atMs - beat.atMs) / beatMs(beat.bpm)
    assert.ok(Math.abs(off - Math.round(off)) < 0.1, `${off}`)
  })

  it('is sure of hands that swing', () => {
    const tracker = beatTracker()

    for (let beat = 0; beat < 24; beat++)
      for (const at of [0, 0.65]) tracker.onset((beat + at) * beatMs(160))

    const { bpm, confidence } = tracker.beat()!
    assert.ok(Math.abs(bpm - 160) < 2, `${bpm}`)
    assert.ok(confidence > 0.9, `${confidence}`)
  })

  it('takes the beat from most strokes, not from a pickup before it', () => {
    const tracker = beatTracker()

    for (const beat of [-0.5, 0, 1, 1.5, 2, 3]) tracker.onset(1000 + beat * 600)

    const off = (1000 - tracker.beat()!.atMs) / 600
    assert.ok(Math.abs(off - Math.round(off)) < 0.05, `${off}`)
  })

  it('begins anew after a long rest', () => {
    const tracker = beatTracker()
    for (let i = 0; i < 8; i++) tracker.onset(i * 500)

    for (let i = 0; i < 6; i++) tracker.onset(20_000 + i * 800)

    assert.ok(Math.abs(tracker.beat()!.bpm - 75) < 1)
  })
})

describe('hearing key and chords', () => {
  it('hears the key of a tune, and keeps it through one foreign note', () => {
    const hearing = openHearing()
    hearing.count(count(96))
    const tune = [55, 58, 62, 60, 58, 57, 55, 62, 63, 62, 60, 58, 57, 54, 55, 61, 62]

    for (const [i, pitch] of tune.entries())
      hearing.strike({ pitch, velocity: 80, atMs: i * beatMs(96) })

    assert.equal(keyName(hearing.context().key!), 'G minor')
  })

  it('hears beat and density of drums, and no key or chord in them', () => {
    const hearing = openHearing()
    hearing.count(count(96))

    for (let i = 0; i < 32; i++)
      hearing.strike({ pitch: [36, 42, 38, 42][i % 4]!, velocity: 90, atMs: i * 312.5, drum: true })

    const { key, chord, felt, features, linePitch } = hearing.context()
    assert.deepEqual([key, chord, linePitch], [undefined, undefined, 60])
    assert.ok(Math.abs(felt!.bpm - 96) < 1)
    assert.ok(features.density > 0.4)
  })

  it('hears where the line is above the chords', () => {
    const hearing = openHearing()
    hearing.count(count(96))

    for (let beat = 0; beat < 16; beat++) {
      const atMs = beat * beatMs(96)
      if (beat % 2 === 0) for (const pitch of [55, 60, 64]) touch(hearing, pitch, atMs + 5)
      touch(hearing, 76 + (beat % 3), atMs)
    }

    assert.equal(hearing.context().linePitch, 77)
  })

  it('hears the key that a drone says, though the tune over it goes anywhere', () => {
    const hearing = openHearing()
    hearing.count(count(96))
    hearing.strike({ pitch: 38, velocity: 70, atMs: 0 })

    for (let beat = 1; beat < 64; beat++)
      touch(hearing, [64, 67, 69, 71, 72, 69, 65, 64][beat % 8]!, beat * beatMs(96))

    assert.equal(keyName(hearing.context().key!), 'D minor')
  })

  it('moves to another key once that is clear', () => {
    const hearing = comped(['C', 'F', 'G', 'C'], { until: 32 })
    for (let beat = 32; beat < 64; beat++)
      for (const tone of chordFrom(['E', 'A', 'B7', 'E'][Math.floor(beat / 4) % 4]!)!.tones)
        hearing.strike({ pitch: 48 + tone, velocity: 80, atMs: beat * beatMs(100) })

    assert.equal(keyName(hearing.context().key!), 'E major')
  })

  it('hears the chord of every bar', () => {
    const chords = ['Gm', 'Cm', 'Eb', 'D7']
    const { course } = comped(chords).context()

    for (let beat = 16; beat < 60; beat++)
      assert.equal(course.get(beat)?.symbol, chords[Math.floor(beat / 4) % 4], `beat ${beat}`)
  })

  it('hears a chord in broken playing', () => {
    const hearing = openHearing()
    hearing.count(count(100))
    for (const [i, pitch] of [48, 52, 55, 60, 48, 52, 55, 60, 45, 48, 52, 57, 45, 48].entries())
      touch(hearing, pitch, (i / 2) * beatMs(100))

    const { course } = hearing.context()

    assert.equal(course.get(3)?.symbol, 'C')
    assert.equal(course.get(6)?.symbol, 'Am')
  })

  it('expects a loop to go round', () => {
    const { course } = comped(['Gm', 'Cm', 'Eb', 'D7'], { until: 32 }).context()
    const looped = expectedChord(course, { now: 31, barBeats: 4 })

    assert.deepEqual(
      [32, 36, 40, 44, 48].map((beat) => looped(beat)?.symbol),
      ['Gm', 'Cm', 'Eb', 'D7', 'Gm'],
    )
  })

  it('hears the same of a player behind a clock that is caught up with as behind a steady one', () => {
    const heard = [false, true].map((slews) => {
      const hearing = openHearing()
      let beat = 0
      let at = 0
      for (let bar = 0; bar < 8; bar++) {
        const bpm = slews ? 100 * (1 + (bar % 2 === 0 ? 0.06 : -0.06)) : 100
        hearing.count({ ...count(bpm), originMs: at, originBeat: beat })
        for (let eighth = 0; eighth < 8; eighth++) {
          touch(hearing, 60 + (eighth % 3) * 4, at)
          at += beatMs(bpm) / 2
          beat += 0.5
        }
        hearing.count({ ...count(bpm + 0.1), originMs: at - beatMs(bpm), originBeat: beat - 1 })
      }
      return hearing.context()
    })

    const [steady, slewed] = heard.map(({ places }) => places.map((times) => times > 0))
    assert.deepEqual(slewed, steady)
    assert.ok(Math.abs(heard[1]!.features.syncopation - heard[0]!.features.syncopation) < 0.05)
  })

  it('costs the same for the ten thousandth note as for the first', () => {
    const hearing = openHearing()
    hearing.count(count(120))

    for (let i = 0; i < 10_000; i++)
      hearing.strike({ pitch: 48 + (i % 24), velocity: 80, atMs: i * 125 })

    const { course, features } = hearing.context()
    assert.ok(course.size <= 140, `${course.size} beats of chords are kept`)
    assert.ok(features.density > 0.9)
  })
})
