import { barBeats } from '#core/music/meter.ts'
import type { NoteEvent } from '#core/score/note-event.ts'
import type { Composition } from '#core/score/piece.ts'
import type { Section } from '#core/score/piece-spec.ts'
import type { Rest } from '#core/score/variation.ts'
import { early } from './joints.ts'

/** A composition in which parts are silent for some bars; what sounds into them ends before. */
export function rested(composition: Composition, rests: readonly Rest[]): Composition {
  const { spec, form } = composition
  const bar = barBeats(spec.meter)
  const places = rests.map(({ parts, bars: [first, last] }) => ({
    ...{ parts, from: (first - 1) * bar, to: last * bar },
  }))
  const parts = composition.parts.map((part) => ({
    ...part,
    notes: places
      .filter((place) => place.parts.includes(part.role))
      .reduce<readonly NoteEvent[]>(silenced, part.notes),
  }))
  // Who rests wherever a section is played has no place in its plan any more.
  const sections = spec.sections.map((section): Section => {
    const played = form.filter((place) => place.section === section.id)
    const isSilent = (role: Section['roles'][number]): boolean =>
      played.every(({ start, length }) =>
        places.some(
          (place) =>
            place.parts.includes(role) && place.from <= start && place.to >= start + length,
        ),
      )
    const left = section.roles.filter((role) => !isSilent(role))
    return { ...section, roles: left.length > 0 ? left : section.roles }
  })
  return {
    ...composition,
    spec: { ...spec, sections },
    parts: parts
      .filter(({ notes }) => notes.length > 0)
      .map((part) => ({ ...part, notes: [...part.notes] })),
  }
}

function silenced(
  notes: readonly NoteEvent[],
  { from, to }: { readonly from: number; readonly to: number },
): readonly NoteEvent[] {
  return notes
    .filter(({ start }) => start < from - early || start >= to - early)
    .map((note) =>
      note.start < from && note.start + note.length > from
        ? { ...note, length: from - note.start }
        : note,
    )
}
