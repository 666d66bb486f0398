import type { I2cDevice } from './i2c.ts'
import { type PinShows, pinWatch } from './pins.ts'
import { powerUno, type Uno, unoHz, unwired } from './uno.ts'

/** A byte of the board, and when its last bit was on the wire. */
export type SentByte = { readonly byte: number; readonly atCycle: number }

/**
 * An Arduino Uno that runs real firmware in emulated time: nothing happens but in `run`, and the same
 * happens on every run. Times are cycles of 1/16 µs since it was first put under power.
 */
export type Twin = {
  cycles(): number
  /** Lets this many ms of emulated time pass. */
  run(ms: number): void
  runTo(cycle: number): void
  /** What its reset button does: everything starts anew but time and what is wired to it. */
  reset(): void
  /** Bytes on its serial line, which come in at the baud the firmware has set. */
  receive(bytes: Iterable<number>): void
  /** How many of them have not come in yet. */
  waiting(): number
  /** Everything it sent since this was asked last. */
  sent(): readonly SentByte[]
  /** Turns what is on an analog channel to a share of 5 V. */
  turn(channel: number, share: number): void
  press(pin: number): void
  lift(pin: number): void
  /** What a person sees on a pin that the firmware drives. */
  shows(pin: number): PinShows
}

export const cyclesPerMs = unoHz / 1000

export function openTwin(
  flash: Uint8Array,
  { i2c = [] }: { i2c?: readonly I2cDevice[] } = {},
): Twin {
  const wiring = unwired(i2c)
  let sent: SentByte[] = []
  let begun = 0
  let pins = pinWatch()
  let board = power()

  function power(): Uno {
    return powerUno(flash, wiring, {
      sent: (byte, atCycle) => void sent.push({ byte, atCycle: begun + atCycle }),
      level: (pin, high, atCycle) => pins.level(pin, high, begun + atCycle),
    })
  }
  const cycles = (): number => begun + board.cycles()
  const runTo = (cycle: number): void => board.runTo(cycle - begun)

  return {
    cycles,
    run: (ms) => runTo(cycles() + Math.round(ms * cyclesPerMs)),
    runTo,
    reset() {
      begun = cycles()
      pins = pinWatch()
      board = power()
    },
    receive: (bytes) => board.uart.receive(bytes),
    waiting: () => board.uart.waiting(),
    sent() {
      const all = sent
      sent = []
      return all
    },
    turn: (channel, share) => board.turn(channel, share * 5),
    press: (pin) => board.press(pin, true),
    lift: (pin) => board.press(pin, false),
    shows: (pin) => pins.shows(pin, cycles()),
  }
}
