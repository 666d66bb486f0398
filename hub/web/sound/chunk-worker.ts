import { type Synth, synth } from '#hub/audio/synth.ts'
import { type Message, obey } from './message.ts'

/** What the page asks of the worker beside messages to the synth. */
export type ChunkRequest =
  | { readonly kind: 'open'; readonly sampleRate: number }
  | {
      readonly kind: 'chunk'
      /** When the chunk will sound, in seconds of the audio context. */
      readonly startS: number
      readonly left: Float32Array<ArrayBuffer>
      readonly right: Float32Array<ArrayBuffer>
    }

export type Chunk = {
  readonly startS: number
  readonly left: Float32Array<ArrayBuffer>
  readonly right: Float32Array<ArrayBuffer>
  readonly silent: boolean
}

type Scope = {
  onmessage: ((event: MessageEvent<Message | ChunkRequest>) => void) | null
  postMessage(chunk: Chunk, transfer: Transferable[]): void
}
const scope = globalThis as unknown as Scope

let player: { readonly synth: Synth; readonly sampleRate: number } | undefined
/** Messages wait for the chunk they fall into: only then is it known when that sounds. */
const waiting: Message[] = []

scope.onmessage = ({ data }) => {
  if (data.kind === 'open')
    player = { synth: synth({ sampleRate: data.sampleRate }), sampleRate: data.sampleRate }
  else if (data.kind === 'chunk') renderChunk(data)
  else waiting.push(data)
}

function renderChunk({ startS, left, right }: ChunkRequest & { kind: 'chunk' }): void {
  if (!player) return
  const { synth, sampleRate } = player
  for (const message of waiting.splice(0)) obey(synth, message, { nowS: startS, sampleRate })
  synth.render(left, right)
  const silent = synth.sounding() === 0 && left.every((x) => Math.abs(x) < 1e-5)
  scope.postMessage({ startS, left, right, silent }, [left.buffer, right.buffer])
}
