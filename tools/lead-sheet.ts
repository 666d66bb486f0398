import { barBeats, meterName } from '#core/music/meter.ts'
import { pitchName, type Spelling } from '#core/music/pitch.ts'
import { romanOf } from '#core/music/roman.ts'
import { keyName, spellingOf } from '#core/music/scale.ts'
import type { NoteEvent } from '#core/score/note-event.ts'
import type { Composition, Part } from '#core/score/piece.ts'
import { styleFor } from '#hub/engine/styles/index.ts'
import { drumPitches } from '#hub/engine/styles/style.ts'
import { compositionFrom } from './composition-from.ts'

/**
 * Tells a composition as text, so that one can read it where one cannot listen:
 *   node tools/lead-sheet.ts piece.json
 *   node tools/lead-sheet.ts '{"style":"lofi","bars":32}' 7
 * Drums stand on a grid of sixteenths (`X` loud, `x` played, `.` soft, `2` and `3` a roll); the others
 * say where they strike (`x`), hold (`=`) and rest (`-`), and their pitches in order.
 */
export function leadSheet(piece: Composition): string {
  const { spec, form } = piece
  const head = `${spec.style}, ${keyName(spec.key)}, ${meterName(spec.meter)}, ${spec.bpm} bpm, swing ${spec.swing}`
  const sounds = piece.parts.map(({ role, sound }) => `${role}: ${sound}`).join(', ')
  return [head, sounds, ...form.map((_, i) => sectionSheet(piece, i))].join('\n')
}

const drumNames: ReadonlyMap<number, string> = new Map<number, string>(
  Object.entries(drumPitches).map(([name, pitch]) => [pitch, name]),
)

function sectionSheet(piece: Composition, i: number): string {
  const { section, start, length } = piece.form[i]!
  const bar = barBeats(piece.spec.meter)
  const bars = Math.round(length / bar)
  const texts = Array.from({ length: bars }, (_, n) => barSheet(piece, start + n * bar))
  const runs: { text: string; from: number; to: number }[] = []
  for (const [n, text] of texts.entries()) {
    const last = runs.at(-1)
    if (last?.text === text) last.to = n
    else runs.push({ text, from: n, to: n })
  }
  const level = piece.parts.map((part) => levelOf(part, start, start + length)).join('  ')
  const head = `== ${section}, ${bars} bars: ${numerals(piece, start, length)}\n   ${level}`
  const told = runs.map(({ text, from, to }) => {
    const many = to > from ? `bars ${from + 1}-${to + 1}` : `bar ${from + 1}`
    return `${many}\n${text}`
  })
  return [head, ...told].join('\n')
}

function numerals({ chords, spec }: Composition, start: number, length: number): string {
  const bar = barBeats(spec.meter)
  return chords
    .filter((chord) => chord.start >= start && chord.start < start + length)
    .map(({ symbol, start: at }, i, all) => {
      const numeral = romanOf(symbol, spec.key, all[i + 1]?.symbol)?.numeral ?? symbol
      return `${i > 0 && (at - start) % bar === 0 ? '| ' : ''}${numeral}(${symbol})`
    })
    .join(' ')
}

function levelOf({ role, notes }: Part, from: number, to: number): string {
  const inside = notes.filter(({ start }) => start >= from && start < to)
  if (inside.length === 0) return `${role} -`
  const loud = inside.reduce((sum, { velocity }) => sum + velocity, 0) / inside.length
  return `${role} ${inside.length} notes, velocity ${Math.round(loud)}`
}

function barSheet(piece: Composition, from: number): string {
  const bar = barBeats(piece.spec.meter)
  const lines = piece.parts.flatMap((part) => {
    const notes = part.notes
      .map((note) => ({ ...note, start: straight(note.start, piece) }))
      .filter(({ start }) => stepOf(start, from) >= 0 && stepOf(start, from) < bar * 4)
    const place = { from, steps: bar * 4, spelling: spellingOf(piece.spec.key) }
    return part.role === 'drums' ? drumLines(notes, place) : tuneLine(part.role, notes, place)
  })
  return lines.join('\n')
}

const stepOf = (start: number, from: number): number => Math.round((start - from) * 4 - 1e-6)

/** Where a note was written before it was swung. */
function straight(start: number, { spec }: Composition): number {
  const pair = styleFor(spec.style).swing.of === 8 ? 1 : 0.5
  const late = (spec.swing * pair) / 6
  const place = (start + 1 / 64) % pair
  const base = start - place
  const half = pair / 2
  if (place <= half + late) return base + (place * half) / (half + late)
  return base + half + ((place - half - late) * half) / (half - late)
}

type Place = { readonly from: number; readonly steps: number; readonly spelling: Spelling }

function drumLines(notes: readonly NoteEvent[], { from, steps }: Place): string[] {
  return [...drumNames].flatMap(([pitch, name]) => {
    const strokes = notes.filter((note) => note.pitch === pitch)
    if (strokes.length === 0) return []
    const cells = Array.from({ length: steps }, () => '-')
    for (const { start, velocity, times } of rolled(strokes)) {
      const played = velocity >= 100 ? 'X' : velocity >= 50 ? 'x' : '.'
      cells[stepOf(start, from)] = times > 1 ? String(times) : played
    }
    return [`  ${name.padEnd(10)}${parted(cells)}`]
  })
}

/** Strokes closer than a sixteenth as the roll they are: two in its time, or three in that of two. */
function rolled(strokes: readonly NoteEvent[]): readonly (NoteEvent & { times: number })[] {
  const rolls: (NoteEvent & { times: number })[] = []
  let last = Number.NEGATIVE_INFINITY
  for (const stroke of strokes) {
    const before = rolls.at(-1)
    if (before && before.times < 3 && stroke.start - last < 0.2)
      rolls[rolls.length - 1] = { ...before, times: before.times + 1 }
    else rolls.push({ ...stroke, times: 1 })
    last = stroke.start
  }
  return rolls
}

function tuneLine(
  role: string,
  notes: readonly NoteEvent[],
  { from, steps, spelling }: Place,
): string[] {
  if (notes.length === 0) return []
  const cells = Array.from({ length: steps }, () => '-')
  const names = new Map<number, string[]>()
  for (const { start, pitch, length } of notes) {
    const step = stepOf(start, from)
    cells[step] = 'x'
    for (let held = 1; held < Math.round(length * 4) && step + held < cells.length; held++)
      if (cells[step + held] === '-') cells[step + held] = '='
    names.set(step, [...(names.get(step) ?? []), pitchName(pitch, spelling)])
  }
  const said = [...names].sort(([a], [b]) => a - b).map(([, pitches]) => pitches.join('+'))
  return [`  ${role.padEnd(10)}${parted(cells)}  ${said.join(' ')}`]
}

const parted = (cells: readonly string[]): string =>
  cells.map((cell, i) => (i % 4 === 0 ? ` ${cell}` : cell)).join('')

if (import.meta.main) {
  const [what = '{}', seed = '1'] = process.argv.slice(2)
  process.stdout.write(`${leadSheet(await compositionFrom(what, Number(seed)))}\n`)
}
