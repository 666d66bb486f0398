import type { Transport } from '#core/rig/transports.ts'
import type { ControlEvent } from '#core/score/control-event.ts'

/** What a movement is to a target that acts at a press. */
export type Press = 'press' | 'release' | undefined

/** Both sides of the middle, so that a knob that trembles there presses once. */
const pressedAt = 0.55
const releasedAt = 0.45

/** They say nothing until something moves. All others tell how they stand when they are opened. */
const silentAtFirst: readonly Transport[] = ['usb-midi', 'din', 'osc']

/** Finds presses in the movements of controls. */
export type Presses = {
  /** @param transport of the event's device, where that is known */
  of(event: ControlEvent, transport: Transport | undefined): Press
  /** The device is gone; where its knobs are is unknown again. A switch is taken to be as it was. */
  forget(device: string): void
}

export function findPresses(): Presses {
  const pressed = new Map<string, boolean>()
  const knobs = new Set<string>()

  function next({ kind, value }: ControlEvent, was: boolean | undefined): boolean {
    if (kind !== 'continuous') return value > 0
    return was ? value > releasedAt : value >= pressedAt
  }

  /** Whether it stood pressed before it first spoke, as far as one can know. */
  function presumed(event: ControlEvent, transport: Transport | undefined): boolean {
    if (event.kind === 'trigger') return false
    const isPressed = next(event, false)
    const isNews = transport === undefined || silentAtFirst.includes(transport)
    // A switch sends its very end the first time it is pressed; a knob that is turned hardly ever does.
    return isPressed && !(isNews && (event.kind === 'state' || event.value === 1))
  }

  return {
    of(event, transport) {
      const key = `${event.device}/${event.control}`
      const was = pressed.get(key) ?? presumed(event, transport)
      const is = next(event, was)
      pressed.set(key, is)
      if (event.kind === 'continuous') knobs.add(key)
      // Each strike of a trigger counts, also where nothing was said of letting go.
      if (is && (!was || event.kind === 'trigger')) return 'press'
      return was && !is ? 'release' : undefined
    },
    forget(device) {
      for (const key of knobs) if (key.startsWith(`${device}/`)) pressed.delete(key)
    },
  }
}
