import type { Player } from './player.ts'
import { openWorkerPlayer } from './worker-player.ts'
import { openWorkletPlayer } from './worklet-player.ts'

/** The synth in the page. It is off until `start`, which a browser allows only in a gesture. */
export type Sound = {
  /** Call it in a click, tap or key; a second call does nothing. */
  start(): Promise<void>
  kind(): 'worklet' | 'worker' | 'off'
  /** Velocity 1 to 127; `inMs` from now, to the sample. */
  noteOn(sound: string, pitch: number, velocity: number, inMs?: number): void
  noteOff(sound: string, pitch: number, inMs?: number): void
  /** The tempo that echoes follow. */
  tempo(bpm: number): void
  /** Everything quiet at once, what waits included: for Panic, and when the socket closes. */
  silence(): void
  close(): Promise<void>
}

const gestures = ['pointerdown', 'pointerup', 'keydown'] as const

export function openSound(): Sound {
  let context: AudioContext | undefined
  let player: Player | undefined
  let starting: Promise<void> | undefined

  async function begin(): Promise<void> {
    const opened = new AudioContext({ latencyHint: 'interactive' })
    context = opened
    opened.addEventListener('statechange', () => wakeOnGesture(opened))
    wakeOnGesture(opened)
    // Asked for within the gesture, before anything is awaited: later it would be refused.
    const running = opened.resume()
    player = await playerFor(opened)
    await running
  }

  const atS = (inMs: number): number => {
    const now = player?.nowS() || (inMs > 0 ? (context?.currentTime ?? 0) : 0)
    return now + inMs / 1000
  }

  return {
    start() {
      starting ??= begin().catch((error: unknown) => {
        starting = undefined
        throw error
      })
      return starting
    },
    kind: () => player?.kind ?? 'off',
    noteOn(sound, pitch, velocity, inMs = 0) {
      // While the context sleeps time stands still, and all notes would come at once afterwards.
      if (context?.state !== 'running') return
      player?.send({ kind: 'on', sound, pitch, velocity, atS: atS(inMs) })
    },
    noteOff(sound, pitch, inMs = 0) {
      player?.send({ kind: 'off', sound, pitch, atS: atS(inMs) })
    },
    tempo: (bpm) => player?.send({ kind: 'tempo', bpm }),
    silence: () => player?.send({ kind: 'silence' }),
    async close() {
      player?.close()
      player = undefined
      starting = undefined
      await context?.close()
      context = undefined
    },
  }
}

/** An AudioWorklet where the browser has one and takes ours, else the web worker. */
async function playerFor(context: AudioContext): Promise<Player> {
  if (!isSecureContext || !context.audioWorklet) return openWorkerPlayer(context)
  return openWorkletPlayer(context).catch(() => openWorkerPlayer(context))
}

/** A phone call, a locked screen or a new tab can stop the sound; the next touch brings it back. */
function wakeOnGesture(context: AudioContext): void {
  if (context.state === 'running' || context.state === 'closed') return
  const waiting = new AbortController()
  const wake = (): void => {
    waiting.abort()
    if (context.state !== 'closed') void context.resume()
  }
  for (const gesture of gestures) addEventListener(gesture, wake, { signal: waiting.signal })
}
