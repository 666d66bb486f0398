import assert from 'node:assert/strict'
import { type BoardWord, boardParser, boardWriter } from '#firmware-bridge/hub-frames/codec.ts'
import { knobBoxFlash } from '#simulators/avr/firmware.ts'
import { cyclesPerMs, openTwin } from '#simulators/avr/twin.ts'
import { loops } from '#test/support/loops.ts'

/** A word of the box, the time it gives, and when its last bit was on the wire, both in ms. */
type Said = { readonly word: BoardWord; readonly boardMs: number; readonly atMs: number }

/** A knob box that has been awake for 20 ms and has said who it is. */
function knobBox() {
  const twin = openTwin(knobBoxFlash())
  const faults: string[] = []
  const writer = boardWriter(() => 0)
  let said: Said[] = []
  let atMs = 0
  const parser = boardParser({
    word: (word, boardMs) => said.push({ word, boardMs, atMs }),
    fault: ({ fault }) => faults.push(fault),
  })

  /** Everything it says in the next so many ms. */
  function run(ms: number): readonly Said[] {
    said = []
    twin.run(ms)
    for (const { byte, atCycle } of twin.sent()) {
      atMs = atCycle / cyclesPerMs
      parser.push(Uint8Array.of(byte))
    }
    return said
  }
  const nowMs = (): number => twin.cycles() / cyclesPerMs
  run(20.5)
  return { twin, run, nowMs, writer, faults }
}

const edges = (said: readonly Said[]) =>
  said.flatMap(({ word }) => (word.says === 'edge' ? [[word.pressed, word.changed]] : []))
const values = (said: readonly Said[], channel: number): readonly number[] =>
  said.flatMap(({ word }) =>
    word.says === 'analog'
      ? word.values.flatMap((one) => (one.channel === channel ? [one.value] : []))
      : [],
  )
const firstButton = 2
const firstLight = 10

describe('the knob box', () => {
  it('says the first edge of a button at once, and not how it bounces', () => {
    const { twin, run, nowMs } = knobBox()
    const pressedMs = nowMs()
    twin.press(firstButton)
    const first = run(1)
    for (let i = 0; i < 8; i++) {
      twin.lift(firstButton)
      assert.deepEqual(run(0.4), [])
      twin.press(firstButton)
      assert.deepEqual(run(0.4), [])
    }

    assert.deepEqual(edges([...first, ...run(30)]), [[1, 1]])
    assert.ok(first[0]!.atMs - pressedMs < 0.6, `${first[0]!.atMs - pressedMs} ms`)
    assert.equal(first[0]!.boardMs, Math.floor(pressedMs))
  })

  it('says a lift that came while the button bounced', () => {
    const { twin, run } = knobBox()
    twin.press(firstButton + 7)
    run(2)
    twin.lift(firstButton + 7)

    assert.deepEqual(edges(run(20)), [[0, 0x80]])
  })

  it('says buttons that move together together', () => {
    const { twin, run } = knobBox()
    for (let button = 0; button < 8; button++) twin.press(firstButton + button)

    assert.deepEqual(edges(run(5)), [[0xff, 0xff]])
  })

  it('is silent while nobody touches it, however the converter flickers', () => {
    const { twin, run } = knobBox()
    twin.turn(0, 0.5)
    run(100)

    for (let i = 0; i < 100; i++) {
      twin.turn(0, 0.5 + (i % 3) / 1023)
      assert.deepEqual(run(3), [])
    }
  })

  it('says every knob as it turns, and always where it stops', () => {
    const { twin, run } = knobBox()
    const stops: number[] = []
    for (let i = 1; i <= 20; i++) {
      const stop = (i * 397) % 1024
      for (let step = 1; step <= 8; step++) {
        twin.turn(3, (stop - 8 + step + 0.5) / 1024)
        stops.push(...values(run(1.3), 3))
      }
      stops.push(...values(run(40), 3))

      assert.ok(Math.abs(stops.at(-1)! - stop) <= 1, `${stops.at(-1)} for ${stop}`)
    }
    assert.ok(stops.length > 60, `${stops.length} values`)
  })

  it('keeps no button waiting though all knobs turn as fast as can be', () => {
    const { twin, run, nowMs, faults } = knobBox()
    const waitsMs: number[] = []
    let frames = 0
    for (let i = 0; i < 300; i++) {
      for (let knob = 0; knob < 6; knob++) twin.turn(knob, ((i * 37 + knob * 171) % 1000) / 1000)
      const isEdge = i % 30 === 7
      const edgeMs = nowMs()
      if (isEdge) twin[i % 60 === 7 ? 'press' : 'lift'](firstButton)
      const said = run(isEdge ? 3 : 1)
      frames += said.length
      const edge = said.find(({ word }) => word.says === 'edge')
      if (isEdge) waitsMs.push(edge!.atMs - edgeMs)
    }

    assert.equal(waitsMs.length, 10)
    assert.ok(Math.max(...waitsMs) < 1.5, `${Math.max(...waitsMs)} ms`)
    assert.ok(frames > 250, `${frames} frames`)
    assert.deepEqual(faults, [])
  })

  it('answers through everything else, and brings a PING back', () => {
    const { twin, run, writer } = knobBox()
    twin.receive([...writer.ping([1, 2, 3, 4]), ...writer.askHello()])

    const words = run(20).map(({ word }) => word.says)

    assert.deepEqual([...words].sort(), ['analog', 'edge', 'hello', 'pong'])
  })

  it('lights what it is told to, and what is too long or damaged changes nothing', () => {
    const { twin, run, writer } = knobBox()
    const lit = (): string =>
      [0, 1, 2, 3].map((light) => (twin.shows(firstLight + light).is === 'on' ? '1' : '0')).join('')
    twin.receive(writer.set(0b0101))
    run(10)
    assert.equal(lit(), '1010')

    const damaged = writer.set(0b1111)
    damaged[6] = damaged[6]! ^ 1
    twin.receive([...damaged, ...new Uint8Array(100).fill(9), 0])
    run(40)
    assert.equal(lit(), '1010')
    twin.receive(writer.set(0b1000))
    run(40)

    assert.equal(lit(), '0001')
  })

  it('turns its lights off when the hub has been silent for five seconds', () => {
    const { twin, run, writer } = knobBox()
    const isLit = (): boolean => twin.shows(firstLight).is === 'on'
    twin.receive(writer.set(1))
    run(4900)
    twin.receive(writer.ping())
    run(4900)
    assert.ok(isLit())
    run(200)

    assert.ok(!isLit())
  })

  it('goes on in step over the round of its numbers and of its clock', () => {
    const { twin, run, writer, faults } = knobBox()
    run(loops(100, 65_400))
    const times: number[] = []
    for (let i = 0; i < 300; i++) {
      twin.receive(writer.ping())
      times.push(...run(1).map(({ boardMs }) => boardMs))
    }

    assert.ok(times.length > 290)
    const steps = times.slice(1).map((ms, i) => (ms - times[i]! + 65_536) % 65_536)
    assert.ok(
      steps.every((step) => step <= 2),
      steps.join(' '),
    )
    assert.deepEqual(faults, [])
  })
})
