/** All that planning takes, loaded when the first piece is planned: a hub at rest needs none of it. */
export { askChain } from './chain.ts'
export { planRequest } from './prompt.ts'
export { readPlan } from './read-plan.ts'
