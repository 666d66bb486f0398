import { roles } from '#core/score/piece-spec.ts'
import { degreeAt, scaled } from './degree.ts'
import { partBefore, partsAt } from './parts.ts'
import { readLevels, type Step } from './read-levels.ts'
import type { Sentence } from './sentence.ts'
import { lineOf } from './words.ts'

/** Comparatives with their degree, and the instruments they are said of: 'with a slightly busier bass'. */
export function readChange(sentence: Sentence): Step | undefined {
  const steps = [...readComparatives(sentence), ...readLevels(sentence)]
  if (steps.length === 0) return undefined
  // 'Louder drums and softer pads' cannot be both at once: the last is meant.
  const total = (of: 'energy' | 'density'): number | undefined => {
    const said = steps.flatMap((step) => step[of] ?? [])
    return said.reduce((sum, step) => sum + step, 0) || said.at(-1)
  }
  const named = steps.flatMap(({ parts }) => parts)
  const [energy, density] = [total('energy'), total('density')]
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
  return found.map(({ at, length, means }) => {
    const degree = degreeAt(sentence, at, length, 'reference')
    const end = at + length
    const over = inside.has(lineOf(sentence.words.slice(end, end + 2))) ? 2 : 0
    const after = partsAt(sentence, end + over)
    const parts = after.length > 0 ? after : partBefore(sentence, at)
    return { ...scaled(means, degree), parts }
  })
}

/** A bare 'minor' is half of a key, and 'in a minor key' half of a wish: something must be named before. */
function isSaid({ low }: Sentence, at: number, said: string): boolean {
  if (said === 'minor' || said === 'major')
    return /^(?:it|this|that|everything|go)$/.test(low(at - 1))
  return !said.startsWith('in ') || at > 0
}
