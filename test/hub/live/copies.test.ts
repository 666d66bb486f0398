import assert from 'node:assert/strict'
import sinon from 'sinon'
import { decodeMidi } from '#core/midi/codec.ts'
import type { ControlEvent } from '#core/score/control-event.ts'
import { openCopies } from '#hub/live/copies.ts'
import type { Herald } from '#hub/live/herald.ts'
import type { JournalEntry } from '#hub/live/journal/journal-writer.ts'
import { recentPlaying } from '#hub/live/recent.ts'

const moved = (control: string, value: number, kind: ControlEvent['kind'] = 'continuous') =>
  ({
    device: 'box',
    control,
    kind,
    value,
    raw: value * 100,
    atMs: Date.now(),
  }) satisfies ControlEvent

describe('copies of controls', () => {
  let timers: sinon.SinonFakeTimers
  beforeEach(() => {
    timers = sinon.useFakeTimers()
  })
  afterEach(() => timers.restore())

  /** A bus that takes what it is handed only when it is told to. */
  function heard({ hangs = false } = {}) {
    const said: ControlEvent[] = []
    const written: JournalEntry[] = []
    const waiting: (() => void)[] = []
    const herald: Pick<Herald, 'event' | 'passed'> = {
      event() {},
      passed(_, payload) {
        said.push(payload as ControlEvent)
        return hangs ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve()
      },
    }
    const release = (): void => {
      for (const go of waiting.splice(0)) go()
    }
    let player = 'ada'
    const copies = openCopies({
      herald,
      clock: { now: () => Date.now(), date: () => '' },
      journal: { write: (entry) => void written.push(entry) },
      recent: recentPlaying(),
      authorOf: (device) => ({ kind: 'human', player, device }),
      heard() {},
    })
    const handOver = (to: string): void => {
      player = to
    }
    return { copies, said, written, release, handOver }
  }

  it('say fifty values of a knob a second and write ten, and the last one of both', () => {
    const { copies, said, written } = heard()

    for (let ms = 0; ms < 1000; ms++) {
      copies.moved(moved('knob-1', ms / 1000), false)
      timers.tick(1)
    }
    timers.tick(200)

    assert.ok(said.length >= 45 && said.length <= 51, `${said.length}`)
    assert.ok(written.length >= 9 && written.length <= 11, `${written.length}`)
    assert.equal(said.at(-1)?.value, 0.999)
    assert.equal((written.at(-1) as { value: number }).value, 0.999)
  })

  it('say and write every strike at once', () => {
    const { copies, said, written } = heard()

    for (const value of [1, 0, 1, 0]) copies.moved(moved('pad-1', value, 'trigger'), false)

    assert.deepEqual(
      said.map(({ value }) => value),
      [1, 0, 1, 0],
    )
    assert.equal(written.length, 4)
  })

  it('of MIDI are written as messages, and not again', () => {
    const { copies, said, written } = heard()

    copies.moved(moved('cc-7', 0.5), true)
    copies.flush()

    assert.deepEqual([said.length, written.length], [1, 0])
  })

  it('are signed by who played them, whoever has the device when they are written', () => {
    const { copies, written, handOver } = heard()
    const bytes = Uint8Array.of(0x90, 60, 100)

    copies.take({ device: 'box', message: decodeMidi(bytes)!, bytes, atMs: 0 })
    copies.moved(moved('knob-1', 0.5), false)
    handOver('eve')
    copies.flush()

    assert.deepEqual(
      written.map((entry) => 'author' in entry && entry.author),
      [
        { kind: 'human', player: 'ada', device: 'box' },
        { kind: 'human', player: 'ada', device: 'box' },
      ],
    )
  })

  it('do not run ahead of a bus that hangs, and lose no release to it', async () => {
    const { copies, said, release } = heard({ hangs: true })

    for (let n = 0; n < 5000; n++) copies.moved(moved(`pad-${n % 7}`, 1, 'trigger'), false)
    for (let pad = 0; pad < 7; pad++) copies.moved(moved(`pad-${pad}`, 0, 'trigger'), false)
    const before = said.length
    for (let turn = 0; turn < 100; turn++) {
      release()
      await Promise.resolve().then(() => {})
      await Promise.resolve()
    }

    assert.equal(before, 64)
    assert.ok(said.length <= 64 + 1024 + 7)
    for (let pad = 0; pad < 7; pad++)
      assert.equal(said.findLast(({ control }) => control === `pad-${pad}`)?.value, 0)
  })
})
