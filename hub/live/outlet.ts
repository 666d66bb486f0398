import type { MidiControls } from '#firmware-bridge/descriptions/midi-controls.ts'
import type { MidiOut, World } from '#firmware-bridge/driver.ts'
import type { OutputClock } from '#hub/clock/clock.ts'
import type { Router } from './router.ts'
import { silenceOn } from './silence.ts'

/** The MIDI output of a device, while it is open: what is played into it, and its lights. */
export type Outlet = {
  /** The number it has in the clock worker. */
  port(): number | undefined
  attach(out: MidiOut): void
  /** Sets a light of it, 0 to 1. */
  light(control: string, value: number): void
  close(): Promise<void>
}

export type OutletParts = {
  readonly world: Pick<World, 'log'>
  readonly router: Pick<Router, 'openOutput' | 'closeOutput'>
  readonly output: OutputClock
  readonly midi: Pick<MidiControls, 'outputBytes'>
  /** Where a light does no harm, 0 to 1. */
  readonly safe: (control: string) => number
}

export function openOutlet(
  device: string,
  { world, router, output, midi, safe }: OutletParts,
): Outlet {
  /** Lights that were set since it opened. */
  const lit = new Set<string>()
  let port: number | undefined

  function send(control: string, value: number, to: number): void {
    const bytes = midi.outputBytes(control, value)
    if (bytes) output.send(1 << to, bytes)
  }

  return {
    port: () => port,
    attach(out) {
      port = output.attach(out)
      if (port === undefined) {
        world.log.warn('no output left', { device })
        return
      }
      silenceOn(output, 1 << port)
      router.openOutput(device, port)
    },
    light(control, value) {
      if (port === undefined) return
      lit.add(control)
      send(control, value, port)
    },
    async close() {
      const was = port
      if (was === undefined) return
      // What still sounds there is not heard any more by who could end it; lights go where they are safe.
      silenceOn(output, 1 << was)
      for (const light of lit) send(light, safe(light), was)
      lit.clear()
      router.closeOutput(device)
      port = undefined
      await output.detach(was)
    },
  }
}
