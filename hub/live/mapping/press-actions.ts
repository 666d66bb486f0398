import type { Control } from '#core/rig/description.ts'
import type { Mapping, Target } from '#core/rig/mapping.ts'
import type { InForce } from '#core/rig/standing.ts'
import type { Accompaniment } from '#core/score/accompaniment.ts'
import type { ControlEvent } from '#core/score/control-event.ts'
import type { HeldNotes } from './held-notes.ts'
import { tapTempo } from './tap-tempo.ts'
import type { ValueTarget } from './values.ts'

/** What controls can do beside what is done in here. Each is called at the moment it is meant for. */
export type Actions = {
  /** Plays the piece played last; stops where something plays. */
  play(): void
  stop(): void
  panic(): void
  /** 40 to 240 in beats a minute, or what a scene says. */
  tempo(bpm: number): void
  generate(prompt: string | undefined): void
  keep(lastMs: number | undefined): void
  /** The other way round where it is not said. */
  answering(on?: boolean): void
  /** How it responds and who plays along, as a scene says it. */
  accompany(accompaniment: Accompaniment): void
  /** Macro 1 to 8 has this value from 0 to 1 now. */
  macro(macro: number, value: number): void
  /** A note-on or note-off that this device plays by a mapping: for the router, so that the ledger knows. */
  note(bytes: Uint8Array, device: string): void
}

/** A control was pressed that does something. */
export type Pressed = {
  readonly mapping: Mapping
  readonly by: InForce['by']
  readonly event: ControlEvent
  /** Undefined where nobody described it. */
  readonly control: Control | undefined
}

export type PressTarget = Exclude<Target, ValueTarget>

/** The velocity, of 1, of what cannot say how hard it was pressed. */
const plainly = 100 / 127

/** What each target does at a press. */
export function pressActions({
  act,
  held,
  open,
  scene,
}: {
  readonly act: Actions
  readonly held: HeldNotes
  /** Opens the scene of that name or number, or the next one. */
  readonly open: (wanted: string | number | undefined) => void
  /** The scene that is open. */
  readonly scene: () => string | undefined
}): Readonly<Record<PressTarget, (pressed: Pressed) => void>> {
  const taps = tapTempo()
  return {
    play: () => act.play(),
    stop: () => act.stop(),
    generate: ({ mapping }) => act.generate(mapping.args?.prompt),
    keep: ({ mapping }) => act.keep(mapping.args?.lastMs),
    answering: () => act.answering(),
    scene: ({ mapping, control }) => open(mapping.args?.scene ?? programOf(control)),
    nothing() {},
    panic() {
      held.keep(() => false)
      act.panic()
    },
    tap({ event }) {
      const bpm = taps.tap(event.atMs)
      if (bpm !== undefined) act.tempo(bpm)
    },
    note({ mapping, by, event, control }) {
      const { device, control: name, kind, value } = event
      const note = { device, control: name, mapping, scene: by === 'scene' ? scene() : undefined }
      held.strike(note, kind === 'trigger' ? value : plainly)
      // What only says that it came is never let go of.
      if (programOf(control) !== undefined) held.lift(device, name)
    },
  }
}

/** The number of the program whose change this control is, from 0 as on the wire. */
export const programOf = (control: Control | undefined): number | undefined =>
  control && 'from' in control && 'program' in control.from ? control.from.program : undefined
