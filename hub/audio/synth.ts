import type { SoundName } from '#core/score/sounds.ts'
import { band } from './band.ts'
import { chorus } from './effects/chorus.ts'
import { delay } from './effects/delay.ts'
import { glue } from './effects/glue.ts'
import { limiter } from './effects/limiter.ts'
import { reverb } from './effects/reverb.ts'
import { blockFrames, clearPair } from './pair.ts'
import { patches } from './patches.ts'
import { queue } from './queue.ts'
import { fromDb, rateOf } from './rate.ts'
import { buses, hush, mixDown, strip } from './strip.ts'
import { drumOf } from './voices/drum.ts'

/**
 * The synth: every sound on one mixing desk. It runs in a worker of the hub, in an AudioWorklet
 * and in a web worker alike; given the same notes it gives the same samples.
 */
export type Synth = {
  /** Strikes a key, `delayFrames` from the next frame on; velocity 1 to 127, 0 lets it go. */
  noteOn(sound: string, pitch: number, velocity: number, delayFrames?: number): void
  /** Lets a key go; it never overtakes the note-on it ends. */
  noteOff(sound: string, pitch: number, delayFrames?: number): void
  /** Sets the tempo that echoes and wobbling filters follow. */
  tempo(bpm: number): void
  /** Everything quiet within 5 ms: notes, what waits, echoes and room. */
  silence(): void
  /** Fills both sides with the next frames, any number of them. */
  render(left: Float32Array, right: Float32Array): void
  /** How many voices sound. */
  sounding(): number
}

export type SynthOptions = {
  readonly sampleRate: number
  /** 'live' (unless said) limits the mix to -1 dBTP; 'none' leaves it to a render to do so. */
  readonly master?: 'live' | 'none'
}

const soundNames = Object.keys(patches) as SoundName[]
const hushMs = 5
/** The kick's duck: down at once, up again in about a sixteenth. */
const duckRiseMs = 4
const duckFallMs = 330
/** A duck smaller than this is none (-100 dB). */
const silence = 1e-5
/** The live mix is this much louder than the desk's own level. */
const liveDb = 3

export function synth({ sampleRate, master = 'live' }: SynthOptions): Synth {
  const rate = rateOf(sampleRate)
  const strips = soundNames.map((name) => strip(name, patches[name], rate))
  const numbers = new Map<string, number>(soundNames.map((name, number) => [name, number]))
  const players = band(strips[0]!, rate)
  const waiting = queue()
  const to = buses()
  const pairs = [to.mix, to.reverb, to.delay, to.chorus]
  const room = reverb(rate)
  const echo = delay(rate)
  const ensemble = chorus(rate)
  const glued = glue(rate)
  const limited = limiter(rate, -1.1)
  const effects = [room, echo, ensemble, glued, limited]
  const louder = fromDb(liveDb)
  const hushFrames = Math.round((hushMs * sampleRate) / 1000)
  const duckRise = 1 - Math.exp(-6.9078 / ((duckRiseMs * sampleRate) / 1000))
  const duckFall = Math.exp(-6.9078 / ((duckFallMs * sampleRate) / 1000))
  const s = { now: 0, hushLeft: 0, duck: 0, duckGoal: 0, duckDepth: 0 }

  tempo(120)

  function tempo(bpm: number): void {
    echo.tempo(bpm)
    players.tempo(bpm)
  }

  function hear(number: number, pitch: number, velocity: number): void {
    const struck = strips[number]!
    if (velocity === 0) {
      players.noteOff(struck, pitch)
      return
    }
    players.noteOn(struck, pitch, velocity)
    const { patch } = struck
    if (patch.kind !== 'kit' || !drumOf(patch, pitch).kick) return
    s.duckDepth = 1 - fromDb(-patch.duckDb)
    s.duckGoal = velocity
  }

  /** Forgets everything that sounds; by now nothing of it can be heard. */
  function quieten(): void {
    players.clear()
    for (const each of strips) hush(each)
    for (const effect of effects) effect.clear()
    s.duck = s.duckGoal = 0
  }

  function duck(frames: number): void {
    let { duck: down, duckGoal: goal } = s
    for (let i = 0; i < frames; i++) {
      if (goal > 0) {
        down += duckRise * (goal - down)
        if (down > 0.98 * goal) goal = 0
      } else down *= duckFall
      to.duck[i] = down
    }
    s.duck = down < silence ? 0 : down
    s.duckGoal = goal
  }

  /** The next `frames` into the mix, at most a block. */
  function mix(frames: number): void {
    for (let i = 0; i < pairs.length; i++) clearPair(pairs[i]!, frames)
    duck(frames)
    players.render(frames)
    for (let i = 0; i < strips.length; i++)
      if (strips[i]!.tail > 0) mixDown(strips[i]!, to, frames, s.duckDepth)
    ensemble.render(to.chorus, to.mix, frames)
    echo.render(to.delay, to.mix, frames)
    room.render(to.reverb, to.mix, frames)
    glued.render(to.mix.left, to.mix.right, frames)
    if (master === 'live') finish(frames)
    if (s.hushLeft > 0) fadeToSilence(frames)
  }

  function finish(frames: number): void {
    const { left, right } = to.mix
    for (let i = 0; i < frames; i++) {
      left[i]! *= louder
      right[i]! *= louder
    }
    limited.render(left, right, frames)
  }

  function fadeToSilence(frames: number): void {
    const { left, right } = to.mix
    for (let i = 0; i < frames; i++) {
      const gain = s.hushLeft / hushFrames
      left[i]! *= gain
      right[i]! *= gain
      s.hushLeft--
    }
    if (s.hushLeft === 0) quieten()
  }

  /** How many frames may be rendered in one go: to the end of a block, the next note, or a hush. */
  function stretch(left: number): number {
    const toNext = Math.max(1, waiting.next() - s.now)
    const toHush = s.hushLeft > 0 ? s.hushLeft : blockFrames
    return Math.min(left, blockFrames, toNext, toHush)
  }

  const frameOf = (delayFrames: number): number =>
    s.now + Math.max(s.hushLeft, Math.round(delayFrames))

  function noteOff(sound: string, pitch: number, delayFrames = 0): void {
    const number = numbers.get(sound)
    if (number === undefined) return
    if (!waiting.off(frameOf(delayFrames), number, pitch)) players.noteOff(strips[number]!, pitch)
  }

  return {
    noteOn(sound, pitch, velocity, delayFrames = 0) {
      const number = numbers.get(sound)
      if (number === undefined) return
      if (velocity > 0) waiting.on(frameOf(delayFrames), number, pitch, Math.min(1, velocity / 127))
      else noteOff(sound, pitch, delayFrames)
    },
    noteOff,
    tempo,
    silence() {
      waiting.clear()
      if (s.hushLeft === 0) s.hushLeft = hushFrames
    },
    render(left, right) {
      let done = 0
      while (done < left.length) {
        while (waiting.next() <= s.now) waiting.take(hear)
        const frames = stretch(left.length - done)
        mix(frames)
        copy(to.mix.left, left, done, frames)
        copy(to.mix.right, right, done, frames)
        s.now += frames
        done += frames
      }
    },
    sounding: players.sounding,
  }
}

function copy(from: Float64Array, to: Float32Array, at: number, frames: number): void {
  for (let i = 0; i < frames; i++) to[at + i] = from[i]!
}
