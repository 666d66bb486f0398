import { encodeMidi } from '#core/midi/codec.ts'
import type { Mapping } from '#core/rig/mapping.ts'

/** A control that holds a note by a mapping. */
export type HeldNote = {
  readonly device: string
  readonly control: string
  readonly mapping: Mapping
  /** The open scene, where the mapping belongs to it. */
  readonly scene: string | undefined
}

/** The notes that controls hold by mappings; whoever lets go, by whatever way, releases them. */
export type HeldNotes = {
  /** @param velocity 0 to 1 */
  strike(held: HeldNote, velocity: number): void
  /** The control was let go of; without one, the whole device is gone. */
  lift(device: string, control?: string): void
  /** Releases every note that this does not want to stay. */
  keep(stays: (held: HeldNote) => boolean): void
}

const middleC = 60

/** @param play hands a note's bytes to the router as the playing of that device */
export function heldNotes(play: (bytes: Uint8Array, device: string) => void): HeldNotes {
  const sounding = new Map<string, HeldNote>()

  function release(key: string, held: HeldNote): void {
    sounding.delete(key)
    // Another control may still hold the very same note.
    const name = noteOf(held)
    if ([...sounding.values()].some((other) => noteOf(other) === name)) return
    play(encodeMidi({ type: 'note-off', ...pitchOf(held.mapping), velocity: 64 }), held.device)
  }

  function keep(stays: (held: HeldNote) => boolean): void {
    for (const [key, held] of [...sounding]) if (!stays(held)) release(key, held)
  }

  return {
    strike(held, velocity) {
      const key = `${held.device}/${held.control}/${held.mapping.id}`
      const before = sounding.get(key)
      if (before) release(key, before)
      sounding.set(key, held)
      const bytes = encodeMidi({
        type: 'note-on',
        ...pitchOf(held.mapping),
        velocity: Math.min(127, Math.max(1, Math.round(velocity * 127))),
      })
      play(bytes, held.device)
    },
    lift: (device, control) =>
      keep((held) => held.device !== device || (control !== undefined && held.control !== control)),
    keep,
  }
}

const pitchOf = ({ args }: Mapping): { channel: number; pitch: number } => ({
  channel: args?.channel ?? 0,
  pitch: args?.pitch ?? middleC,
})

function noteOf({ device, mapping }: HeldNote): string {
  const { channel, pitch } = pitchOf(mapping)
  return `${device}/${channel}/${pitch}`
}
