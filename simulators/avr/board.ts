import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ConsoleCommand, type Ready, simulatorConsole } from '../console.ts'
import type { I2cDevice } from './i2c.ts'
import type { PinShows } from './pins.ts'
import { plugTwin } from './real-time.ts'
import { openTwin, type Twin } from './twin.ts'

type Parts = {
  /** The last word of its port. */
  readonly name: string
  readonly flash: Uint8Array
  readonly i2c?: readonly I2cDevice[]
  readonly ready: Omit<Ready, 'port'>
  readonly commands: (twin: Twin) => Readonly<Record<string, ConsoleCommand>>
  /** The pins that can be seen, each with how a change is told. */
  readonly seen: ReadonlyMap<number, (shows: PinShows) => string>
}

/** How often at most it complains of a machine that is too slow. */
const complaintMs = 10_000

/** Runs a twin on a port of its own until its console ends. */
export async function simulateBoard(parts: Parts): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'rigsong-simulator-'))
  const port = join(folder, parts.name)
  const twin = openTwin(parts.flash, parts.i2c ? { i2c: parts.i2c } : {})
  const told = new Map<number, string>()
  // Its first seconds cost more than all others, and that is no reason to complain.
  let complainedMs = performance.now() - complaintMs / 2

  await using plugged = plugTwin(twin, port, {
    looked() {
      for (const [pin, say] of parts.seen) {
        const says = say(twin.shows(pin))
        // Dark is how everything begins.
        if (says === (told.get(pin) ?? say({ is: 'off' }))) continue
        told.set(pin, says)
        seat.heard(says)
      }
    },
    behind(ms) {
      if (performance.now() < complainedMs + complaintMs) return
      complainedMs = performance.now()
      seat.heard(`this machine is too slow for it: ${Math.round(ms)} ms lost`)
    },
  })
  const seat = simulatorConsole({
    ready: { ...parts.ready, port },
    commands: {
      ...parts.commands(twin),
      reset: { words: 'reset', do: twin.reset },
      unplug: { words: 'unplug', do: plugged.unplug },
      plug: { words: 'plug', do: plugged.plug },
    },
    close: () => plugged.unplug(),
  })
  try {
    await seat.ended
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
