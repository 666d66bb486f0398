import { placeOf } from '#core/rig/port-name.ts'
import type { Found, Presence } from '#firmware-bridge/presence.ts'
import { openPresence } from '#firmware-bridge/presence.ts'
import { sequencerPorts } from '#firmware-bridge/transports/alsa.ts'
import { midiLibrary } from '#firmware-bridge/transports/midi-library.ts'
import { silentLog } from '#test/support/database.ts'
import { until } from '#test/support/rigsong.ts'

/** Long enough for a slow guest on a busy host: it bounds a hang, and measures nothing. */
export const patienceMs = 120_000

/** Devices that are plugged in here. */
export const faderBox = { vendor: '1d6b', product: '0104', productName: 'Fader Box' } as const
export const uno = { vendor: '2341', product: '0043', productName: 'Uno' } as const

// It brings helpers that it puts among the globals; here, a test is not blamed for them.
midiLibrary()

/** What is plugged into the guest, as the hub looks at it. */
export function lookAround(): Promise<Presence> {
  return openPresence({
    log: silentLog,
    sequencer() {
      const { inputs, outputs } = sequencerPorts()
      return [...new Set([...inputs, ...outputs])]
    },
  })
}

type Seen<Which extends Found['found']> = Extract<Found, { found: Which }>

/** Waits until a port name stands for this many ports. */
export async function sees<Which extends Found['found']>(
  presence: Presence,
  name: string,
  which: Which,
  kind: 'midi' | 'serial',
): Promise<Seen<Which>> {
  let found: Found | undefined
  const look = (): boolean => {
    found = presence.find(placeOf(name)!, kind)
    // A MIDI device can be played once the sequencer has it too.
    const isWhole =
      found.found !== 'here' || kind === 'serial' || found.port.sequencer !== undefined
    return found.found === which && isWhole
  }
  await until(look, `${name} to be ${which}`, patienceMs)
  return found as Seen<Which>
}
