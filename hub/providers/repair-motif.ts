import { type Chord, chordFrom } from '#core/music/chord.ts'
import type { Key } from '#core/music/key.ts'
import { pitchFrom, pitchName, toPitchClass } from '#core/music/pitch.ts'
import { inKey, spellingOf } from '#core/music/scale.ts'
import { pitchInMode } from './repair-mode.ts'
import type { Reader } from './repair-words.ts'

const mostNotes = 32
/** A melody may leap this far, and stays within what a voice of it can reach. */
const widestLeap = 12
const range = [55, 84] as const

type Place = {
  readonly key: Key
  readonly chords: readonly string[]
  /** Sixteenths of the section, and of one bar. */
  readonly steps: number
  readonly barSteps: number
}
type Cell = { readonly step: number; readonly pitch: number; readonly steps: number }

/**
 * The cells of a motif: one voice, within the section, in reach, and in the key unless the chord it
 * sounds over explains the note.
 */
export function mendMotif(written: unknown, place: Place, reader: Reader): string[] {
  if (!Array.isArray(written)) return []
  const read = written.slice(0, mostNotes * 4).map((word) => readCell(reader.words(word, 24)))
  const cells = oneVoice(
    read.filter((cell) => cell !== undefined),
    place,
  ).slice(0, mostNotes)
  for (let lost = written.length - cells.length; lost > 0; lost -= 1)
    reader.mend('motifs', 'has a note that cannot be read, or has no room')
  const chords = place.chords.map((text) => chordFrom(text.split('*')[0]!))
  let before: number | undefined
  return cells.map(({ step, pitch, steps }) => {
    const chord = chords[Math.floor((step * chords.length) / place.steps)]
    const mended = inReach(inTune(pitch, chord, place.key), before)
    if (mended !== pitch) {
      const inMode = mended === pitchInMode(pitch, place.key)
      reader.mend(inMode ? 'mode' : 'motifs', `is out of tune or of reach at step ${step}`)
    }
    before = mended
    return `${step} ${pitchName(mended, spellingOf(place.key))} ${steps}`
  })
}

function readCell(text: string): Cell | undefined {
  const [step = '', name = '', steps = '', ...rest] = text.split(' ')
  const pitch = pitchFrom(name)
  if (pitch === undefined || rest.length > 0) return undefined
  if (!/^\d{1,4}$/.test(step) || !/^\d{1,3}$/.test(steps) || Number(steps) === 0) return undefined
  return { step: Number(step), pitch, steps: Number(steps) }
}

/** In order, none while another sounds, all within the section. */
function oneVoice(cells: readonly Cell[], { steps: end, barSteps }: Place): readonly Cell[] {
  const sorted = cells
    .filter(({ step }) => step < end && step < 999)
    .toSorted((a, b) => a.step - b.step)
  const starts = sorted.filter(({ step }, i) => sorted[i - 1]?.step !== step)
  return starts.map((cell, i) => {
    const room = (starts[i + 1]?.step ?? end) - cell.step
    return { ...cell, steps: Math.min(cell.steps, room, barSteps) }
  })
}

function inTune(written: number, chord: Chord | undefined, key: Key): number {
  const explains = (pitch: number): boolean => chord?.tones.includes(toPitchClass(pitch)) ?? false
  if (explains(written)) return written
  const pitch = pitchInMode(written, key)
  // Half a tone above a tone of the chord: the one dissonance nobody means.
  if (!explains(pitch) && explains(pitch - 1)) return pitch - 1
  if (explains(pitch) || inKey(pitch, key)) return pitch
  return inKey(pitch - 1, key) ? pitch - 1 : pitch + 1
}

function inReach(pitch: number, before: number | undefined): number {
  let near = pitch
  if (before !== undefined) {
    while (near - before > widestLeap) near -= 12
    while (before - near > widestLeap) near += 12
  }
  while (near < range[0]) near += 12
  while (near > range[1]) near -= 12
  return near
}
