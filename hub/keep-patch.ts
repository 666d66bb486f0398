import { isDeepStrictEqual } from 'node:util'
import type { Bus } from '#core/bus/bus.ts'
import type { Payload } from '#core/bus/topics.ts'
import { HubError } from '#core/errors.ts'
import { tellRig } from '#hub/http/tell-rig.ts'
import type { Rigs } from '#hub/library/rigs.ts'

/** How long live has to take a rig that changed a moment ago. */
const followsWithinMs = 3000

/** Does `command/store`: what live plays becomes the patch of the rig, as its next revision. */
export async function keepPatch(bus: Bus, rigs: Pick<Rigs, 'change' | 'current'>): Promise<void> {
  let played: Payload<'patch'> | undefined
  const waiting = new Set<() => void>()
  await bus.subscribe('patch', ({ payload }) => {
    played = payload
    for (const look of waiting) look()
  })

  /** What live plays on the rig of this revision, or of a later one. */
  function playedOn(revision: number): Promise<Payload<'patch'> | undefined> {
    return new Promise((resolve) => {
      const end = (found?: Payload<'patch'>): void => {
        clearTimeout(timer)
        waiting.delete(look)
        resolve(found)
      }
      const look = (): void => {
        if (played && played.revision >= revision) end(played)
      }
      const timer = setTimeout(end, followsWithinMs)
      waiting.add(look)
      look()
    })
  }

  await bus.answer('store', async () => {
    const { rig } = await rigs.current()
    const now = await playedOn(rig.revision)
    if (!now)
      throw new HubError('not-answered', 'the live process has not taken the rig that holds', {
        hint: 'Look whether it runs: rigsong status. Then store again.',
      })
    if (isDeepStrictEqual(now.patch, rig.patch)) return { revision: rig.revision }
    const kept = await rigs.change(() => ({ patch: now.patch }))
    await tellRig(bus, kept)
    return { revision: kept.rig.revision }
  })
}
