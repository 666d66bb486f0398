import type { Control, DeviceDescription } from '#core/rig/description.ts'
import { discoveredControl } from '#firmware-bridge/descriptions/discovered-control.ts'
import type { MidiControls } from '#firmware-bridge/descriptions/midi-controls.ts'

/** What a device has: what its description says, and what was found beside that. */
export type KnownControls = {
  /** The same list until one is found: whoever maps asks for it at every movement. */
  all(): readonly Control[]
  /** One that moved; what is found so is told with the others from now on. */
  named(id: string): Control | undefined
  /** One that is asked for; it is told no sooner than it moves. */
  look(id: string): Control | undefined
  /** Where an output does no harm, 0 to 1. */
  safe(id: string): number
}

export function knownControls(description: DeviceDescription, midi: MidiControls): KnownControls {
  const known = new Map(description.controls.map((control) => [control.id, control]))
  let all: readonly Control[] = [...known.values()]

  function look(id: string): Control | undefined {
    const found = known.get(id)
    if (found || !description.discover) return found
    const isMidi = description.transport === 'usb-midi' || description.transport === 'din'
    return isMidi ? midi.control(id) : discoveredControl(description.transport, id)
  }

  return {
    all: () => all,
    look,
    named(id) {
      const found = look(id)
      if (found && !known.has(id)) {
        known.set(id, found)
        all = [...all, found]
      }
      return found
    },
    safe(id) {
      const found = known.get(id)
      return found?.kind === 'output' ? (found.safe ?? 0) : 0
    },
  }
}
