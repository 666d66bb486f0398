import assert from 'node:assert/strict'
import fc from 'fast-check'
import sinon from 'sinon'
import type { Cue } from '#hub/web/play/cues.ts'
import { noteTrail } from '#hub/web/play/note-trail.ts'
import { openStage } from '#hub/web/play/stage.ts'
import { soundingStub } from './sounding-stub.ts'

const cue = (startMs: number, lengthMs = 200, pitch = 60): Cue => ({
  by: 'machine',
  sound: 'ep',
  drum: false,
  pitch,
  velocity: 80,
  startMs,
  endMs: startMs + lengthMs,
})

describe('the stage', () => {
  let time: sinon.SinonFakeTimers
  const stageAt = (hidden = false) => {
    const voice = soundingStub()
    const trail = noteTrail()
    const stage = openStage({ voice, trail, now: () => time.now, hidden: () => hidden })
    return { voice, trail, stage }
  }
  beforeEach(() => {
    time = sinon.useFakeTimers({ now: 10_000, toFake: ['setTimeout', 'clearTimeout', 'Date'] })
  })
  afterEach(() => time.restore())

  it('shows an answer before it sounds', () => {
    const { voice, trail, stage } = stageAt()

    stage.cue('answer', [cue(11_500)])

    assert.equal(trail.notes().length, 1)
    assert.equal(voice.noteOn.callCount, 0)
  })

  it('sounds each note at its time', () => {
    const { voice, stage } = stageAt()
    const heardAt: number[] = []
    voice.noteOn.callsFake(
      (_sound, _pitch, _velocity, inMs = 0) => void heardAt.push(time.now + inMs),
    )
    voice.noteOff.callsFake((_sound, _pitch, inMs = 0) => void heardAt.push(time.now + inMs))

    stage.cue('answer', [cue(10_500), cue(11_000, 400)])
    time.tick(3000)

    assert.deepEqual(heardAt, [10_500, 10_700, 11_000, 11_400])
  })

  it('ends a repeated note before it starts anew', () => {
    const { voice, stage } = stageAt()

    stage.cue('answer', [cue(10_500, 500), cue(11_000, 500)])
    time.tick(3000)

    assert.ok(voice.noteOff.firstCall.calledBefore(voice.noteOn.secondCall))
    assert.equal(voice.noteOff.callCount, 2)
  })

  it('is silent at once when it is cut, and stays so', () => {
    const { voice, trail, stage } = stageAt()
    stage.cue('piece', [cue(10_010, 5000), cue(11_000), cue(12_000)])
    time.tick(500)
    const before = voice.noteOn.callCount

    stage.cut()
    time.tick(5000)

    assert.equal(voice.silence.callCount, 1)
    assert.equal(voice.noteOn.callCount, before)
    assert.ok(trail.notes().every(({ startMs, endMs }) => startMs <= 10_500 && endMs! <= 10_500))
  })

  it('plays a new piece in the place of the old one', () => {
    const { voice, stage } = stageAt()
    stage.cue('piece', [cue(10_500, 200, 40)])

    stage.cue('piece', [cue(10_600, 200, 72)])
    time.tick(3000)

    assert.deepEqual(
      voice.noteOn.args.map(([, pitch]) => pitch),
      [72],
    )
  })

  it('goes on with the same notes at other moments, none of them twice and none cut', () => {
    const { voice, stage } = stageAt()
    const cues = [cue(10_500, 900, 60), cue(11_500, 200, 62), cue(12_500, 200, 64)]
    stage.cue('piece', cues)
    time.tick(700)

    stage.move(
      'piece',
      cues.map((one) => ({ ...one, startMs: one.startMs + 100, endMs: one.endMs + 100 })),
    )
    time.tick(4000)

    assert.equal(voice.silence.callCount, 0)
    assert.deepEqual(
      voice.noteOn.args.map(([, pitch]) => pitch),
      [60, 62, 64],
    )
    assert.equal(voice.noteOff.callCount, 3)
  })

  it('ends an answer where it yields, and plays the band on', () => {
    const { voice, trail, stage } = stageAt()
    stage.cue('answer', [cue(10_500, 3000, 60), cue(11_500, 200, 62)])
    stage.bar(3, [cue(11_800, 200, 36)])
    time.tick(700)

    stage.end('answer', 11_000)
    time.tick(4000)

    assert.deepEqual(
      voice.noteOn.args.map(([, pitch]) => pitch),
      [60, 36],
    )
    assert.deepEqual(
      trail.notes().map(({ pitch, endMs }) => [pitch, endMs]),
      [
        [60, 11_000],
        [36, 12_000],
      ],
    )
  })

  it('thinks further ahead while the page is hidden', () => {
    const { voice, stage } = stageAt(true)

    stage.cue('answer', [cue(11_200)])

    assert.equal(voice.noteOn.args[0]?.[3], 1200)
  })

  it('ends every note it starts, whatever it is given', () => {
    const some = fc.record({
      start: fc.integer({ min: 0, max: 4000 }),
      length: fc.integer({ min: 1, max: 900 }),
      pitch: fc.integer({ min: 58, max: 62 }),
    })

    fc.assert(
      fc.property(fc.array(some, { maxLength: 30 }), (notes) => {
        const { voice, stage } = stageAt()
        const cues = notes
          .map(({ start, length, pitch }) => cue(time.now + start, length, pitch))
          .sort((a, b) => a.startMs - b.startMs)
        stage.cue('answer', cues)
        time.tick(8000)
        assert.equal(voice.noteOn.callCount, notes.length)
        assert.equal(voice.noteOff.callCount, notes.length)
      }),
      { numRuns: 30 },
    )
  })

  it('sounds a bar that changes as it stands at each moment, and no note twice', () => {
    const { voice, stage } = stageAt()
    stage.bar(3, [cue(10_500), cue(11_000, 200, 62), cue(11_500, 200, 64)])
    time.tick(900)

    stage.bar(3, [cue(10_500), cue(10_990, 200, 63), cue(11_500, 200, 65)])
    stage.bar(4, [cue(12_000, 200, 67)])
    time.tick(3000)

    assert.deepEqual(
      voice.noteOn.args.map(([, pitch]) => pitch),
      [60, 62, 65, 67],
    )
  })

  it('sounds nothing of a bar that was called off', () => {
    const { voice, stage } = stageAt()
    stage.bar(3, [cue(11_000)])

    stage.bar(3, [])
    time.tick(3000)

    assert.equal(voice.noteOn.callCount, 0)
  })

  it('shows of a bar only what will not change any more', () => {
    const { trail, stage } = stageAt()

    stage.bar(3, [cue(10_200), cue(11_000)])

    assert.equal(trail.notes().length, 1)
  })
})
