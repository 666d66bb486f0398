import { type ReadonlySignal, signal } from '@preact/signals'
import type { Sound } from '../sound/sound.ts'
import type { Sounding } from './sounding.ts'

/** `waiting`: sound is wanted, and the browser gives it after the next tap. */
export type VoiceState = 'on' | 'off' | 'waiting' | 'broken'

/** The sound of this page: the synth behind a switch, and the browser's wish for a tap first. */
export type Voice = Sounding & {
  readonly state: ReadonlySignal<VoiceState>
  /** Call it in a gesture: turns sound on or off. */
  toggle(): void
  /** Call it in every gesture: starts the sound that was waiting for one. */
  wake(): void
}

type Parts = {
  readonly sound: Sound
  readonly wanted: boolean
  /** Remembers the switch for the next visit. */
  readonly remember: (wanted: boolean) => void
  readonly warn: (cause: unknown) => void
  readonly now: () => number
}

/** The tap that gave sound may be the one on the switch: it must not turn it off again. */
const sameTapMs = 600

export function openVoice({ sound, wanted, remember, warn, now }: Parts): Voice {
  const state = signal<VoiceState>(wanted ? 'waiting' : 'off')
  let starting = false
  let wokenAtMs = Number.NEGATIVE_INFINITY

  const start = (): void => {
    if (starting) return
    starting = true
    sound
      .start()
      .then(
        () => {
          state.value = sound.kind() === 'off' ? 'broken' : 'on'
        },
        (cause: unknown) => {
          warn(cause)
          state.value = 'broken'
        },
      )
      .finally(() => {
        starting = false
      })
  }

  return {
    state,
    toggle() {
      if (now() - wokenAtMs < sameTapMs) return
      const on = state.value === 'off'
      remember(on)
      if (on) {
        state.value = 'waiting'
        return start()
      }
      sound.silence()
      state.value = 'off'
    },
    wake() {
      if (state.value !== 'waiting') return
      wokenAtMs = now()
      start()
    },
    noteOn(name, pitch, velocity, inMs) {
      if (state.value === 'on') sound.noteOn(name, pitch, velocity, inMs)
    },
    noteOff(name, pitch, inMs) {
      if (state.value === 'on') sound.noteOff(name, pitch, inMs)
    },
    tempo(bpm) {
      if (state.value === 'on') sound.tempo(bpm)
    },
    silence() {
      sound.silence()
    },
  }
}
