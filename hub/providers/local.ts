import { planWordsOf } from './plan-schema.ts'
import type { Planner } from './provider.ts'

/**
 * Our own engine as the last of the chain: it answers at once with the plan that plays already, so
 * that a chain always has an answer.
 */
export const local: Planner = {
  name: 'local',
  does: 'plan',
  url: '',
  model: 'rigsong',
  plan: async ({ draft }) => ({ text: JSON.stringify(planWordsOf(draft)) }),
}
