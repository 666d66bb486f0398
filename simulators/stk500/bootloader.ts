/** The ways in which a board can fail to take a program. */
export const failings = {
  none: 'it takes everything',
  silent: 'it does not answer',
  'another-chip': 'it is an ATmega168',
  'drops-page': 'it answers, and does not keep the third page',
  'unplugs-itself': 'it loses its plug in the middle of the third page',
  stops: 'it stops answering at the third page',
} as const
export type Failing = keyof typeof failings

/** What becomes of a byte that came; its answers go out by `say`. */
export type Bootloader = {
  /** Forgets half a command, as after a reset. */
  restart(): void
  hear(bytes: Uint8Array): void
  fail(way: Failing): void
}

export type BootEars = {
  say(bytes: readonly number[]): void
  /** A command came, well formed: the watchdog is content. */
  heard(): void
  /** It was told to leave. */
  left(): void
  /** It loses its plug now. */
  unplug(): void
}

const pageBytes = 128
const failingPage = 2
const chips = { atmega328p: [0x1e, 0x95, 0x0f], atmega168: [0x1e, 0x94, 0x06] } as const

/**
 * The bootloader of an Arduino: the part of STK500 version 1 that Optiboot answers (optiboot.c), with
 * pages stored in `flash`. What it does not know it acknowledges, as Optiboot does.
 */
export function optiboot(flash: Uint8Array, ears: BootEars): Bootloader {
  let failing: Failing = 'none'
  let waiting: number[] = []
  let address = 0

  const answer = (...words: readonly number[]): void => ears.say([0x14, ...words, 0x10])

  /** How long the command is that begins here; undefined until that is known. */
  function length(): number | undefined {
    switch (waiting[0] ?? 0) {
      case 0x64:
        return waiting.length < 3 ? undefined : 5 + waiting[1]! * 256 + waiting[2]!
      case 0x74:
        return 5
      case 0x55:
        return 4
      case 0x42:
        return 22
      case 0x45:
        return 7
      case 0x56:
        return 6
      case 0x41:
        return 3
      default:
        return 2
    }
  }

  /** Whether it lives to answer. */
  function stores(words: readonly number[]): boolean {
    const fails = address / pageBytes === failingPage
    if (fails && failing === 'unplugs-itself') {
      // Its page is erased before it is written.
      flash.fill(0xff, address, address + pageBytes)
      ears.unplug()
      return false
    }
    if (fails && failing === 'stops') return false
    if (!fails || failing !== 'drops-page') flash.set(words, address)
    return true
  }

  function obey(command: readonly number[]): void {
    switch (command[0] ?? 0) {
      case 0x55:
        address = (command[1]! + command[2]! * 256) * 2
        answer()
        break
      case 0x64:
        if (stores(command.slice(4, -1))) answer()
        break
      case 0x74:
        answer(...flash.subarray(address, address + command[1]! * 256 + command[2]!))
        break
      case 0x75:
        answer(...(failing === 'another-chip' ? chips.atmega168 : chips.atmega328p))
        break
      case 0x51:
        answer()
        ears.left()
        break
      default:
        answer()
    }
  }

  return {
    restart() {
      waiting = []
    },
    fail(way) {
      failing = way
    },
    hear(bytes) {
      waiting.push(...bytes)
      for (;;) {
        const size = length()
        if (waiting.length === 0 || size === undefined || waiting.length < size) return
        const command = waiting.slice(0, size)
        waiting = waiting.slice(size)
        // What is no command is waited out, as if nothing had come.
        if (command.at(-1) !== 0x20 || failing === 'silent') continue
        ears.heard()
        obey(command)
      }
    },
  }
}
