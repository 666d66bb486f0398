import { byHeart } from '#core/by-heart.ts'
import type { Chord } from '#core/music/chord.ts'
import { toPitchClass } from '#core/music/pitch.ts'
import type { Span } from './chord-line.ts'

export type Voicing = readonly number[]
export type VoicingRules = {
  readonly low: number
  readonly high: number
  /** Where the middle of the chord likes to be. */
  readonly centre: number
  readonly voices: number
  /** Leaves the root to the bass where four tones or more are named. */
  readonly rootless: boolean
  /** Open position: the second tone from above an octave down. */
  readonly open: boolean
}

/** A voicing, and what speaks against it whatever stands around it. */
type Choice = { readonly voicing: Voicing; readonly strain: number }

/** A band that hears another chord with every note asks for the same few again. */
const known = byHeart<readonly Choice[]>(256)

/**
 * A voicing for each chord, so that the voices together move as little as they can over the whole
 * line (a shortest path through all inversions of all chords).
 */
export function voiced(spans: readonly Span[], rules: VoicingRules): readonly Voicing[] {
  const choices = spans.map(({ chord }) => choicesFor(chord, rules))
  const back: number[][] = []
  let costs = choices[0]?.map(({ strain }) => strain) ?? []
  for (let i = 1; i < choices.length; i++) {
    const before = choices[i - 1]!
    const reached = costs
    const from = choices[i]!.map(({ voicing }) => nearest(reached, before, voicing))
    costs = choices[i]!.map(({ voicing, strain }, j) => {
      const k = from[j]!
      return reached[k]! + motion(before[k]!.voicing, voicing) + strain
    })
    back.push(from)
  }
  let at = costs.indexOf(Math.min(...costs))
  const line: Voicing[] = []
  for (let i = choices.length - 1; i >= 0; i--) {
    line.unshift(choices[i]![at]!.voicing)
    at = back[i - 1]?.[at] ?? 0
  }
  return line
}

function choicesFor(chord: Chord, rules: VoicingRules): readonly Choice[] {
  const { low, high, centre, voices, rootless, open } = rules
  const name = `${chord.symbol} ${low} ${high} ${centre} ${voices} ${rootless} ${open}`
  return known(name, () =>
    voicingsOf(chord, rules).map((voicing) => ({ voicing, strain: strainOf(voicing, rules) })),
  )
}

/** From which choice it costs least to come to a voicing. */
function nearest(costs: readonly number[], before: readonly Choice[], voicing: Voicing): number {
  let best = 0
  let least = Number.POSITIVE_INFINITY
  for (let k = 0; k < before.length; k++) {
    const cost = costs[k]! + motion(before[k]!.voicing, voicing)
    if (cost >= least) continue
    least = cost
    best = k
  }
  return best
}

/** Half tones that all voices move together; the top voice is heard most and counts double. */
function motion(from: Voicing, to: Voicing): number {
  const voices = Math.max(from.length, to.length)
  let total = 0
  for (let i = 0; i < voices; i++) {
    const a = from[Math.min(i, from.length - 1)]!
    const b = to[Math.min(i, to.length - 1)]!
    total += Math.abs(a - b)
  }
  return total * 2 + Math.abs(from.at(-1)! - to.at(-1)!) * 2
}

function strainOf(voicing: Voicing, { centre }: VoicingRules): number {
  let sum = 0
  for (const pitch of voicing) sum += pitch
  let cost = Math.abs(Math.round(sum / voicing.length) - centre)
  for (let i = 1; i < voicing.length; i++) {
    const gap = voicing[i]! - voicing[i - 1]!
    if (gap > 12) cost += 12
    // Close intervals down low are mud; half tones rub anywhere, most of all on top.
    if (voicing[i - 1]! < 52 && gap < 5) cost += 10
    if (gap === 1) cost += i === voicing.length - 1 ? 14 : 6
  }
  return cost
}

function voicingsOf(chord: Chord, rules: VoicingRules): readonly Voicing[] {
  const tones = chosenTones(chord.tones, rules)
  const voicings: Voicing[] = []
  for (let turn = 0; turn < tones.length; turn++) {
    const order = [...tones.slice(turn), ...tones.slice(0, turn)]
    for (let base = rules.low; base < rules.low + 24; base += 12) {
      const close = stack(order, base)
      voicings.push(close)
      if (close.length >= 3) voicings.push(dropped(close))
    }
  }
  const fits = voicings.filter((v) => v[0]! >= rules.low && v.at(-1)! <= rules.high)
  const wanted = rules.open ? fits.filter((v) => v.at(-1)! - v[0]! >= 12) : fits
  if (wanted.length > 0) return wanted
  return fits.length > 0 ? fits : [stack(tones, rules.low)]
}

/** Third and seventh name the chord; the root may go to the bass, the fifth is missed least. */
function chosenTones(
  tones: readonly number[],
  { voices, rootless }: VoicingRules,
): readonly number[] {
  const [root, ...others] = tones
  const kept = rootless && tones.length >= 4 ? others : [root!, ...others]
  const withoutFifth = kept.filter((tone) => kept.length <= voices || tone !== fifthOf(tones))
  const sorted = withoutFifth.slice(0, voices)
  return sorted.toSorted((a, b) => toPitchClass(a - root!) - toPitchClass(b - root!))
}

const fifthOf = (tones: readonly number[]): number | undefined =>
  tones.find((tone) => toPitchClass(tone - tones[0]!) === 7)

function stack(order: readonly number[], base: number): Voicing {
  const voicing: number[] = []
  let floor = base
  for (const tone of order) {
    const pitch = floor + toPitchClass(tone - floor)
    voicing.push(pitch)
    floor = pitch + 1
  }
  return voicing
}

/** Drop two: the second voice from above an octave lower, for air between the voices. */
function dropped(close: Voicing): Voicing {
  const second = close.at(-2)! - 12
  return [second, ...close.filter((_, i) => i !== close.length - 2)].toSorted((a, b) => a - b)
}
