import { barBeats } from '#core/music/meter.ts'
import type { Composition } from '#core/score/piece.ts'
import type { Bars } from '#core/score/variation.ts'

/** The ids of the sections that are played in some bars, each once. */
export function sectionsIn(
  { spec, form }: Pick<Composition, 'spec' | 'form'>,
  [first, last]: Bars,
): readonly string[] {
  const bar = barBeats(spec.meter)
  const [from, to] = [(first - 1) * bar, last * bar]
  const played = form.filter(({ start, length }) => start < to && start + length > from)
  return [...new Set(played.map(({ section }) => section))]
}
