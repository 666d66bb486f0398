import type { Message } from './message.ts'

/** A synth that sounds through an audio context. */
export type Player = {
  readonly kind: 'worklet' | 'worker'
  send(message: Message): void
  /** When a note sounds that is played now: a time of the context, or 0 for at once. */
  nowS(): number
  close(): void
}
