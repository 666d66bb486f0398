import { Buffer } from 'node:buffer'

/** What a bed comes in: 16 bit, 48 kHz, stereo. */
export const bedRate = 48_000
const channels = 2
/** Where one recording goes on after another, it fades out and the next fades in. */
const joinMs = 50

/** A tape of a fixed length, filled as sound comes and never beyond its end. */
export type BedTape = {
  /** Takes little-endian samples in base64; what is no whole sample is left. */
  add(base64: string): void
  /** The sound that comes next is not the continuation of what is on the tape. */
  join(): void
  isFull(): boolean
  pcm(): Int16Array
}

/** @param seconds how long the tape is */
export function bedTape(seconds: number): BedTape {
  const samples = new Int16Array(Math.round(seconds * bedRate) * channels)
  const joinFrames = (bedRate * joinMs) / 1000
  let end = 0
  let fadeInFrom: number | undefined

  return {
    add(base64) {
      const bytes = Buffer.from(base64, 'base64')
      const many = Math.min(bytes.length >> 1, samples.length - end)
      for (let i = 0; i < many; i++) {
        const sample = bytes.readInt16LE(i * 2)
        const frame = (end + i - (fadeInFrom ?? 0)) >> 1
        const fading = fadeInFrom !== undefined && frame < joinFrames
        samples[end + i] = fading ? (sample * frame) / joinFrames : sample
      }
      end += many
    },
    join() {
      // A frame that broke off in its middle would swap left and right from here on.
      end -= end % channels
      fadeInFrom = end
      const frames = Math.min(joinFrames, end / channels)
      for (let i = 0; i < frames * channels; i++)
        samples[end - 1 - i] = (samples[end - 1 - i]! * (i >> 1)) / joinFrames
    },
    isFull: () => end === samples.length,
    pcm: () => samples.slice(0, end - (end % channels)),
  }
}
