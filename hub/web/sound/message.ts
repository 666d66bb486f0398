import type { Synth } from '#hub/audio/synth.ts'

/** What the page tells the synth, wherever it runs. `atS` is a time of the audio context, 0 is now. */
export type Message =
  | {
      readonly kind: 'on'
      readonly sound: string
      readonly pitch: number
      readonly velocity: number
      readonly atS: number
    }
  | { readonly kind: 'off'; readonly sound: string; readonly pitch: number; readonly atS: number }
  | { readonly kind: 'tempo'; readonly bpm: number }
  | { readonly kind: 'silence' }

/** Does what the message says; `nowS` is when the next frame of the synth sounds. */
export function obey(
  synth: Synth,
  message: Message,
  { nowS, sampleRate }: { readonly nowS: number; readonly sampleRate: number },
): void {
  const delay = (atS: number): number => Math.max(0, (atS - nowS) * sampleRate)
  switch (message.kind) {
    case 'on':
      synth.noteOn(message.sound, message.pitch, message.velocity, delay(message.atS))
      break
    case 'off':
      synth.noteOff(message.sound, message.pitch, delay(message.atS))
      break
    case 'tempo':
      synth.tempo(message.bpm)
      break
    case 'silence':
      synth.silence()
  }
}
