import { EventEmitter, once } from 'node:events'
import type { Board } from 'johnny-five'
import { type FirmataEars, type FirmataPins, notFirmata, protocol } from '../../firmata/board.ts'
import { pullUps } from '../../firmata/pull-ups.ts'
import type { SerialLine } from '../serial.ts'
import { type JohnnyFive, pinsOf } from './pins.ts'

type Modules = {
  readonly five: JohnnyFive
  readonly Firmata: typeof import('firmata-io').default.Firmata
}

/** What johnny-five 2.1.0 does not declare. */
type HiddenBoard = {
  readonly timer: NodeJS.Timeout | null
  readonly register: readonly object[]
}

const versionQuery = 0xf9
/** An Uno shows its version on a light for 2 s after a restart, and may hear nothing before. */
const askEveryMs = 500

/** A board from one start of its firmware to the next. */
export type Life = {
  hear(message: Uint8Array): void
  shakeHands(signal: AbortSignal): Promise<FirmataPins>
  ask(): Promise<void>
  isReady(): boolean
  end(): void
}

type LifeParts = {
  readonly path: string
  readonly line: Pick<SerialLine, 'write'>
  readonly ears: FirmataEars
  /** How long anybody waits for it. */
  readonly patienceMs: number
}

export function beginLife(
  { five, Firmata }: Modules,
  { path, line, ears, patienceMs }: LifeParts,
): Life {
  const pulledUp = pullUps()
  const wire = Object.assign(new EventEmitter(), {
    write(bytes: Uint8Array, written?: () => void) {
      if (state !== 'over') line.write(pulledUp.kept(bytes))
      written?.()
    },
  })
  const io = new Firmata(wire, { reportVersionTimeout: patienceMs })
  // It would ask only once, and late.
  clearTimeout(io.reportVersionTimeoutId)
  let state: 'begun' | 'ready' | 'over' = 'begun'
  let board: Board | undefined
  /** For two ticks johnny-five reaches for what it was given. */
  let making = false
  let asked = false
  let answer = Promise.withResolvers<void>()

  function restarted(): void {
    end()
    ears.restarted()
  }

  io.on('reportversion', () => {
    answer.resolve()
    answer = Promise.withResolvers()
    if (state === 'ready' && !asked) return restarted()
    asked = false
  })
  // It says its name when it starts, and we never ask for it later.
  io.on('queryfirmware', () => {
    if (state === 'ready') restarted()
  })
  io.on('string', (says: string) => ears.fault(`the board says: ${says}`))

  function askVersion(): void {
    asked = true
    wire.write(Uint8Array.of(versionQuery))
  }

  async function shakeHands(signal: AbortSignal): Promise<FirmataPins> {
    // A life before this one may have left it reporting.
    io.reset()
    askVersion()
    const asking = setInterval(askVersion, askEveryMs)
    try {
      await once(io, 'reportversion', { signal })
    } finally {
      clearInterval(asking)
    }
    goOn(signal)
    if (io.version.major !== protocol) throw notFirmata(path)
    if (io.firmware.name === undefined) io.queryFirmware(() => {})
    if (!io.isReady) await once(io, 'ready', { signal })
    goOn(signal)
    board = await madeBoard()
    if (state === 'over') letGo()
    goOn(signal)
    asked = false
    state = 'ready'
    return pinsOf(five, board, { io, pulledUp, fault: ears.fault })
  }

  function goOn(signal: AbortSignal): void {
    signal.throwIfAborted()
    if (state === 'over') throw new Error('this life of the board is over')
  }

  async function madeBoard(): Promise<Board> {
    const made = new five.Board({ io, repl: false, debug: false, sigint: false } as object)
    making = true
    made.on('error', ({ message }) => ears.fault(message))
    await new Promise<void>((resolve) => made.on('ready', resolve))
    making = false
    return made
  }

  function end(): void {
    if (state === 'over') return
    state = 'over'
    answer.resolve()
    if (!making) letGo()
  }

  function letGo(): void {
    io.removeAllListeners()
    wire.removeAllListeners()
    if (board) bury(five, board)
    hollow(io)
  }

  return {
    hear(message) {
      try {
        wire.emit('data', message)
      } catch (error) {
        // What it does not expect makes the library throw.
        ears.fault(error instanceof Error ? error.message : String(error))
      }
    },
    shakeHands,
    ask() {
      if (state !== 'ready') return Promise.resolve()
      askVersion()
      return answer.promise
    },
    isReady: () => state === 'ready',
    end,
  }
}

/**
 * johnny-five and firmata-io keep every board and component for ever, in lists of their own: what they
 * keep is made to hold nothing.
 */
function bury(five: JohnnyFive, board: Board): void {
  const { cache } = five.Board as unknown as { readonly cache: Board[] }
  const at = cache.indexOf(board)
  if (at !== -1) cache.splice(at, 1)
  const { timer, register } = board as unknown as HiddenBoard
  if (timer) clearTimeout(timer)
  for (const component of register) hollow(component)
  hollow(board)
}

function hollow(kept: object): void {
  for (const key of Object.keys(kept)) Reflect.deleteProperty(kept, key)
}
