import assert from 'node:assert/strict'
import fc from 'fast-check'
import { type SoundName, soundNames, sounds } from '#core/score/sounds.ts'
import { type Synth, synth } from '#hub/audio/synth.ts'
import { loops } from '#test/support/loops.ts'
import { centsFrom, levelDb } from './pitch.ts'

const sampleRate = 48_000
const frames = (seconds: number): number => Math.round(seconds * sampleRate)

type Heard = { readonly left: Float32Array; readonly right: Float32Array }

function hear(player: Synth, seconds: number): Heard {
  const left = new Float32Array(frames(seconds))
  const right = new Float32Array(left.length)
  player.render(left, right)
  return { left, right }
}

const isKit = (name: SoundName): boolean => sounds[name].role === 'drums'
const key = (name: SoundName): number => (isKit(name) ? 38 : sounds[name].role === 'bass' ? 45 : 69)

/** The biggest step from one sample to the next. */
function biggestStep({ left, right }: Heard): number {
  let most = 0
  for (let i = 1; i < left.length; i++)
    most = Math.max(most, Math.abs(left[i]! - left[i - 1]!), Math.abs(right[i]! - right[i - 1]!))
  return most
}

describe('the synth', function () {
  this.timeout(20_000)

  for (const name of soundNames)
    describe(name, () => {
      const player = synth({ sampleRate })
      let speaking: Heard
      let held: Heard
      let faded: Heard
      before(() => {
        player.noteOn(name, key(name), 100)
        speaking = hear(player, 0.05)
        held = hear(player, 1.45)
        player.noteOff(name, key(name))
        hear(player, 10)
        faded = hear(player, 0.5)
      })

      it('speaks within 50 ms', () => {
        assert.ok(levelDb(speaking.left) > -50, `${levelDb(speaking.left)} dB`)
      })

      it('is silent 10 s after its note-off', () => {
        assert.ok(levelDb(faded.left) < -80 && levelDb(faded.right) < -80)
        assert.equal(player.sounding(), 0)
      })

      it('stands on neither side of zero', () => {
        for (const side of [held.left, held.right]) {
          const mean = side.reduce((sum, x) => sum + x, 0) / side.length
          assert.ok(Math.abs(mean) < 10 ** (-50 / 20), `${mean}`)
          assert.ok(side.every(Number.isFinite))
        }
      })

      if (isKit(name)) return

      it('is in tune', () => {
        const hz = 440 * 2 ** ((key(name) - 69) / 12)
        const mono = held.left.map((x, i) => x + held.right[i]!)
        const cents = centsFrom(hz, mono.subarray(frames(0.05)), sampleRate)
        assert.ok(Math.abs(cents) < 3, `${cents} cents`)
      })
    })

  it('plays every drum of General MIDI in every kit', () => {
    for (const kit of soundNames.filter(isKit)) {
      const player = synth({ sampleRate })
      for (let pitch = 35; pitch <= 81; pitch++) {
        player.noteOn(kit, pitch, 100)
        assert.ok(levelDb(hear(player, 0.1).left) > -60, `${kit} ${pitch}`)
        player.silence()
        assert.ok(levelDb(hear(player, 0.02).left.subarray(480)) < -100)
      }
    }
  })

  it('gives the same samples again, in whatever lengths they are asked for', () => {
    const tune = (player: Synth): void =>
      ['ep', 'kit-lofi', 'strings', 'bass-finger'].forEach((name, i) => {
        player.noteOn(name, 40 + i, 90, i * 1001)
        player.noteOff(name, 40 + i, 20_000 + i * 77)
      })
    const [once, again, inPieces] = [
      synth({ sampleRate }),
      synth({ sampleRate }),
      synth({ sampleRate }),
    ]
    for (const player of [once, again, inPieces]) tune(player)

    const heard = hear(once, 1)

    assert.deepEqual(hear(again, 1), heard)
    const left = new Float32Array(frames(1))
    const right = new Float32Array(left.length)
    for (let from = 0, n = 1; from < left.length; from += n, n = (n * 7 + 13) % 400)
      inPieces.render(left.subarray(from, from + n), right.subarray(from, from + n))
    assert.ok(left.every((x, i) => Math.abs(x - heard.left[i]!) < 1e-3))
  })

  it('begins a note on the very frame', () => {
    const player = synth({ sampleRate, master: 'none' })
    player.noteOn('kit-electro', 36, 127, 1234)

    const { left } = hear(player, 0.1)

    const first = left.findIndex((x) => Math.abs(x) > 1e-7)
    assert.ok(first >= 1234 && first <= 1238, `${first}`)
  })

  it('never lets a note-off overtake the note-on that waits', () => {
    const player = synth({ sampleRate })
    player.noteOn('organ', 60, 100, frames(0.2))
    player.noteOff('organ', 60)

    hear(player, 5)

    assert.equal(player.sounding(), 0)
  })

  it('cuts the open hat when the foot closes it', () => {
    const player = synth({ sampleRate, master: 'none' })
    player.noteOn('kit-acoustic', 46, 127)
    hear(player, 0.1)
    player.noteOn('kit-acoustic', 44, 1)

    hear(player, 0.3)

    assert.equal(player.sounding(), 0)
  })

  it('has one voice for a bass', () => {
    const player = synth({ sampleRate })
    for (const pitch of [28, 31, 35, 40]) player.noteOn('bass-saw', pitch, 100)

    hear(player, 0.1)

    assert.equal(player.sounding(), 1)
  })

  it('cuts off the room of a gated snare, where others fade', () => {
    const lost = (kit: SoundName): number => {
      const player = synth({ sampleRate, master: 'none' })
      player.noteOn(kit, 38, 100)
      const { left } = hear(player, 0.4)
      const at = (s: number): number => levelDb(left.subarray(frames(s), frames(s + 0.04)))
      return at(0.14) - at(0.28) - (at(0.04) - at(0.14))
    }

    const [cut, fades] = [lost('kit-retro'), lost('kit-acoustic')]
    assert.ok(cut > 4 && fades < 0, `${cut} dB lost at once, ${fades} where it fades`)
  })

  it('wobbles in the tempo it is told', () => {
    for (const bpm of [60, 120]) {
      const player = synth({ sampleRate, master: 'none' })
      player.tempo(bpm)
      player.noteOn('bass-wobble', 33, 100)
      const beatS = 60 / bpm
      const { left } = hear(player, 1.1 * beatS)
      const bright = left.map((x, i) => x - (left[i - 1] ?? 0))
      const at = (beats: number): number => {
        const frame = frames(beats * beatS)
        return levelDb(bright.subarray(frame - 1000, frame + 1000))
      }

      for (const [open, shut] of [
        [0.25, 0.5],
        [0.75, 1],
      ] as const)
        assert.ok(at(open) > at(shut) + 9, `${bpm} bpm: ${at(open)} dB open, ${at(shut)} shut`)
    }
  })

  for (const [velocity, aBeat] of [
    [60, 1],
    [79, 1],
    [80, 2],
    [103, 2],
    [104, 3],
    [115, 3],
    [116, 4],
    [127, 4],
  ] as const)
    it(`wobbles ${aBeat} times a beat where it is struck at ${velocity}`, () => {
      const player = synth({ sampleRate, master: 'none' })
      player.tempo(60)
      player.noteOn('bass-wobble', 33, velocity)
      const { left } = hear(player, 1.1)
      const bright = left.map((x, i) => x - (left[i - 1] ?? 0))
      const at = (beats: number): number => {
        const frame = frames(beats)
        return levelDb(bright.subarray(frame - 1000, frame + 1000))
      }

      for (let turn = 0; turn < aBeat; turn++) {
        const [open, shut] = [at((turn + 0.5) / aBeat), at((turn + 1) / aBeat)]
        assert.ok(open > shut + 6, `turn ${turn}: ${open} dB open, ${shut} shut`)
      }
    })

  it('is about as loud in any wobble', () => {
    const levels = [60, 90, 110, 127].map((velocity) => {
      const player = synth({ sampleRate, master: 'none' })
      player.tempo(60)
      player.noteOn('bass-wobble', 33, velocity)
      return levelDb(hear(player, 2).left)
    })

    assert.ok(Math.max(...levels) - Math.min(...levels) < 4, `${levels}`)
  })

  it('slides to a key that is struck while another is held, on the 808 alone', () => {
    const crossings = (sound: string, legato: boolean): number => {
      const player = synth({ sampleRate, master: 'none' })
      player.noteOn(sound, 33, 110)
      hear(player, 0.5)
      if (!legato) player.noteOff(sound, 33)
      player.noteOn(sound, 45, 110)
      if (legato) player.noteOff(sound, 33)
      const bend = hear(player, 0.02).left
      return bend.filter((x, i) => i > 0 && x >= 0 !== bend[i - 1]! >= 0).length
    }

    const player = synth({ sampleRate, master: 'none' })
    player.noteOn('bass-808', 33, 110)
    hear(player, 0.3)
    player.noteOn('bass-808', 45, 110)
    player.noteOff('bass-808', 33)
    const arrived = hear(player, 1).left.subarray(frames(0.4))

    assert.ok(Math.abs(centsFrom(110, arrived, sampleRate)) < 3)
    assert.ok(crossings('bass-808', true) < crossings('bass-808', false))
    assert.equal(player.sounding(), 1)
    player.noteOff('bass-808', 45)
    hear(player, 3)
    assert.equal(player.sounding(), 0)
  })

  it('takes voices without a click when there are too many', () => {
    const calm = synth({ sampleRate, master: 'none' })
    for (let k = 0; k < 60; k++) calm.noteOn('pad-warm', 30 + k, 60, k * 40)
    const crowded = synth({ sampleRate, master: 'none' })
    for (let k = 0; k < 60; k++) crowded.noteOn('pad-warm', 30 + k, 60, k * 40)
    hear(calm, 1)
    hear(crowded, 1)
    for (let k = 0; k < 60; k++) crowded.noteOn('mallet', 30 + k, 1, k * 40)

    const quiet = biggestStep(hear(calm, 0.2))
    const stolen = biggestStep(hear(crowded, 0.2))

    assert.ok(stolen < 1.3 * quiet + 0.005, `${stolen} beside ${quiet}`)
    assert.ok(crowded.sounding() <= 64)
  })

  it('is quiet at once on silence, without a click, and plays on', () => {
    const player = synth({ sampleRate })
    for (const pitch of [57, 60, 64]) player.noteOn('strings', pitch, 120)
    const before = biggestStep(hear(player, 1))
    player.noteOn('strings', 72, 120, frames(1))
    player.silence()
    player.noteOn('ep', 60, 100)

    const fade = hear(player, 0.006)
    const next = hear(player, 0.5)

    assert.ok(biggestStep(fade) < 2 * before)
    assert.equal(player.sounding(), 1)
    assert.ok(levelDb(next.left) > -50)
  })

  it('stays under -1 dBTP however much is played', () => {
    const player = synth({ sampleRate })
    for (let k = 0; k < 40; k++) player.noteOn('lead-saw', 40 + k, 127)
    for (let k = 0; k < 8; k++) player.noteOn('kit-electro', 36, 127, k * 6000)

    const { left, right } = hear(player, 1)

    const most = Math.max(...left.map(Math.abs), ...right.map(Math.abs))
    assert.ok(most <= 10 ** (-1 / 20), `${most}`)
  })

  it('ends silent after any history, once every key is let go', () => {
    const stroke = fc.record({
      sound: fc.constantFrom(...soundNames),
      pitch: fc.integer({ min: 0, max: 127 }),
      velocity: fc.integer({ min: 0, max: 127 }),
      delay: fc.integer({ min: 0, max: 9000 }),
      wait: fc.integer({ min: 0, max: 3000 }),
    })
    fc.assert(
      fc.property(fc.array(stroke, { maxLength: 90 }), (strokes) => {
        const player = synth({ sampleRate: 32_000 })
        for (const { sound, pitch, velocity, delay, wait } of strokes) {
          player.noteOn(sound, pitch, velocity, delay)
          hear(player, wait / 32_000)
        }
        for (const { sound, pitch } of strokes) player.noteOff(sound, pitch)
        hear(player, 6)

        const { left, right } = hear(player, 0.2)

        assert.ok(left.every(Number.isFinite) && right.every(Number.isFinite))
        assert.equal(player.sounding(), 0)
      }),
      { numRuns: loops(8, 200) },
    )
  }).timeout(60_000)

  for (const rate of [32_000, 44_100, 96_000])
    it(`is in tune at ${rate} Hz too`, () => {
      const player = synth({ sampleRate: rate })
      player.noteOn('piano', 69, 100)
      const left = new Float32Array(rate)
      player.render(left, new Float32Array(rate))

      assert.ok(Math.abs(centsFrom(440, left, rate)) < 3)
    })
})
