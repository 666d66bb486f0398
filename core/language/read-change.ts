import { roles } from '#core/score/piece-spec.ts'
import { degreeAt } from './degree.ts'
import { partBefore, partsAt } from './parts.ts'
import { readLevels, type Step } from './read-levels.ts'
import type { Sentence } from './sentence.ts'
import { lineOf } from './words.ts'

/** Comparatives with their degree, and the instruments they are said of: 'with a slightly busier bass'. */
export function readChange(sentence: Sentence): Step | undefined {
  const steps = [...readComparatives(sentence), ...readLevels(sentence)]
  if (steps.length === 0) return undefined
  const sum = (of: 'energy' | 'density'): number | undefined => {
    const said = steps.flatMap((step) => step[of] ?? [])
    return said.length === 0 ? undefined : said.reduce((total, step) => total + step, 0)
  }
  const named = steps.flatMap(({ parts }) => parts)
  const [energy, density] = [sum('energy'), sum('density')]
  const mode = steps.findLast((step) => step.mode)?.mode
  return {
    ...(energy !== undefined && { energy }),
    ...(density !== undefined && { density }),
    ...(mode && { mode }),
    parts: roles.filter((role) => named.includes(role)),
  }
}

function readComparatives(sentence: Sentence): readonly Step[] {
  const { comparatives, complaints, denials, inside } = sentence.lexicon
  const found = [
    ...sentence.claimAll(complaints, 'reference', (at) => !denials.has(sentence.low(at - 1))),
    ...sentence.claimAll(comparatives, 'reference', (at, said) => isSaid(sentence, at, said)),
  ]
  return found.map(({ at, length, means: { energy, density, mode } }) => {
    const degree = degreeAt(sentence, at, length, 'reference')
    const times = (x: number): number =>
      Math.round(x * { soft: 0.5, plain: 1, strong: 1.75 }[degree] * 100) / 100
    const end = at + length
    const over = inside.has(lineOf(sentence.words.slice(end, end + 2))) ? 2 : 0
    const after = partsAt(sentence, end + over)
    return {
      ...(energy !== undefined && { energy: times(energy) }),
      ...(density !== undefined && { density: times(density) }),
      ...(mode && { mode }),
      parts: after.length > 0 ? after : partBefore(sentence, at),
    }
  })
}

/** A bare 'minor' is half of a key, and 'in a minor key' half of a wish: something must be named before. */
function isSaid({ low }: Sentence, at: number, said: string): boolean {
  if (said === 'minor' || said === 'major')
    return /^(?:it|this|that|everything|go)$/.test(low(at - 1))
  return !said.startsWith('in ') || at > 0
}
