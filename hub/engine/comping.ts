import { toPitchClass } from '#core/music/pitch.ts'
import type { Random } from '#core/random.ts'
import type { Role } from '#core/score/piece-spec.ts'
import { ticksPerStep, weightOf } from './bar-grid.ts'
import { hitsOf } from './chord-hits.ts'
import type { Span } from './chord-line.ts'
import type { Draft, Passage, Song } from './song.ts'
import { type Voicing, type VoicingRules, voiced } from './voicing.ts'

/** Under a tune the chords lie lower, so that it is heard over them. */
const chordRules = { low: 50, high: 77, centre: 63, voices: 4, open: false }
const underTune = { ...chordRules, high: 73, centre: 60 }
const padRules: VoicingRules = {
  ...{ low: 48, high: 79, centre: 62, voices: 4, open: true, rootless: false },
}
/** What names a chord is enough beside somebody who strikes it whole: its third and seventh. */
const guideTones: VoicingRules = { ...padRules, voices: 2, rootless: true }

const lowE = 40

export type Voicings = ReadonlyMap<Span, Voicing>

/** How the chords of a piece lie under the hand of the chord player. */
export const chordVoicings = (song: Song): Voicings => {
  const plays = (role: Role): boolean =>
    song.passages.some(({ section }) => section.roles.includes(role))
  const rules = plays('melody') ? underTune : chordRules
  return lineOf(song, { ...rules, rootless: plays('bass') && song.style.comp.rootless })
}

/** Thinner where somebody beside it plays, and mostly strikes, whole chords. */
export function padVoicings(song: Song, besideChords: boolean): Voicings {
  const { tabs } = song.style.comp
  const whole = tabs.filter((tab) => /[xX]/.test(tab)).length
  return lineOf(song, besideChords && whole * 2 > tabs.length ? guideTones : padRules)
}

function lineOf(song: Song, rules: VoicingRules): Voicings {
  const line = voiced(song.spans, rules)
  return new Map(song.spans.map((span, i) => [span, line[i]!]))
}

type Hand = { readonly voicings: Voicings; readonly random: Random }

/** Chords in the rhythm of the style's tab. */
export function playChords(
  song: Song,
  passage: Passage,
  { voicings, random }: Hand,
): readonly Draft[] {
  const hand = random.fork(`${passage.section.id} ${passage.time}`)
  return hitsOf(song, passage, random).flatMap(({ sign, span, at, until }) => {
    const step = ((at - passage.at) / ticksPerStep) % song.grid.steps
    const accent = (sign === 'X' ? 12 : 0) + weightOf(step, song.grid) * 4
    const velocity = 58 + accent + Math.round(passage.section.energy * 22)
    const stroke = { at, ticks: until - at - 10, velocity, hand }
    return strike(sign, { span, voicing: voicings.get(span)! }, stroke)
  })
}

type Stroke = {
  readonly at: number
  readonly ticks: number
  readonly velocity: number
  readonly hand: Random
}

type Grip = { readonly span: Span; readonly voicing: Voicing }

function strike(
  sign: string,
  { span, voicing }: Grip,
  { at, ticks, velocity, hand }: Stroke,
): readonly Draft[] {
  const human = (): number => velocity + hand.below(9) - 4
  if (sign === 'r') return [{ pitch: thumbOf(span, voicing), velocity: human(), at, ticks }]
  if (sign >= '0' && sign <= '7') {
    const i = Number(sign)
    const octave = Math.floor(i / voicing.length) * 12
    return [{ pitch: voicing[i % voicing.length]! + octave, velocity: human(), at, ticks }]
  }
  const tones = sign === 'u' ? voicing.slice(1) : voicing
  return tones.map((pitch, i) => ({
    pitch,
    // The top voice sings, the inner ones stay under it.
    velocity: human() - (i === tones.length - 1 ? 0 : 5),
    at,
    ticks,
  }))
}

/** The root below the other strings: the thumb of a guitar, from its low E up. */
function thumbOf({ chord }: Span, voicing: Voicing): number {
  const low = lowE + toPitchClass(chord.bass - lowE)
  const high = low + 12
  return high < voicing[0]! ? high : low
}

/** One long tone a voice: what two chords have in common sounds on through both. */
export function playPad(
  song: Song,
  passage: Passage,
  { voicings, random }: Hand,
): readonly Draft[] {
  const notes: Draft[] = []
  const sounding = new Map<number, number>()
  const end = Math.min(passage.at + passage.ticks, passage.last ? song.finalAt : song.ticks)
  const velocity = 46 + Math.round(passage.section.energy * 26)
  const release = (pitch: number, at: number): void => {
    const from = sounding.get(pitch)!
    sounding.delete(pitch)
    notes.push({ pitch, velocity: velocity + random.below(5), at: from, ticks: at - from })
  }
  for (const span of passage.spans) {
    if (span.at >= end) break
    const voicing = voicings.get(span)!
    const fourBars = (span.at - passage.at) % (song.grid.ticks * 4) === 0
    for (const pitch of [...sounding.keys()])
      if (fourBars || !voicing.includes(pitch)) release(pitch, span.at)
    for (const pitch of voicing) if (!sounding.has(pitch)) sounding.set(pitch, span.at)
  }
  for (const pitch of [...sounding.keys()]) release(pitch, end)
  return notes
}

/** The last chord, struck together (or gently from below) and held to the end. */
export function endChords(
  song: Song,
  { voicings, velocity, roll }: { voicings: Voicings; velocity: number; roll: number },
): readonly Draft[] {
  return voicings.get(song.spans.at(-1)!)!.map((pitch, i) => ({
    ...{ pitch, velocity, at: song.finalAt + i * roll },
    ticks: song.ticks - song.finalAt - i * roll,
  }))
}
