import type { Chunk, ChunkRequest } from './chunk-worker.ts'
import workerUrl from './chunk-worker.ts?worker&url'
import type { Message } from './message.ts'
import type { Player } from './player.ts'

/** 21 ms at 48 kHz. */
const chunkFrames = 1024
/** So far ahead sound is ready; a note is that late, always. A page that stutters gets more. */
const usualLeadS = 0.08
const mostLeadS = 0.2
/** No click in it, and nothing heard after it. */
const fadeS = 0.006
/** After so many silent chunks nothing is rendered until the next message; phones have batteries. */
const silentChunks = 50

/**
 * The synth in a web worker, chunk by chunk into buffers that are played one after the other: for
 * a page that was opened by IP over plain HTTP, where browsers offer no AudioWorklet.
 */
export function openWorkerPlayer(context: AudioContext): Player {
  const { sampleRate } = context
  const worker = new Worker(workerUrl, { type: 'module' })
  const out = context.createGain()
  out.connect(context.destination)
  let leadS = usualLeadS
  /** Where the chunk that is asked for next begins: whole frames, so that chunks meet exactly. */
  let nextFrame = 0
  let asked = 0
  let silent = 0
  let closed = false

  const nextS = (): number => nextFrame / sampleRate
  const tell = (message: Message | ChunkRequest, transfer: Transferable[] = []): void =>
    worker.postMessage(message, transfer)

  function keepAhead(): void {
    const now = context.currentTime
    // After a stall (or at the start) the chunks that were missed are gone: go on from here.
    if (asked === 0 && nextS() < now) nextFrame = Math.ceil(now * sampleRate) + chunkFrames
    while (!closed && silent < silentChunks && nextS() < now + leadS) {
      const left = new Float32Array(chunkFrames)
      const right = new Float32Array(chunkFrames)
      asked++
      tell({ kind: 'chunk', startS: nextS(), left, right }, [left.buffer, right.buffer])
      nextFrame += chunkFrames
    }
  }

  function schedule({ startS, left, right }: Chunk): void {
    const lateS = context.currentTime - startS
    if (lateS > 0) leadS = Math.min(mostLeadS, leadS + 0.02)
    const buffer = context.createBuffer(2, chunkFrames, sampleRate)
    buffer.copyToChannel(left, 0)
    buffer.copyToChannel(right, 1)
    const source = context.createBufferSource()
    source.buffer = buffer
    source.connect(out)
    source.onended = () => {
      source.disconnect()
      keepAhead()
    }
    // What comes late loses its beginning, or it would sound into the next.
    source.start(Math.max(0, startS), Math.max(0, lateS))
  }

  /** What is ready already must not be heard any more, nor the first ms after, in which the synth fades. */
  function hush(): void {
    const now = context.currentTime
    out.gain.cancelScheduledValues(now)
    out.gain.setValueAtTime(1, now)
    out.gain.linearRampToValueAtTime(0, now + fadeS)
    out.gain.setValueAtTime(1, Math.max(now, nextS()) + 2 * fadeS)
  }

  worker.onmessage = ({ data }: MessageEvent<Chunk>) => {
    asked--
    silent = data.silent ? silent + 1 : 0
    schedule(data)
    keepAhead()
  }

  tell({ kind: 'open', sampleRate })
  return {
    kind: 'worker',
    send(message) {
      if (message.kind === 'silence') hush()
      tell(message)
      silent = 0
      keepAhead()
    },
    nowS: () => context.currentTime + leadS,
    close() {
      closed = true
      worker.terminate()
      out.disconnect()
    },
  }
}
