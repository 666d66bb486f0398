import { decodeMidi } from '#core/midi/codec.ts'
import { isOfKit } from '#core/midi/drum-channel.ts'
import { soundFor } from '#core/score/sounds.ts'
import type { NoteTrail, TrailNote } from './note-trail.ts'
import type { Sounding } from './sounding.ts'

/** What the page needs of `event/midi/{device}`. */
export type Heard = { readonly device: string; readonly bytes: readonly number[] }

/** Everybody else's hands: other keyboards of the rig and other pages, shown and sounded here. */
export type Neighbours = {
  hear(heard: Heard): void
  /** A message was lost or a device went: whatever sounds of them ends. */
  releaseAll(): void
}

type Parts = {
  readonly voice: Sounding
  readonly trail: NoteTrail
  /** This page's own device: it has sounded already. */
  readonly own: () => string | undefined
  readonly sound: () => string
  readonly now: () => number
}

type Held = { readonly note: TrailNote; readonly sound: string; lifted: boolean }

const sustain = 64
const allSoundOff = 120
const allNotesOff = 123

export function openNeighbours({ voice, trail, own, sound, now }: Parts): Neighbours {
  const held = new Map<string, Held>()
  /** Channels of devices whose sustain pedal is down. */
  const pedals = new Set<string>()

  const end = (key: string, { note, sound }: Held): void => {
    held.delete(key)
    note.endMs = now()
    voice.noteOff(sound, note.pitch)
  }
  const endAll = (where: string, which: (held: Held) => boolean): void => {
    for (const [key, holding] of held)
      if (key.startsWith(where) && which(holding)) end(key, holding)
  }
  const control = (where: string, controller: number, value: number): void => {
    if (controller === sustain && value >= 64) pedals.add(where)
    if (controller === sustain && value < 64) {
      pedals.delete(where)
      endAll(where, ({ lifted }) => lifted)
    }
    if (controller === allSoundOff || controller >= allNotesOff) endAll(where, () => true)
  }

  return {
    hear({ device, bytes }) {
      if (device === own()) return
      const message = decodeMidi(bytes)
      if (!message || !('channel' in message)) return
      const where = `${device}/${message.channel}/`
      if (message.type === 'control-change') control(where, message.controller, message.value)
      if (message.type !== 'note-on' && message.type !== 'note-off') return

      const { pitch, velocity } = message
      const key = `${where}${pitch}`
      const before = held.get(key)
      if (message.type === 'note-off' || velocity === 0) {
        if (before && pedals.has(where)) before.lifted = true
        else if (before) end(key, before)
        return
      }
      if (before) end(key, before)
      const drum = isOfKit(message)
      const name = drum ? soundFor('drums') : sound()
      voice.noteOn(name, pitch, velocity)
      const note = { by: 'you', drum, pitch, velocity, startMs: now(), endMs: undefined } as const
      held.set(key, { note: trail.begin(note), sound: name, lifted: false })
    },
    releaseAll() {
      pedals.clear()
      endAll('', () => true)
    },
  }
}
