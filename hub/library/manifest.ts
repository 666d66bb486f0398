import { v } from '#core/schema.ts'
import { Author } from '#core/score/author.ts'
import type { NoteEvent } from '#core/score/note-event.ts'
import { Composition, type Part, Piece } from '#core/score/piece.ts'
import { Role } from '#core/score/piece-spec.ts'

const Count = v.pipe(v.number(), v.integer(), v.minValue(0))

/**
 * Where a piece came from: enough to make it again (spec, seed and engine), and who wrote each note.
 * Authorship is run-length coded: `[2, 31]` says the next 31 notes are by `authors[2]`.
 */
export const Manifest = v.object({
  manifest: v.literal(1),
  piece: v.string(),
  title: v.string(),
  createdAt: v.string(),
  tags: v.array(v.string()),
  spec: Composition.entries.spec,
  seed: Composition.entries.seed,
  engine: Composition.entries.engine,
  provenance: Piece.entries.provenance,
  /** Sound under the piece, with its own author: no note of a part, and in no share. */
  bed: Piece.entries.bed,
  authors: v.array(Author),
  parts: v.array(
    v.object({
      role: Role,
      sound: v.string(),
      notes: Count,
      authorship: v.array(v.tuple([Count, Count])),
    }),
  ),
})
export type Manifest = Readonly<v.InferOutput<typeof Manifest>>

export function manifestOf(piece: Piece): Manifest {
  const authors = authorList()
  const parts = piece.parts.map((part) => partOf(part, authors.numberOf))
  const { id, title, createdAt, tags, spec, seed, engine, provenance, bed } = piece
  return {
    manifest: 1,
    piece: id,
    title,
    createdAt,
    tags,
    spec,
    seed,
    engine,
    provenance,
    ...(bed && { bed }),
    authors: authors.list,
    parts,
  }
}

/** The author of every note of a part, in order, as the manifest tells them. */
export const authorsIn = (manifest: Manifest, part: number): readonly Author[] =>
  (manifest.parts[part]?.authorship ?? []).flatMap(([author, notes]) =>
    Array.from({ length: notes }, () => manifest.authors[author]!),
  )

function partOf({ role, sound, notes }: Part, numberOf: (author: Author) => number) {
  return { role, sound, notes: notes.length, authorship: runsOf(notes, numberOf) }
}

function runsOf(
  notes: readonly NoteEvent[],
  numberOf: (author: Author) => number,
): [number, number][] {
  const runs: [number, number][] = []
  for (const { author } of notes) {
    const number = numberOf(author)
    const last = runs.at(-1)
    if (last?.[0] === number) last[1] += 1
    else runs.push([number, 1])
  }
  return runs
}

function authorList() {
  const list: Author[] = []
  const numbers = new Map<string, number>()
  return {
    list,
    numberOf(author: Author): number {
      const words = JSON.stringify(author)
      const known = numbers.get(words)
      if (known !== undefined) return known
      numbers.set(words, list.length)
      return list.push(author) - 1
    },
  }
}
