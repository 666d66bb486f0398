import type { Payload } from '#core/bus/topics.ts'
import type { Clock } from '#core/clock.ts'
import type { Control } from '#core/rig/description.ts'
import type { ControlEvent } from '#core/score/control-event.ts'
import type { Device } from './device.ts'

/** What a light can show of the hub. */
export type Shown = Exclude<Extract<Control, { kind: 'output' }>['shows'], undefined>

/** The lights of all devices: states that are kept here and set again when a device comes back. */
export type Feedback = {
  /** A control moved: the lights that echo it follow. */
  moved(event: ControlEvent): void
  /** Something of the hub changed: the lights that show it follow. */
  show(what: Shown, value: number): void
  /** Somebody set it by hand. */
  set(device: string, output: string, value: number): void
  /** The device can be written to: everything is sent again. */
  opened(device: string): void
  forget(device: string): void
}

/** @param find the device of that name, and `all` of them */
export function openFeedback({
  find,
  all,
}: {
  find: (device: string) => Device | undefined
  all: () => Iterable<readonly [string, Device]>
}): Feedback {
  const values = new Map<string, Map<string, number>>()
  const shown = new Map<Shown, number>()

  function put(name: string, device: Device, output: string, value: number): void {
    const known = values.get(name) ?? new Map<string, number>()
    values.set(name, known)
    if (known.get(output) === value) return
    known.set(output, value)
    device.set(output, value)
  }

  return {
    moved({ device: name, control, value }) {
      const device = find(name)
      if (!device) return
      for (const output of outputsOf(device))
        if (output.echo === control) put(name, device, output.id, value)
    },
    show(what, value) {
      shown.set(what, value)
      for (const [name, device] of all())
        for (const output of outputsOf(device))
          if (output.shows === what) put(name, device, output.id, value)
    },
    set(name, output, value) {
      const device = find(name)
      if (device) put(name, device, output, value)
    },
    opened(name) {
      const device = find(name)
      if (!device) return
      for (const output of outputsOf(device)) {
        const value = values.get(name)?.get(output.id) ?? shown.get(output.shows!)
        if (value !== undefined) device.set(output.id, value)
      }
    },
    forget: (name) => void values.delete(name),
  }
}

type Output = Extract<Control, { kind: 'output' }>

const outputsOf = (device: Device): readonly Output[] =>
  device.controls().filter((control): control is Output => control.kind === 'output')

const flashMs = 80

/** Says 1 at each beat while the transport plays, and 0 a moment later. */
export function beatLight(clock: Clock, show: (value: number) => void) {
  let timer: NodeJS.Timeout | undefined

  function next(state: Payload<'transport'>): void {
    const beatMs = 60_000 / state.bpm
    const beat = Math.floor(state.originBeat + (clock.now() - state.originMs) / beatMs) + 1
    const dueMs = state.originMs + (beat - state.originBeat) * beatMs
    timer = setTimeout(
      () => {
        show(1)
        timer = setTimeout(
          () => {
            show(0)
            next(state)
          },
          Math.min(flashMs, beatMs / 2),
        )
      },
      Math.max(1, dueMs - clock.now()),
    )
  }

  return {
    follow(state: Payload<'transport'>): void {
      clearTimeout(timer)
      show(0)
      if (state.playing) next(state)
    },
    stop: (): void => clearTimeout(timer),
  }
}
