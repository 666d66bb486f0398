import type { Random } from '#core/random.ts'
import type { Role } from '#core/score/piece-spec.ts'
import { fitLane, ticksPerStep, weightOf } from './bar-grid.ts'
import { type Span, spanAt } from './chord-line.ts'
import { inRhythm } from './rhythm.ts'
import { type Draft, groundOf, type Passage, type Song } from './song.ts'
import { type Voicing, type VoicingRules, voiced } from './voicing.ts'

/** Under a tune the chords lie lower, so that it is heard over them. */
const chordRules = { low: 50, high: 77, centre: 63, voices: 4, open: false }
const underTune = { ...chordRules, high: 73, centre: 60 }
const padRules: VoicingRules = {
  ...{ low: 48, high: 79, centre: 62, voices: 4, open: true, rootless: false },
}

export type Voicings = ReadonlyMap<Span, Voicing>

/** How the chords of a piece lie under the hand of the chord player. */
export const chordVoicings = (song: Song): Voicings => {
  const plays = (role: Role): boolean =>
    song.passages.some(({ section }) => section.roles.includes(role))
  const rules = plays('melody') ? underTune : chordRules
  return lineOf(song, { ...rules, rootless: plays('bass') && song.style.comp.rootless })
}

export const padVoicings = (song: Song): Voicings => lineOf(song, padRules)

function lineOf(song: Song, rules: VoicingRules): Voicings {
  const line = voiced(song.spans, rules)
  return new Map(song.spans.map((span, i) => [span, line[i]!]))
}

type Hand = { readonly voicings: Voicings; readonly random: Random }

/** Chords in the rhythm of the style's tab; where a chord comes inside a held one it is struck anew. */
export function playChords(
  song: Song,
  passage: Passage,
  { voicings, random }: Hand,
): readonly Draft[] {
  const tab = random.fork(groundOf(song, passage)).pick(song.style.comp.tabs)
  const hand = random.fork(`${passage.section.id} ${passage.time}`)
  const notes: Draft[] = []
  for (let bar = 0; bar < passage.bars; bar++) {
    const at = passage.at + bar * song.grid.ticks
    const played = inRhythm(tab, song.busy, bar)
    const lane = struckAnew(fitLane(played, song.laneSteps, song.grid, bar), at, song)
    for (let step = 0; step < lane.length; step++) {
      const sign = lane[step]!
      if (sign === '.' || sign === '-') continue
      const start = at + step * ticksPerStep
      const end = at + heldUntil(lane, step) * ticksPerStep
      const voicing = voicings.get(spanAt(song.spans, start))!
      const accent = (sign === 'X' ? 12 : 0) + weightOf(step, song.grid) * 4
      const velocity = 58 + accent + Math.round(passage.section.energy * 22)
      notes.push(...strike(sign, voicing, { at: start, ticks: end - start - 10, velocity, hand }))
    }
  }
  return notes
}

function struckAnew(lane: string, at: number, song: Song): readonly string[] {
  return [...lane].map((sign, step) => {
    const tick = at + step * ticksPerStep
    return sign === '-' && spanAt(song.spans, tick).at === tick ? 'x' : sign
  })
}

function heldUntil(lane: readonly string[], step: number): number {
  let end = step + 1
  while (lane[end] === '-') end++
  return end
}

type Stroke = {
  readonly at: number
  readonly ticks: number
  readonly velocity: number
  readonly hand: Random
}

function strike(
  sign: string,
  voicing: Voicing,
  { at, ticks, velocity, hand }: Stroke,
): readonly Draft[] {
  const human = (): number => velocity + hand.below(9) - 4
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
