import type { Section } from '#core/score/piece-spec.ts'
import { barsOf } from '#core/score/played-sections.ts'
import type { Reader } from './repair-words.ts'

type Form = { readonly sections: readonly Section[]; readonly form: readonly string[] }

const mostPlaces = 64
const mostSections = 24
const longestSection = 64

/**
 * The same form at exactly this length: cut at its end, or played again from its start. Undefined
 * where its sections are too short to fill it.
 */
export function fitForm(plan: Form, bars: number, reader: Reader): Form | undefined {
  if (barsOf(plan) === bars) return plan
  reader.mend('form', `makes ${barsOf(plan)} bars and not ${bars}`)
  const { sections, form } = stretched(plan, bars)
  const places: Section[] = []
  const named = new Map(sections.map((section) => [section.id, section]))
  let left = bars
  for (let i = 0; left > 0; i++) {
    if (places.length === mostPlaces) return undefined
    const section = named.get(form[i % form.length]!)!
    places.push(section.bars <= left ? section : shortened(section, left, named))
    left -= Math.min(section.bars, left)
  }
  const used = [...new Set(places)]
  if (used.length > mostSections) return undefined
  return { sections: used, form: places.map(({ id }) => id) }
}

/** Sections grow where so short ones would need too many places. */
function stretched({ sections, form }: Form, bars: number): Form {
  const once = barsOf({ sections, form })
  const places = (form.length * bars) / once
  const times = Math.max(1, Math.ceil(places / (mostPlaces / 2)))
  const longer = sections.map((section) => ({
    ...section,
    bars: Math.min(longestSection, section.bars * times),
  }))
  return { sections: longer, form }
}

/** A section broken off keeps its family: `A` becomes `A'`. */
function shortened(section: Section, bars: number, named: ReadonlyMap<string, Section>): Section {
  let id = section.id.slice(0, 20)
  while (named.has(id)) id += "'"
  return { ...section, id, bars }
}
