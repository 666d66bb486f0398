import { nextNoise } from './noise.ts'
import { pair } from './pair.ts'
import type { Rate } from './rate.ts'
import type { Strip } from './strip.ts'
import { type Voice, voice } from './voice.ts'
import { drumOf } from './voices/drum.ts'
import { type Desk, fadeOut, play, release, slide, start } from './voices/play.ts'

/** So many notes sound at once; the next takes the place of the least missed. */
const mostVoices = 64
/** As many again may be fading out, so that a new note never waits and an old one never clicks. */
const poolSize = 2 * mostVoices
const stealTicks = 4
const chokeTicks = 10
/** What the filters behind a voice still ring. */
const tailMs = 120

export type Band = {
  noteOn(strip: Strip, pitch: number, velocity: number): void
  noteOff(strip: Strip, pitch: number): void
  /** Sets the tempo that filters wobble in. */
  tempo(bpm: number): void
  /** Adds every voice to its strip. */
  render(frames: number): void
  /** Frees every voice at once. */
  clear(): void
  sounding(): number
}

/** All voices, and who plays next. `idle` is the strip of a voice that never played. */
export function band(idle: Strip, rate: Rate): Band {
  const voices = Array.from({ length: poolSize }, () => voice(idle))
  const desk: Desk = { rate, work: pair(), beatHz: 2 }
  const tailFrames = Math.round((tailMs * rate.sampleRate) / 1000)
  const s = { born: 0, noise: 1 }

  function noteOn(strip: Strip, pitch: number, velocity: number): void {
    const held = strip.patch.place.glideMs
      ? voices.find((other) => other.state === 'held' && other.strip === strip)
      : undefined
    if (held && held.pitch !== pitch) {
      slide(held, pitch)
      return
    }
    makeWay(strip, pitch)
    if (count(voices) >= mostVoices) fadeOut(leastMissed(voices), stealTicks)
    const free = firstFree(voices)
    if (!free) return
    free.strip = strip
    free.pitch = pitch
    free.velocity = velocity
    free.born = ++s.born
    s.noise = nextNoise(s.noise)
    free.noise.state = s.noise
    start(free, rate)
  }

  /** A key struck again lets its first note go; a closing hat ends the open one; a bass has one voice. */
  function makeWay(strip: Strip, pitch: number): void {
    const { patch } = strip
    for (let i = 0; i < voices.length; i++) {
      const other = voices[i]!
      if (other.state === 'free' || other.strip !== strip) continue
      if (patch.place.mono) fadeOut(other, chokeTicks)
      else if (patch.kind === 'kit') {
        const { choke } = drumOf(patch, pitch)
        if (choke && drumOf(patch, other.pitch).choke === choke) fadeOut(other, chokeTicks)
      } else if (other.pitch === pitch) release(other)
    }
  }

  return {
    noteOn,
    noteOff(strip, pitch) {
      for (let i = 0; i < voices.length; i++) {
        const other = voices[i]!
        if (other.strip === strip && other.pitch === pitch) release(other)
      }
    },
    tempo(bpm) {
      desk.beatHz = bpm / 60
    },
    render(frames) {
      for (let i = 0; i < voices.length; i++) {
        const each = voices[i]!
        if (each.state === 'free') continue
        play(each, desk, frames)
        each.strip.tail = tailFrames
      }
    },
    clear() {
      for (const each of voices) each.state = 'free'
    },
    sounding: () => voices.reduce((sum, { state }) => sum + (state === 'free' ? 0 : 1), 0),
  }
}

function count(voices: readonly Voice[]): number {
  let sum = 0
  for (let i = 0; i < voices.length; i++) {
    const { state } = voices[i]!
    if (state === 'held' || state === 'released') sum++
  }
  return sum
}

function firstFree(voices: readonly Voice[]): Voice | undefined {
  for (let i = 0; i < voices.length; i++) if (voices[i]!.state === 'free') return voices[i]
  return undefined
}

/** A released note is missed less than a held one; of two, the one that began earlier. */
function leastMissed(voices: readonly Voice[]): Voice {
  let least = voices[0]!
  let fewest = Number.POSITIVE_INFINITY
  for (let i = 0; i < voices.length; i++) {
    const { state, born } = voices[i]!
    if (state === 'free' || state === 'stolen') continue
    const missed = state === 'released' ? born : born + 1e12
    if (missed < fewest) {
      fewest = missed
      least = voices[i]!
    }
  }
  return least
}
