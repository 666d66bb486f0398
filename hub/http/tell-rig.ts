import type { Bus } from '#core/bus/bus.ts'
import type { KeptRig } from '#hub/library/rigs.ts'

/** Says which rig holds; live fetches its words by the hash. */
export const tellRig = (bus: Pick<Bus, 'publish'>, { rig, hash }: KeptRig): Promise<void> =>
  bus.publish('rig', { revision: rig.revision, hash })
