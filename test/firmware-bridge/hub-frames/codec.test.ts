import assert from 'node:assert/strict'
import {
  type BoardFault,
  type BoardWord,
  bitsOf,
  boardParser,
  boardWriter,
} from '#firmware-bridge/hub-frames/codec.ts'
import { frameBytes } from '#firmware-bridge/hub-frames/framing.ts'

/** A board parser that remembers, and a board that counts its frames. */
function listening() {
  const words: BoardWord[] = []
  const faults: BoardFault[] = []
  const parser = boardParser({
    word: (word) => words.push(word),
    fault: (fault) => faults.push(fault),
  })
  const says = (type: number, seq: number, payload: readonly number[] = []): void =>
    parser.push(frameBytes({ type, seq, senderMs: 0, payload: Uint8Array.from(payload) }))
  return { words, faults, parser, says }
}

const text = (words: string): readonly number[] => [...Buffer.from(words, 'latin1')]
const hello = [1, 6, 8, 4, 8, ...text('knob-box'), 5, ...text('1.0.0')]

describe('what a board says', () => {
  it('is its name and what it has', () => {
    const { words, says } = listening()

    says(0x01, 0, hello)
    says(0x01, 1, [...hello, 99])

    const known = { says: 'hello', analogs: 6, buttons: 8, lights: 4, name: 'knob-box' }
    assert.deepEqual(words, [
      { ...known, firmware: '1.0.0', started: true },
      { ...known, firmware: '1.0.0', started: false },
    ])
  })

  it('is values by channel, lowest first, and edges with the state of all buttons', () => {
    const { words, says } = listening()

    says(0x02, 0, [0b100010, 0, 0xff, 3, 1, 0])
    says(0x03, 1, [0x81, 0, 0x01, 0])

    assert.deepEqual(words, [
      {
        says: 'analog',
        values: [
          { channel: 1, value: 1023 },
          { channel: 5, value: 1 },
        ],
      },
      { says: 'edge', pressed: 0x81, changed: 1 },
    ])
  })

  it('is answers, and words for the log without control characters', () => {
    const { words, says } = listening()

    says(0x04, 0, [1, 2])
    says(0x05, 1, text('hot\x1b[2J'))

    assert.deepEqual(words, [
      { says: 'pong', payload: Uint8Array.of(1, 2) },
      { says: 'log', text: 'hot?[2J' },
    ])
  })

  it('is another protocol where its version is another, and nothing where its type is unknown', () => {
    const { words, faults, says } = listening()

    says(0x01, 0, [2, 9, 9])
    says(0x77, 1, [1, 2, 3])

    assert.deepEqual(words, [{ says: 'other-protocol', protocol: 2 }])
    assert.deepEqual(faults, [])
  })

  it('is malformed where a payload is shorter than it says', () => {
    const { words, faults, says } = listening()

    says(0x01, 0, [])
    says(0x01, 1, hello.slice(0, -1))
    says(0x01, 2, hello.slice(0, 8))
    says(0x02, 3, [1])
    says(0x02, 4, [3, 0, 5, 0])
    says(0x03, 5, [1, 0, 1])

    assert.deepEqual(words, [])
    assert.deepEqual(faults, Array(6).fill({ fault: 'malformed' }))
  })
})

describe('frames that did not come', () => {
  it('are counted by their numbers, round the end of a byte too', () => {
    const { faults, says } = listening()

    for (const seq of [253, 254, 1, 2, 2 + 9]) says(0x04, seq)

    assert.deepEqual(faults, [
      { fault: 'lost', frames: 2 },
      { fault: 'lost', frames: 8 },
    ])
  })

  it('are none when the board starts anew, or when we do', () => {
    const { faults, parser, says } = listening()

    says(0x04, 77)
    says(0x01, 0, hello)
    says(0x04, 1)
    parser.reset()
    says(0x04, 99)

    assert.deepEqual(faults, [])
  })

  it('are not counted again where they came damaged', () => {
    const { faults, parser, says } = listening()

    says(0x04, 0)
    parser.push(Uint8Array.of(5, 5, 5, 0))
    says(0x04, 2)
    parser.push(Uint8Array.of(5, 5, 5, 0))
    says(0x04, 5)

    assert.deepEqual(faults, [
      { fault: 'damaged' },
      { fault: 'damaged' },
      { fault: 'lost', frames: 1 },
    ])
  })
})

describe('what a hub says', () => {
  it('is written as docs/hub-frames.md shows it, with a number and the time', () => {
    const writer = boardWriter(() => 0x1_0000 + 258.9)
    const frames = [writer.askHello(), writer.set(0b1010), writer.ping([1, 2, 3, 4])]

    assert.deepEqual(
      frames.map((bytes) => Buffer.from(bytes).toString('hex')),
      ['02810402010a00', '06820102010a021900', '0a8302020101020304e000'],
    )
  })

  it('numbers its frames for ever', () => {
    const writer = boardWriter(() => 0)
    const numbers = Array.from({ length: 300 }, () => writer.ping()).map(numberOf)

    assert.deepEqual(numbers.slice(254, 258), [254, 255, 0, 1])
  })
})

/** The number of a frame, undone by hand. */
const numberOf = (bytes: Uint8Array): number => (bytes[0] === 2 ? 0 : bytes[2]!)

describe('the places of bits', () => {
  it('are counted from 0, lowest first', () => {
    assert.deepEqual(bitsOf(0b1000_0000_0000_0101), [0, 2, 15])
  })
})
