import assert from 'node:assert/strict'
import fc, { type Arbitrary } from 'fast-check'
import { HubError } from '#core/errors.ts'
import { smfTexts } from '#core/smf/format.ts'
import {
  readSmf,
  type Smf,
  type SmfEvent,
  type SmfMessage,
  type SmfTrack,
  writeSmf,
} from '#core/smf/smf.ts'
import { channelMessage, sysexMessage } from '#test/support/arbitraries.ts'

const plain = { noNullPrototype: true } as const
const byte = fc.integer({ min: 0, max: 255 })
const text = fc.string({ maxLength: 20, unit: 'grapheme' })

const body = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.oneof(channelMessage(), sysexMessage(300)).map((message) => ({
      type: 'midi' as const,
      message: message as SmfMessage,
    })),
  },
  {
    weight: 1,
    arbitrary: fc.record(
      { type: fc.constant('tempo' as const), microsPerBeat: fc.integer({ min: 1, max: 0xffffff }) },
      plain,
    ),
  },
  {
    weight: 1,
    arbitrary: fc.record(
      {
        type: fc.constant('meter' as const),
        beats: fc.integer({ min: 1, max: 255 }),
        unit: fc.constantFrom(1, 2, 4, 8, 16, 32, 64, 128),
        clocksPerClick: byte,
        thirtySecondsPerBeat: byte,
      },
      plain,
    ),
  },
  {
    weight: 1,
    arbitrary: fc.record(
      {
        type: fc.constant('key' as const),
        sharps: fc.integer({ min: -7, max: 7 }),
        minor: fc.boolean(),
      },
      plain,
    ),
  },
  {
    weight: 1,
    arbitrary: fc.record(
      {
        type: fc.constant('text' as const),
        kind: fc.constantFrom(...smfTexts.filter((kind) => kind !== 'track-name')),
        text,
      },
      plain,
    ),
  },
  {
    weight: 1,
    arbitrary: fc.record(
      {
        type: fc.constant('meta' as const),
        meta: fc.constantFrom(0, 0x20, 0x21, 0x54, 0x7f),
        bytes: fc.array(byte, { maxLength: 200 }),
      },
      plain,
    ),
  },
  {
    weight: 1,
    arbitrary: fc.record(
      {
        type: fc.constant('packet' as const),
        status: fc.constant(0xf7 as const),
        bytes: fc.array(byte, { maxLength: 20 }),
      },
      plain,
    ),
  },
)

const track: Arbitrary<SmfTrack> = fc
  .record(
    {
      name: fc.option(text, { nil: undefined }),
      steps: fc.array(fc.tuple(fc.oneof(fc.nat(200), fc.nat(0x0fff_ffff)), body), {
        maxLength: 12,
      }),
      rest: fc.nat(10_000),
    },
    plain,
  )
  .map(({ name, steps, rest }) => {
    let tick = 0
    const events = steps.map(([delta, what]): SmfEvent => {
      tick += delta
      return { tick, ...what }
    })
    return {
      ...(name !== undefined && { name }),
      events,
      ...(rest > 0 && { endTick: tick + rest }),
    }
  })

const smf: Arbitrary<Smf> = fc
  .record(
    {
      ticksPerBeat: fc.integer({ min: 1, max: 0x7fff }),
      tracks: fc.array(track, { minLength: 1, maxLength: 4 }),
      single: fc.boolean(),
    },
    plain,
  )
  .map(({ ticksPerBeat, tracks, single }) => ({
    format: single && tracks.length === 1 ? 0 : 1,
    ticksPerBeat,
    tracks,
  }))

const header = (format: number, tracks: number, division = 480): number[] => [
  ...[0x4d, 0x54, 0x68, 0x64, 0, 0, 0, 6, 0, format, 0, tracks],
  ...[division >> 8, division & 0xff],
]
const trackChunk = (...bytes: number[]): number[] => [
  ...[0x4d, 0x54, 0x72, 0x6b, 0, 0, bytes.length >> 8, bytes.length & 0xff],
  ...bytes,
]
const read = (...bytes: number[]): Smf => readSmf(Uint8Array.from(bytes))

const refusedAs =
  (code: string, hint = /./) =>
  (error: unknown): boolean =>
    error instanceof HubError && error.code === code && hint.test(error.hint)

/** Reads or refuses; anything else is a fault of ours. */
function readOrRefuse(bytes: Uint8Array): void {
  try {
    readSmf(bytes)
  } catch (error) {
    if (!(error instanceof HubError)) throw error
  }
}

describe('Standard MIDI File', () => {
  it('reads back what it wrote', () => {
    fc.assert(fc.property(smf, (file) => assert.deepEqual(readSmf(writeSmf(file)), file)))
  })

  it('writes the example of the standard', () => {
    // The format 1 example of the specification: tempo and meter, then three instruments.
    const bytes = writeSmf({
      format: 1,
      ticksPerBeat: 96,
      tracks: [
        {
          events: [
            {
              tick: 0,
              type: 'meter',
              beats: 4,
              unit: 4,
              clocksPerClick: 24,
              thirtySecondsPerBeat: 8,
            },
            { tick: 0, type: 'tempo', microsPerBeat: 500_000 },
          ],
          endTick: 384,
        },
        {
          events: [
            { tick: 0, type: 'midi', message: { type: 'program-change', channel: 0, program: 5 } },
            {
              tick: 192,
              type: 'midi',
              message: { type: 'note-on', channel: 0, pitch: 76, velocity: 32 },
            },
            {
              tick: 384,
              type: 'midi',
              message: { type: 'note-on', channel: 0, pitch: 76, velocity: 0 },
            },
          ],
        },
      ],
    })

    assert.equal(
      Buffer.from(bytes).toString('hex'),
      '4d54686400000006000100020060' +
        '4d54726b00000014' +
        '00ff580404021808' +
        '00ff5103' +
        '07a120' +
        '8300ff2f00' +
        '4d54726b00000010' +
        '00c005' +
        '8140904c20' +
        '81404c00' +
        '00ff2f00',
    )
  })

  it('reads running status, also across meta events as many files have it', () => {
    const file = read(
      ...header(0, 1),
      ...trackChunk(0, 0x90, 60, 100, 10, 60, 0, 0, 0xff, 6, 1, 65, 5, 62, 90, 0, 0xff, 0x2f, 0),
    )

    assert.deepEqual(
      file.tracks[0]!.events.map((event) => [event.tick, event.type]),
      [
        [0, 'midi'],
        [10, 'midi'],
        [10, 'text'],
        [15, 'midi'],
      ],
    )
  })

  it('forgives unknown chunks, a long header and a missing end of track', () => {
    const longHeader = [...header(0, 1), 9, 9]
    longHeader[7] = 8
    const unknown = [0x58, 0x46, 0x49, 0x48, 0, 0, 0, 2, 1, 2]

    const file = read(...longHeader, ...unknown, ...trackChunk(0, 0xc0, 5))

    assert.deepEqual(file.tracks[0]!.events, [
      { tick: 0, type: 'midi', message: { type: 'program-change', channel: 0, program: 5 } },
    ])
  })

  it('reads old text as Latin-1', () => {
    const file = read(...header(0, 1), ...trackChunk(0, 0xff, 3, 3, 0x66, 0xfc, 0x72))

    assert.equal(file.tracks[0]!.name, 'für')
  })

  it('refuses what it cannot play, and says what to do', () => {
    assert.throws(() => read(...header(2, 1)), refusedAs('smf-malformed', /format 0 or 1/))
    assert.throws(() => read(...header(0, 1, 0xe728)), refusedAs('smf-malformed', /ticks/))
    assert.throws(() => read(...header(0, 1, 0)), refusedAs('smf-malformed'))
    assert.throws(() => read(...header(7, 1)), refusedAs('smf-malformed'))
    assert.throws(() => read(), refusedAs('smf-malformed'))
    assert.throws(() => read(...Buffer.from('RIFF of some other kind')), refusedAs('smf-malformed'))
    assert.throws(() => read(...header(1, 2), ...trackChunk()), refusedAs('smf-malformed'))
  })

  it('refuses to guess at notes', () => {
    for (const bytes of [
      [0, 60, 100],
      [0, 0x90, 60, 0x90],
      [0, 0xf8],
      [0, 0x90, 60],
      [0xff, 0xff, 0xff, 0xff, 0x7f, 0x90, 60, 0],
      [0, 0xff, 1, 0x7f, 65],
    ])
      assert.throws(
        () => read(...header(0, 1), ...trackChunk(...bytes)),
        refusedAs('smf-malformed'),
      )
  })

  it('keeps to its limits', () => {
    const twoTracks = Uint8Array.from([
      ...header(1, 2),
      ...trackChunk(0, 0xc0, 5, 100, 0xc0, 6),
      ...trackChunk(0, 0xc0, 5),
    ])
    readSmf(twoTracks, { tracks: 2, events: 3, bytes: twoTracks.length, delta: 100 })

    for (const limits of [{ tracks: 1 }, { events: 2 }, { bytes: 20 }, { delta: 99 }])
      assert.throws(() => readSmf(twoTracks, limits), refusedAs('limit-exceeded'))
  })

  it('survives every truncation and every flipped byte', () => {
    const [whole] = fc.sample(smf, { seed: 7, numRuns: 1 })
    const bytes = writeSmf(whole!)

    for (let length = 0; length < bytes.length; length++)
      assert.throws(() => readSmf(bytes.subarray(0, length)), HubError)
    for (let at = 0; at < bytes.length; at++)
      for (const flip of [0x01, 0x80, 0xff]) {
        const mutated = bytes.slice()
        mutated[at]! ^= flip
        readOrRefuse(mutated)
      }
  })

  it('stands any bytes behind an honest header', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => {
        readOrRefuse(Uint8Array.from([...header(1, 1), ...trackChunk(...noise)]))
        readOrRefuse(noise)
      }),
      { numRuns: 1000 },
    )
  })

  it('refuses to write what a file cannot hold', () => {
    const file = (tracks: Smf['tracks'], ticksPerBeat = 480): Smf => ({
      format: 0,
      ticksPerBeat,
      tracks,
    })
    const at = (tick: number): SmfEvent => ({ tick, type: 'tempo', microsPerBeat: 1 })
    for (const bad of [
      file([]),
      file([{ events: [] }], 0),
      file([{ events: [at(5), at(4)] }]),
      file([{ events: [at(0.5)] }]),
      file([{ events: [at(0x1000_0000)] }]),
      file([{ events: [{ tick: 0, type: 'tempo', microsPerBeat: 0 }] }]),
      file([{ events: [{ tick: 0, type: 'key', sharps: 8, minor: false }] }]),
      file([{ events: [{ tick: 0, type: 'meta', meta: 0x2f, bytes: [] }] }]),
    ])
      assert.throws(() => writeSmf(bad), refusedAs('smf-malformed'))
  })
})
