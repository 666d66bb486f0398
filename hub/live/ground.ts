import { join } from 'node:path'
import { openShelf, type Shelf, shippedDevices } from '#firmware-bridge/descriptions/shelf.ts'
import { openPresence, type Presence } from '#firmware-bridge/presence.ts'
import { sequencerPorts } from '#firmware-bridge/transports/alsa.ts'
import { type OutputClock, openClock } from '#hub/clock/clock.ts'
import { fileError } from '#runtime/files.ts'
import type { Log } from '#runtime/log.ts'
import { type Journal, openJournal } from './journal/journal.ts'
import type { HubDoor } from './journal/push.ts'
import { together } from './together.ts'

export type GroundParts = {
  readonly dataDir: string
  readonly session: string
  readonly hub: HubDoor | undefined
  readonly log: Log
  /** Asks the system for the real-time class of the clock thread. */
  readonly realTime: boolean
  /** What is plugged in; as the kernel says it where left out. */
  readonly presence: Presence | undefined
  /** The clock's thread could not write to this output. */
  readonly writeFailed: (output: number, why: string) => void
  /** A description of a device changed. */
  readonly redescribed: () => void
}

/** What live stands on: its journal, the clock's thread, what is plugged in, and what devices are like. */
export function openGround(
  parts: GroundParts,
): Promise<readonly [Journal, OutputClock, Presence, Shelf]> {
  const { dataDir, session, hub, log, realTime, presence, writeFailed } = parts
  const folder = join(dataDir, 'live', 'journal')
  const own = join(dataDir, 'devices')
  return together(
    openJournal({ folder, session, ...(hub && { hub }) }, { log }),
    openClock({ log, realTime, writeFailed }),
    Promise.resolve(presence ?? openPresence({ log, sequencer })),
    openShelf({ shipped: shippedDevices, own, log, onChange: parts.redescribed }).catch(
      (cause: unknown) => {
        throw fileError(cause, own)
      },
    ),
  )
}

/** Every port of the ALSA sequencer, by its name of now. */
function sequencer(): readonly string[] {
  const { inputs, outputs } = sequencerPorts()
  return [...new Set([...inputs, ...outputs])]
}
