import { isDeepStrictEqual } from 'node:util'
import type { Payload } from '#core/bus/topics.ts'
import { emptyPatch, type Patch, type Rig } from '#core/rig/rig.ts'

/** Mappings, roles and scenes as they are played: changed here in RAM, stored by the hub. */
export type LivePatch = {
  now(): Patch
  /** True where somebody else's patch took the place of ours. */
  apply(rig: Pick<Rig, 'revision' | 'patch'>): boolean
  edit(patch: Patch): void
}

/** More edits than this without storing, and one of the first cannot be told from a stranger's patch. */
const remembered = 100

/**
 * Keeps edits that are not stored through every change of the rig that is not about the patch, such as a
 * device that was plugged in, and through a store that was overtaken by the next edit. A patch that was
 * never ours, as when another rig is opened, takes the place of all edits.
 */
export function openPatch({ say }: { say: (state: Payload<'patch'>) => void }): LivePatch {
  let base: Patch = emptyPatch
  let patch: Patch = emptyPatch
  let revision: number | undefined
  let ours: readonly Patch[] = []

  const tell = (): void => say({ revision: revision ?? 0, stored: isAlike(patch, base), patch })

  return {
    now: () => patch,
    apply(rig) {
      const isFirst = revision === undefined
      revision = rig.revision
      base = rig.patch
      const isStranger = isFirst || !ours.some((one) => isAlike(one, rig.patch))
      if (isStranger) patch = rig.patch
      ours = isAlike(patch, base) ? [patch] : [...ours, base].slice(-remembered)
      tell()
      return isStranger
    },
    edit(next) {
      patch = next
      ours = isAlike(patch, base) ? [patch] : [...ours, patch].slice(-remembered)
      tell()
    },
  }
}

/** Which scene is open is played and not edited. */
const isAlike = ({ scene: _, ...one }: Patch, { scene: __, ...other }: Patch): boolean =>
  isDeepStrictEqual(one, other)
