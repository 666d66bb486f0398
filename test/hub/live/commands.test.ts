import assert from 'node:assert/strict'
import { HubError } from '#core/errors.ts'
import { openTransport } from '#hub/clock/transport.ts'
import { openCommands } from '#hub/live/commands.ts'
import type { PieceScore } from '#hub/live/engine-worker.ts'
import { openPerformer } from '#hub/live/performer.ts'
import { recentPlaying } from '#hub/live/recent.ts'
import { scoreOfParts } from '#hub/live/score.ts'
import { handClock, type Left } from '#test/support/hand-clock.ts'
import { testPiece } from '#test/support/test-piece.ts'
import { type VirtualTime, virtualTime } from '#test/support/virtual-time.ts'

const beats = 64

/** A piece of a stroke each beat, all of one pitch, with a section every four beats. */
function pieceOf(id: string, pitch: number): PieceScore {
  const { parts, spec } = testPiece({ bpm: 60, pitches: Array(beats).fill(pitch) })
  const sections = Array.from({ length: beats / 4 }, (_, i) => i * 4)
  return {
    ...{ piece: id, title: id, bpm: 60, meter: spec.meter, sections },
    score: scoreOfParts(parts),
  }
}

const strikes = (left: readonly Left[]): readonly Left[] =>
  left.filter(({ bytes }) => (bytes[0]! & 0xf0) === 0x90)

describe('the commands about the playing', () => {
  let time: VirtualTime
  beforeEach(() => {
    time = virtualTime()
  })
  afterEach(() => time[Symbol.dispose]())

  function setUp() {
    const clock = { now: time.now, date: () => '2026-01-01T00:00:00.000Z' }
    const wire = handClock(clock.now)
    const transport = openTransport(() => {}, 0)
    const performer = openPerformer({
      ...{ output: wire.output, clock },
      outputs: () => 1,
      sounded() {},
    })
    const pieces = new Map<string, PieceScore | Promise<PieceScore>>()
    const commands = openCommands({
      ...{ clock, transport, performer, recent: recentPlaying() },
      timekeeper: { set() {}, mayChangeTempo() {}, stop() {} },
      conversation: { drop() {}, setAnswering() {} },
      journal: { keep: async () => {}, seal() {} },
      newTakeId: () => 'tk_1',
      piece: async (id) => pieces.get(id)!,
      ...{ release: () => 0, silence() {}, rename() {}, rest() {}, accompany() {} },
      why: async () => undefined,
    })
    async function pass(ms: number): Promise<void> {
      for (let left = ms; left > 0; left -= 10) {
        await time.pass(10)
        wire.run()
      }
    }
    return { commands, performer, transport, wire, pieces, pass }
  }

  it('begins no piece that was stopped before it had been fetched', async () => {
    for (const end of ['stop', 'panic', 'halt'] as const) {
      const { commands, performer, wire, pieces, pass } = setUp()
      const { promise, resolve } = Promise.withResolvers<PieceScore>()
      pieces.set('pc_1', promise)
      const asked = commands.play({ id: 'cm_1', piece: 'pc_1' })

      commands[end]()
      resolve(pieceOf('pc_1', 60))

      await assert.rejects(
        asked,
        (error) => error instanceof HubError && error.code === 'called-off',
      )
      await pass(2000)
      assert.deepEqual(strikes(wire.left()), [])
      performer.close()
    }
  })

  it('plays the piece that was asked for last, whichever comes first', async () => {
    const { commands, performer, wire, pieces, pass } = setUp()
    const { promise, resolve } = Promise.withResolvers<PieceScore>()
    pieces.set('pc_1', promise).set('pc_2', pieceOf('pc_2', 72))
    const first = commands.play({ id: 'cm_1', piece: 'pc_1' })

    await commands.play({ id: 'cm_2', piece: 'pc_2' })
    resolve(pieceOf('pc_1', 60))

    await assert.rejects(first, HubError)
    await pass(2000)
    assert.ok(strikes(wire.left()).every(({ bytes }) => bytes[1] === 72))
    performer.close()
  })

  it('hands over to a better piece at a section, on the beat, whatever becomes of the tempo', async () => {
    for (const bpm of [30, 240]) {
      const { commands, performer, transport, wire, pieces, pass } = setUp()
      pieces.set('pc_1', pieceOf('pc_1', 60)).set('pc_2', pieceOf('pc_2', 72))
      await commands.play({ id: 'cm_1', piece: 'pc_1' })
      await pass(500)
      await commands.takeOver('pc_2', 'pc_1')
      await pass(500)

      const changedMs = time.now()
      transport.setTempo(bpm, 'command', changedMs)
      await pass(20_000)

      const struck = strikes(wire.left())
      const old = struck.filter(({ bytes }) => bytes[1] === 60).length
      assert.equal(old % 4, 0)
      assert.ok(old > 0 && old < struck.length, `${old} of ${struck.length} strokes`)
      // What was committed before the new tempo comes in the old one.
      const after = struck.filter(({ atMs }) => atMs > changedMs + 2000)
      const gaps = after.slice(1).map(({ atMs }, i) => atMs - after[i]!.atMs)
      for (const gap of gaps)
        assert.ok(Math.abs(gap - 60_000 / bpm) < 30, `${gap} ms at ${bpm} bpm`)
      performer.close()
    }
  })
})
