import { Buffer } from 'node:buffer'

/** How the samples that come are to be read. */
export type TapeSound = { readonly sampleRate: number; readonly channels: number }

/** 16 bit, stereo, interleaved. */
export type Recorded = { readonly pcm: Int16Array; readonly sampleRate: number }

const channels = 2
const rates = { lowest: 32_000, highest: 96_000 }
/** Where one recording goes on after another, it fades out and the next fades in. */
const joinMs = 50

/** A tape of a fixed length, filled as sound comes and never beyond its end. */
export type BedTape = {
  /**
   * Takes little-endian samples of 16 bits in base64; what is no whole sample is left. False for sound
   * that cannot be recorded, or that is of another rate than what is on the tape.
   */
  add(base64: string, sound: TapeSound): boolean
  /** The sound that comes next is not the continuation of what is on the tape. */
  join(): void
  isFull(): boolean
  recorded(): Recorded
}

/** @param seconds how long the tape is */
export function bedTape(seconds: number): BedTape {
  let sampleRate = 48_000
  let samples = new Int16Array(0)
  let end = 0
  let fadeInFrom: number | undefined
  const joinFrames = (): number => Math.round((sampleRate * joinMs) / 1000)

  /** The tape is cut to the rate of what comes first. */
  function fits(sound: TapeSound): boolean {
    const isKnown = sound.sampleRate >= rates.lowest && sound.sampleRate <= rates.highest
    if (!isKnown || (sound.channels !== 1 && sound.channels !== 2)) return false
    if (samples.length > 0) return sound.sampleRate === sampleRate
    sampleRate = sound.sampleRate
    samples = new Int16Array(Math.round(seconds * sampleRate) * channels)
    return true
  }

  function put(sample: number): void {
    const frame = (end - (fadeInFrom ?? 0)) >> 1
    const isFading = fadeInFrom !== undefined && frame < joinFrames()
    samples[end] = isFading ? (sample * frame) / joinFrames() : sample
    end += 1
  }

  return {
    add(base64, sound) {
      if (!fits(sound)) return false
      const bytes = Buffer.from(base64, 'base64')
      const each = channels / sound.channels
      const many = Math.min(bytes.length >> 1, (samples.length - end) / each)
      for (let i = 0; i < many; i++)
        for (let side = 0; side < each; side++) put(bytes.readInt16LE(i * 2))
      return true
    },
    join() {
      // A frame that broke off in its middle would swap left and right from here on.
      end -= end % channels
      fadeInFrom = end
      const frames = Math.min(joinFrames(), end / channels)
      for (let i = 0; i < frames * channels; i++)
        samples[end - 1 - i] = (samples[end - 1 - i]! * (i >> 1)) / joinFrames()
    },
    isFull: () => samples.length > 0 && end === samples.length,
    recorded: () => ({ pcm: samples.slice(0, end - (end % channels)), sampleRate }),
  }
}
