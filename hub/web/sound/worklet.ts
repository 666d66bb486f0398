import { synth } from '#hub/audio/synth.ts'
import { type Message, obey } from './message.ts'

// The scope of an AudioWorklet, which the DOM types leave out.
declare const sampleRate: number
declare const currentTime: number
declare class AudioWorkletProcessor {
  readonly port: MessagePort
}
declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void

/** The synth on the browser's own audio thread. A class, because the browser wants one. */
class RigsongSynth extends AudioWorkletProcessor {
  readonly #synth = synth({ sampleRate })

  constructor() {
    super()
    this.port.onmessage = ({ data }: MessageEvent<Message>) =>
      obey(this.#synth, data, { nowS: currentTime, sampleRate })
  }

  process(_inputs: Float32Array[][], [output]: Float32Array[][]): boolean {
    const [left, right] = output ?? []
    if (left && right) this.#synth.render(left, right)
    return true
  }
}

registerProcessor('rigsong-synth', RigsongSynth)
