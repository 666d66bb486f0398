import { cyclesPerMs, openTwin, type Twin } from '../avr/twin.ts'
import { unoFlashBytes } from '../avr/uno.ts'
import { type Bootloader, type Failing, optiboot } from './bootloader.ts'

/** An Uno with its bootloader, as it comes out of the box: no program, until one is written to it. */
export type BlankBoard = Twin & {
  /** How it takes what is written from now on. */
  fail(way: Failing): void
  /** What is in it now. */
  flash(): Uint8Array
}

export type BlankEars = {
  unplug(): void
  /** What becomes of it, in words. */
  says(what: string): void
}

/** Optiboot gives up and starts the program when it was told nothing for a second. */
const bootMs = 1000

/**
 * A pseudo-terminal has no DTR line to restart a board with. The first words of whoever writes
 * programs, alone on the line, stand for it.
 */
const restarts = (bytes: readonly number[]): boolean =>
  bytes.length === 2 && bytes[0] === 0x30 && bytes[1] === 0x20

export function blankBoard(ears: BlankEars): BlankBoard {
  const flash = new Uint8Array(unoFlashBytes).fill(0xff)
  const turned = new Map<number, number>()
  const held = new Set<number>()
  let program: Twin | undefined
  let begunAt = 0
  let bootAt = 0
  let bootEndsAt = bootMs * cyclesPerMs
  let said: number[] = []
  const boot: Bootloader = optiboot(flash, {
    say: (bytes) => void said.push(...bytes),
    heard() {
      bootEndsAt = cycles() + bootMs * cyclesPerMs
    },
    left: start,
    unplug: ears.unplug,
  })

  const cycles = (): number => (program ? begunAt + program.cycles() : bootAt)

  function start(): void {
    if (flash.every((byte) => byte === 0xff)) {
      ears.says('there is no program')
      return
    }
    begunAt = cycles()
    program = openTwin(flash)
    for (const [channel, share] of turned) program.turn(channel, share)
    for (const pin of held) program.press(pin)
    ears.says('the program runs')
  }

  function reset(): void {
    bootAt = cycles()
    bootEndsAt = bootAt + bootMs * cyclesPerMs
    program = undefined
    boot.restart()
  }

  function runTo(cycle: number): void {
    if (program) {
      program.runTo(cycle - begunAt)
      return
    }
    bootAt = Math.max(bootAt, cycle)
    if (bootAt < bootEndsAt) return
    bootEndsAt = Number.POSITIVE_INFINITY
    start()
  }

  return {
    cycles,
    run: (ms) => runTo(cycles() + Math.round(ms * cyclesPerMs)),
    runTo,
    reset,
    receive(bytes) {
      const all = [...bytes]
      if (restarts(all)) reset()
      if (program) program.receive(all)
      else boot.hear(Uint8Array.from(all))
    },
    waiting: () => program?.waiting() ?? 0,
    sent() {
      const booted = said.map((byte) => ({ byte, atCycle: cycles() }))
      said = []
      return [...booted, ...(program?.sent() ?? [])]
    },
    turn(channel, share) {
      turned.set(channel, share)
      program?.turn(channel, share)
    },
    press(pin) {
      held.add(pin)
      program?.press(pin)
    },
    lift(pin) {
      held.delete(pin)
      program?.lift(pin)
    },
    shows: (pin) => program?.shows(pin) ?? { is: 'off' },
    fail: boot.fail,
    flash: () => flash.slice(),
  }
}
