/** What the kernel keeps for the output of a MIDI card, in bytes: a page (sound/core/rawmidi.c of Linux). */
const kernelBytes = 4096
/** A DIN socket behind a USB cable: nothing that speaks MIDI 1.0 takes its bytes more slowly. */
const slowestByteMs = 0.32
/** Other programs play the card as well, and what they send we cannot count. */
const oursBytes = kernelBytes / 2

/** How much of a card's buffer is ours to fill. */
export type CardBuffer = {
  /** How many bytes it surely takes at this moment. */
  room(nowMs: number): number
  filled(bytes: number, nowMs: number): void
}

/**
 * Reckons how full the kernel's buffer of a MIDI card is at most. The kernel throws away what does not
 * fit, and tells nobody: so we never give it more than the slowest wire has surely taken away.
 */
export function cardBuffer(): CardBuffer {
  let emptyAtMs = 0
  const filledNow = (nowMs: number): number => Math.max(0, emptyAtMs - nowMs) / slowestByteMs
  return {
    room: (nowMs) => Math.max(0, Math.floor(oursBytes - filledNow(nowMs))),
    filled(bytes, nowMs) {
      emptyAtMs = Math.max(emptyAtMs, nowMs) + bytes * slowestByteMs
    },
  }
}
