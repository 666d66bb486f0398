import type { Section } from './piece-spec.ts'

type Plan = { readonly form: readonly string[]; readonly sections: readonly Section[] }

/** Sections in the order they are played: those of the form that the plan holds, or all where it holds none. */
export function playedSections({ form, sections }: Plan): readonly Section[] {
  const named = form.flatMap((id) => sections.find((section) => section.id === id) ?? [])
  return named.length > 0 ? named : sections
}

/** How many bars a plan comes to. */
export const barsOf = (plan: Plan): number =>
  playedSections(plan).reduce((sum, { bars }) => sum + bars, 0)
