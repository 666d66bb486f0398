import type { OutputClock } from '#hub/clock/clock.ts'

/** Sustain off and all notes off on every channel: whoever played here before may have left notes. */
export function silenceOn(output: Pick<OutputClock, 'send'>, outputs: number): void {
  for (let channel = 0; channel < 16; channel++) {
    output.send(outputs, Uint8Array.of(0xb0 | channel, 64, 0))
    output.send(outputs, Uint8Array.of(0xb0 | channel, 123, 0))
  }
}
