import assert from 'node:assert/strict'
import fc from 'fast-check'
import { type Frame, frameFrom } from '#hub/web/live/frames.ts'

describe('frameFrom', () => {
  it('reads what the hub says', () => {
    const said: readonly [string, Frame][] = [
      [
        '{"op":"hello","device":"screen-7f","role":"player","nowMs":4}',
        { op: 'hello', device: 'screen-7f', role: 'player' },
      ],
      ['{"op":"snap","id":"s1","data":{"bpm":80}}', { op: 'snap', id: 's1', data: { bpm: 80 } }],
      ['{"op":"pong","t":1.5,"nowMs":90.25}', { op: 'pong', t: 1.5, nowMs: 90.25 }],
      ['{"op":"lag","id":"s1","dropped":12}', { op: 'lag', dropped: 12 }],
      ['{"op":"bye","reason":"too slow"}', { op: 'bye', reason: 'too slow' }],
    ]

    for (const [text, frame] of said) assert.deepEqual(frameFrom(text), frame)
  })

  it('reads a tick of events in order', () => {
    const frame = frameFrom('[["s1",7,10.5,{"pitch":60}],["s2",8,11,null]]')

    assert.deepEqual(frame, {
      op: 'events',
      events: [
        ['s1', 7, 10.5, { pitch: 60 }],
        ['s2', 8, 11, null],
      ],
    })
  })

  it('reads which state was taken back', () => {
    const frame = frameFrom('[["s1",9,12,null,"state/device/keys"]]')

    assert.deepEqual(frame, {
      op: 'events',
      events: [['s1', 9, 12, null, 'state/device/keys']],
    })
  })

  it('leaves a broken event out and keeps its neighbours', () => {
    const frame = frameFrom('[["s1",7,10,1],["s1","seven",10,2],[3],null,["s1",8,11,3]]')

    assert.deepEqual(frame, {
      op: 'events',
      events: [
        ['s1', 7, 10, 1],
        ['s1', 8, 11, 3],
      ],
    })
  })

  it('takes a role it does not know for no hello', () => {
    assert.equal(frameFrom('{"op":"hello","device":"screen-1","role":"emperor"}'), undefined)
  })

  it('never throws and never invents an operation, whatever comes', () => {
    const known = new Set(['hello', 'snap', 'events', 'pong', 'lag', 'bye'])
    const anything = fc.oneof(
      fc.string(),
      fc.json(),
      fc
        .record({ op: fc.constantFrom('__proto__', 'constructor', 'snap', 'x') })
        .map((o) => JSON.stringify(o)),
    )

    fc.assert(
      fc.property(anything, (text) => {
        const frame = frameFrom(text)
        assert.ok(frame === undefined || known.has(frame.op))
      }),
    )
  })
})
