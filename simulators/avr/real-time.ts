import { closeSync, constants, openSync } from 'node:fs'
import { setImmediate as turn } from 'node:timers/promises'
import {
  isHungUp,
  openTerminal,
  readTerminal,
  type Terminal,
  writeTerminal,
} from '../pty/terminal.ts'
import { cyclesPerMs, type Twin } from './twin.ts'

/** A twin on a pseudo-terminal, as fast as the real board where the machine keeps up. */
export type PluggedTwin = AsyncDisposable & {
  /** Takes the power and the port away. */
  unplug(): void
  /** Puts both back: the board starts anew, under the same name. Nothing where it is plugged in. */
  plug(): void
}

export type PluggedEars = {
  /** Called about every 20 ms of its time, for whoever looks at its pins. */
  looked(): void
  /** It fell behind the clock on the wall by so many ms, and will not catch up on them. */
  behind(ms: number): void
}

const sliceMs = 0.5
/** The loop of the process gets a turn at least this often. */
const longestMs = 10
/** More than this is not caught up: a board that races is worse than one that was late. */
const mostBehindMs = 250
const lookEveryMs = 20
/** What an adapter takes from the host before it makes it wait. */
const mostWaiting = 64

/**
 * Puts a twin on a port of this name. A pseudo-terminal has no DTR, so opening it does not start the
 * board anew, as it would on an Uno.
 * @param link the name of the port
 */
export function plugTwin(twin: Twin, link: string, ears: PluggedEars): PluggedTwin {
  const nothing = new Int32Array(new SharedArrayBuffer(4))
  const into = Buffer.alloc(mostWaiting)
  let terminal: Terminal | undefined
  let running = Promise.resolve()

  function slice(line: Terminal): void {
    if (twin.waiting() < mostWaiting) {
      const count = readTerminal(line.fd, into)
      if (count > 0) twin.receive(into.subarray(0, count))
    }
    twin.run(sliceMs)
    const sent = twin.sent()
    // Nobody listens: what is said is lost, as on a cable without a computer.
    if (sent.length === 0 || isHungUp(line.fd)) return
    writeTerminal(
      line.fd,
      Uint8Array.from(sent, ({ byte }) => byte),
    )
  }

  async function run(line: Terminal): Promise<void> {
    let zeroMs = performance.now() - twin.cycles() / cyclesPerMs
    let lookAtMs = 0
    while (terminal === line) {
      const dueMs = performance.now() - zeroMs
      const lateMs = dueMs - twin.cycles() / cyclesPerMs
      if (lateMs > mostBehindMs) {
        zeroMs += lateMs
        ears.behind(lateMs)
      }
      const turnMs = Math.min(lateMs, longestMs)
      for (let ranMs = sliceMs; ranMs <= turnMs; ranMs += sliceMs) slice(line)
      if (dueMs >= lookAtMs) {
        lookAtMs = dueMs + lookEveryMs
        ears.looked()
      }
      // A timer would sleep a whole ms at least.
      if (lateMs < longestMs) Atomics.wait(nothing, 0, 0, sliceMs)
      await turn()
    }
  }

  function plug(): void {
    if (terminal) return
    const line = openTerminal(link)
    // Only a port that was open once says whether it is.
    closeSync(openSync(line.path, constants.O_RDWR | constants.O_NOCTTY))
    terminal = line
    twin.reset()
    running = running.then(() => run(line))
  }

  function unplug(): void {
    terminal?.close()
    terminal = undefined
  }

  plug()
  return {
    plug,
    unplug,
    async [Symbol.asyncDispose]() {
      unplug()
      await running
    },
  }
}
