import type { NoteEvent } from './note-event.ts'
import type { Part, Share, Shares } from './piece.ts'

type Maker = keyof Shares
const makers = ['human', 'machine', 'rule'] as const satisfies readonly Maker[]

/**
 * Who made how much of a piece: of its notes, of the beats they sound, and of its parts (a part is
 * shared by its notes). A simulated hand is no hand: its notes count as those of a rule.
 * @example sharesOf(parts).human // { notes: 0.25, beats: 0.31, parts: 0.5 }
 */
export function sharesOf(parts: readonly Pick<Part, 'notes'>[]): Shares {
  const sounding = parts.filter(({ notes }) => notes.length > 0)
  const notes = sounding.flatMap((part) => part.notes)
  const share = (maker: Maker): Share => ({
    notes: quotient(by(maker, notes).length, notes.length),
    beats: quotient(beatsOf(by(maker, notes)), beatsOf(notes)),
    parts: quotient(
      sounding.reduce((sum, part) => sum + by(maker, part.notes).length / part.notes.length, 0),
      sounding.length,
    ),
  })
  const [human, machine, rule] = makers.map(share)
  return { human: human!, machine: machine!, rule: rule! }
}

const by = (maker: Maker, notes: readonly NoteEvent[]): readonly NoteEvent[] =>
  notes.filter(({ author }) => {
    const kind = author.kind === 'human' && author.simulated === true ? 'rule' : author.kind
    return kind === maker
  })

const beatsOf = (notes: readonly NoteEvent[]): number =>
  notes.reduce((sum, { length }) => sum + length, 0)

const quotient = (some: number, all: number): number => (all === 0 ? 0 : some / all)
