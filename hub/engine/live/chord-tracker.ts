import { type Chord, chordFrom, chordName } from '#core/music/chord.ts'
import type { Key } from '#core/music/key.ts'
import { scaleOf, spellingOf } from '#core/music/scale.ts'

export type ChordTracker = {
  /** A note that sounds in this beat, by how much; `lowest` where nothing sounds below it. */
  note(pitch: number, weight: number, lowest: boolean): void
  /** The next beat begins, on a bar line or not. */
  beat(downbeat: boolean): void
  /** The most likely chords of the last beats, the running one last; undefined for silence. */
  path(): readonly (number | undefined)[]
}

/** Templates: half tones above the root, and what each tone says. */
const qualities = [
  { name: '', tones: [0, 4, 7], prior: 0.1 },
  { name: 'm', tones: [0, 3, 7], prior: 0.1 },
  { name: '7', tones: [0, 4, 7, 10], prior: 0 },
  { name: 'm7', tones: [0, 3, 7, 10], prior: 0 },
  { name: 'maj7', tones: [0, 4, 7, 11], prior: 0 },
  { name: 'dim', tones: [0, 3, 6], prior: -0.15 },
] as const
const states = 12 * qualities.length
const beatsBack = 8

/** What a sounding pitch class says for (or against) each chord. */
const says = Float64Array.from({ length: states * 12 }, (_, cell) => {
  const { tones } = qualities[Math.floor(cell / 144)]!
  const step = ((((cell % 12) - (Math.floor(cell / 12) % 12)) % 12) + 12) % 12
  const place = (tones as readonly number[]).indexOf(step)
  return place < 0 ? -0.8 : [1.1, 1, 0.8, 0.7][place]!
})
const rootOf = (state: number): number => state % 12
const qualityOf = (state: number) => qualities[Math.floor(state / 12)]!
const tonesOf: readonly (readonly number[])[] = Array.from({ length: states }, (_, state) =>
  qualityOf(state).tones.map((step) => (rootOf(state) + step) % 12),
)

const stays = 0.7
const staysOverABar = 0.3
const inKeyPrior = 0.3
/** A root that moves by a fourth or fifth is nothing special; one that moves by a tritone is. */
const moves = [0, -0.15, 0, -0.05, -0.05, 0.1, -0.25, 0.1, -0.05, -0.05, 0, -0.15] as const

/**
 * The chord of each of the last eight beats: how well each of 72 templates fits what sounds, and the
 * likeliest path through them (Viterbi), since chords of the key that stay or move by fifths are
 * what people play. Costs the same for every note, and makes nothing anew but the path.
 */
export function chordTracker(key: () => Key | undefined): ChordTracker {
  const chroma = new Float64Array(12)
  /** The lowest pitch of the beat, where nothing sounded below it. */
  let bass = 128
  /** How good the best path to each chord was up to the last whole beat. */
  const before = new Float64Array(states)
  const fits = new Float64Array(states)
  const back: Int16Array[] = []
  const silent: boolean[] = []
  let heard = 0
  let downbeat = true
  const cameFrom = new Int16Array(states)
  const score = new Float64Array(states)
  /** For each root, from which chord one comes to it best, and how well. */
  const nearest = new Int16Array(12)
  const ways = new Float64Array(12)
  const diatonic = new Uint8Array(states)
  let diatonicTo: Key | undefined

  function fitted(): void {
    let loud = 0
    for (const weight of chroma) loud += weight
    if (loud === 0) fits.fill(0)
    else
      for (let state = 0; state < states; state++) {
        let fit = 0
        for (let tone = 0; tone < 12; tone++) fit += chroma[tone]! * says[state * 12 + tone]!
        const root = bass % 12 === rootOf(state) && bass < 128 ? 0.3 : 0
        fits[state] = fit / loud + root + qualityOf(state).prior
      }
  }

  /** Marks the chords of the key. */
  function lookAtKey(): void {
    const now = key()
    if (now === diatonicTo) return
    diatonicTo = now
    const scale = now ? scaleOf(now) : []
    for (let state = 0; state < states; state++)
      diatonic[state] = tonesOf[state]!.every((tone) => scale.includes(tone)) ? 1 : 0
  }

  /** How good a way is hangs on the root it leads to: twelve searches do for all chords. */
  function lookBack(): void {
    for (let root = 0; root < 12; root++) {
      let best = Number.NEGATIVE_INFINITY
      for (let other = 0; other < states; other++) {
        const way = before[other]! + moves[(root - rootOf(other) + 12) % 12]!
        if (way <= best) continue
        best = way
        nearest[root] = other
      }
      ways[root] = best
    }
  }

  function advance(): void {
    fitted()
    lookAtKey()
    lookBack()
    const stay = downbeat ? staysOverABar : stays
    for (let state = 0; state < states; state++) {
      // A chord's own way is never better than staying, so that it need not be left out above.
      const root = rootOf(state)
      const staying = before[state]! + stay
      const moved = ways[root]! > staying
      cameFrom[state] = moved ? nearest[root]! : state
      const way = moved ? ways[root]! : staying
      score[state] = way + fits[state]! * 2 + diatonic[state]! * inKeyPrior
    }
  }

  function best(): number {
    let at = 0
    for (let state = 1; state < states; state++) if (score[state]! > score[at]!) at = state
    return at
  }

  return {
    note(pitch, weight, lowest) {
      chroma[pitch % 12]! += weight
      if (lowest) bass = Math.min(bass, pitch)
      heard += 1
    },
    beat(onBarLine) {
      advance()
      const top = score[best()]!
      for (let state = 0; state < states; state++) before[state] = score[state]! - top
      back.push(cameFrom.slice())
      silent.push(heard === 0)
      if (back.length > beatsBack) {
        back.shift()
        silent.shift()
      }
      chroma.fill(0)
      bass = 128
      heard = 0
      downbeat = onBarLine
    },
    path() {
      advance()
      const now = best()
      const path: (number | undefined)[] = [heard === 0 ? undefined : now]
      let state = cameFrom[now]!
      for (let i = back.length - 1; i >= 0; i--) {
        path.unshift(silent[i] ? undefined : state)
        state = back[i]![state]!
      }
      return path
    },
  }
}

const spelled = { sharp: new Array<Chord>(states), flat: new Array<Chord>(states) }

/** The chord that a number of the tracker stands for, written as the key writes it. */
export function chordOf(state: number, key: Key | undefined): Chord {
  const spelling = key ? spellingOf(key) : 'sharp'
  spelled[spelling][state] ??= chordFrom(
    chordName({ root: rootOf(state), tones: tonesOf[state]! }, spelling)!,
  )!
  return spelled[spelling][state]
}
