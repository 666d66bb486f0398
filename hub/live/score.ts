import { encodeMidi } from '#core/midi/codec.ts'
import type { MidiMessage } from '#core/midi/message.ts'
import type { Author } from '#core/score/author.ts'
import type { NoteEvent } from '#core/score/note-event.ts'
import type { Part } from '#core/score/piece.ts'
import { isSound, sounds } from '#core/score/sounds.ts'

/** MIDI to be played, in the order of its beats; typed arrays, so that a worker hands it over as it is. */
export type Score = {
  readonly beats: Float64Array
  /** 3 an event; `lengths` says how many of them count. */
  readonly bytes: Uint8Array
  readonly lengths: Uint8Array
  /** Place in `authors`; -1 for what is no note. */
  readonly by: Int16Array
  readonly authors: readonly Author[]
}

type Line = { readonly beat: number; readonly turn: number; readonly message: MidiMessage } & {
  readonly by: number
}

/** At one beat sounds are chosen first, then keys lift, then keys go down. */
const turns = { program: 0, lift: 1, strike: 2 } as const

/** The parts of a piece, each on its channel, with its General MIDI program where we know its sound. */
export function scoreOfParts(parts: readonly Pick<Part, 'channel' | 'sound' | 'notes'>[]): Score {
  const authors = authorBook()
  const lines = parts.flatMap((part) => [
    ...programOf(part),
    ...part.notes.flatMap((note) => linesOf(note, part.channel, authors.numberOf(note.author))),
  ])
  return scoreOf(lines, authors.all())
}

/** Notes on one channel, as they are. */
export function scoreOfNotes(notes: readonly NoteEvent[], channel: number): Score {
  const authors = authorBook()
  const lines = notes.flatMap((note) => linesOf(note, channel, authors.numberOf(note.author)))
  return scoreOf(lines, authors.all())
}

function linesOf(note: NoteEvent, channel: number, by: number): readonly Line[] {
  const { pitch, velocity, start, length } = note
  return [
    { beat: start, turn: turns.strike, by, message: { type: 'note-on', channel, pitch, velocity } },
    {
      beat: start + length,
      turn: turns.lift,
      by,
      message: { type: 'note-off', channel, pitch, velocity: 64 },
    },
  ]
}

function programOf({ channel, sound }: Pick<Part, 'channel' | 'sound'>): readonly Line[] {
  if (!isSound(sound)) return []
  const { program } = sounds[sound]
  const message: MidiMessage = { type: 'program-change', channel, program }
  return [{ beat: 0, turn: turns.program, by: -1, message }]
}

function scoreOf(lines: readonly Line[], authors: readonly Author[]): Score {
  const sorted = lines.toSorted((a, b) => a.beat - b.beat || a.turn - b.turn)
  const bytes = new Uint8Array(sorted.length * 3)
  const lengths = new Uint8Array(sorted.length)
  for (const [i, { message }] of sorted.entries()) {
    const encoded = encodeMidi(message)
    bytes.set(encoded, i * 3)
    lengths[i] = encoded.length
  }
  return {
    beats: Float64Array.from(sorted, ({ beat }) => beat),
    by: Int16Array.from(sorted, ({ by }) => by),
    bytes,
    lengths,
    authors,
  }
}

/** Authors by number: the notes of a piece have few. */
function authorBook() {
  const numbers = new Map<string, number>()
  const all: Author[] = []
  return {
    numberOf(author: Author): number {
      const key = JSON.stringify(author)
      const known = numbers.get(key)
      if (known !== undefined) return known
      numbers.set(key, all.length)
      return all.push(author) - 1
    },
    all: (): readonly Author[] => all,
  }
}
