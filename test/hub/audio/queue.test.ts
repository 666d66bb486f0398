import assert from 'node:assert/strict'
import fc from 'fast-check'
import { queue } from '#hub/audio/queue.ts'

type Stroke = readonly [frame: number, pitch: number, on: boolean]

/** Everything that waits, in the order it will happen. */
function drained(waiting: ReturnType<typeof queue>): Stroke[] {
  const strokes: Stroke[] = []
  while (waiting.next() !== Number.POSITIVE_INFINITY) {
    const frame = waiting.next()
    waiting.take((_, pitch, velocity) => strokes.push([frame, pitch, velocity > 0]))
  }
  return strokes
}

describe('what waits to be played', () => {
  it('comes in order of time, and in the order it was asked where times agree', () => {
    const strokes = fc.array(fc.tuple(fc.nat(50), fc.nat(127)), { maxLength: 300 })
    fc.assert(
      fc.property(strokes, (asked) => {
        const waiting = queue()
        for (const [frame, pitch] of asked) waiting.on(frame, 0, pitch, 0.5)

        const sorted = asked.map(([frame, pitch]): Stroke => [frame, pitch, true])
        sorted.sort((a, b) => a[0] - b[0])
        assert.deepEqual(drained(waiting), sorted)
      }),
    )
  })

  it('ends every note-on it took, however full it is', () => {
    const waiting = queue()
    const open = new Map<number, number>()
    for (let i = 0; i < 5000; i++) {
      const pitch = i % 128
      if (waiting.on(10_000 - i, 0, pitch, 1)) open.set(pitch, (open.get(pitch) ?? 0) + 1)
      else assert.ok(i >= 1000)
    }
    for (const [pitch, count] of open)
      for (let i = 0; i < count; i++) assert.ok(waiting.off(0, 0, pitch))

    const last = new Map(drained(waiting).map(([, pitch, on]) => [pitch, on]))

    assert.ok([...last.values()].every((on) => !on))
  })

  it('keeps a note-off behind the note-on it ends', () => {
    const waiting = queue()
    waiting.on(100, 0, 60, 1)
    waiting.off(20, 0, 60)
    waiting.off(20, 0, 61)

    assert.deepEqual(drained(waiting), [
      [20, 61, false],
      [100, 60, true],
      [100, 60, false],
    ])
  })
})
