import assert from 'node:assert/strict'
import { knobBoxFlash } from '#simulators/avr/firmware.ts'
import { openTwin } from '#simulators/avr/twin.ts'
import { knobBox, simulatedBoard } from '#simulators/hub-frames/device.ts'
import { wireBytes, wireFrame } from '#simulators/hub-frames/wire.ts'

/** Whole frames out of bytes, each with its end. */
function framesOf(bytes: readonly number[]): readonly (readonly number[])[] {
  const ends = bytes.flatMap((byte, i) => (byte === 0 ? [i + 1] : []))
  return ends.map((end, i) => bytes.slice(ends[i - 1] ?? 0, end))
}

const hex = (frames: readonly (readonly number[])[]): readonly string[] =>
  frames.map((frame) => Buffer.from(frame).toString('hex'))

/**
 * The knob box twice: its firmware on a chip, and the simulated board. The simulated one takes the
 * times from the chip, frame by frame; everything else is its own.
 */
function bothBoxes() {
  const twin = openTwin(knobBoxFlash())
  let said: number[] = []
  let times: readonly number[] = []
  const board = simulatedBoard(knobBox, {
    say: (bytes) => said.push(...bytes),
    nowMs: () => times[framesOf(said).length] ?? 0,
  })
  const chip = (): readonly (readonly number[])[] => framesOf(twin.sent().map(({ byte }) => byte))
  return {
    twin,
    board,
    /** What each of them says when this happens to it. */
    says(toTwin: () => void, toBoard: () => void) {
      toTwin()
      twin.run(20)
      const real = chip()
      times = real.map((frame) => wireFrame(frame.slice(0, -1))!.ms)
      said = []
      toBoard()
      return { chip: hex(real), board: hex(framesOf(said)) }
    },
  }
}

describe('the simulated board and the real firmware', () => {
  const { twin, board, says } = bothBoxes()
  const asked = (type: number, payload: readonly number[] = []): readonly number[] =>
    wireBytes({ type, seq: 0, ms: 0, payload })
  const told = (bytes: readonly number[]) =>
    says(
      () => twin.receive(bytes),
      () => board.hear(bytes),
    )

  /** The session, step by step; how many frames each step brings. */
  const session: readonly (readonly [string, () => ReturnType<typeof says>, number])[] = [
    ['say who they are when they start', () => says(() => {}, board.start), 1],
    ['answer HELLO? with the state of now', () => told(asked(0x81)), 3],
    [
      'say a press',
      () =>
        says(
          () => twin.press(2),
          () => board.press(0),
        ),
      1,
    ],
    [
      'say another',
      () =>
        says(
          () => twin.press(9),
          () => board.press(7),
        ),
      1,
    ],
    [
      'say a lift',
      () =>
        says(
          () => twin.lift(2),
          () => board.lift(0),
        ),
      1,
    ],
    [
      'say the turn of a knob',
      () =>
        says(
          () => twin.turn(5, 1),
          () => board.turn(5, 1023),
        ),
      1,
    ],
    [
      'say it back at 0',
      () =>
        says(
          () => twin.turn(5, 0),
          () => board.turn(5, 0),
        ),
      1,
    ],
    ['bring a PING back', () => told(asked(0x83, [0, 1, 0, 255])), 1],
    ['bring an empty one back', () => told(asked(0x83)), 1],
    ['say nothing to SET', () => told(asked(0x82, [0b0101, 0])), 0],
    ['say nothing to what they do not know', () => told(asked(0x99, [1, 2, 3])), 0],
    ['say nothing to noise', () => told([7, 7, 7, 0, 0, 0]), 0],
    ['and know the state of now after all of it', () => told(asked(0x81)), 3],
  ]

  for (const [what, step, frames] of session) {
    it(`${what}, byte for byte alike`, () => {
      const both = step()

      assert.deepEqual(both.board, both.chip)
      assert.equal(both.chip.length, frames)
    })
  }

  it('show the same lights', () => {
    const lit = [10, 11, 12, 13].map((pin) => twin.shows(pin).is)

    assert.deepEqual(lit, ['on', 'off', 'on', 'off'])
  })
})
