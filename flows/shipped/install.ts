import { HubError } from '#core/errors.ts'
import { isTab } from '../node.ts'
import type { Kept } from '../storage/versions.ts'
import { freshCopy } from './copy.ts'
import type { Shipped } from './library.ts'

/** Flows with a shipped one among them, and the tab it is on. */
export type Installed = { readonly kept: Kept; readonly tab: string }

/**
 * Puts a shipped flow in. Where its tab is there already, a copy under other ids comes beside it, which
 * is the user's own from then on.
 */
export function install(kept: Kept, shipped: Shipped, newId: () => string): Installed {
  const there = new Set(kept.flows.map(({ id }) => id))
  const isThere = shipped.flow.some((node) => (isTab(node) || node.z) && there.has(node.id))
  const nodes = isThere
    ? freshCopy(shipped.flow, kept.flows, newId).nodes
    : shipped.flow.filter(({ id }) => !there.has(id))
  const installed = isThere ? kept.installed : { ...kept.installed, [shipped.id]: shipped.flow }
  return {
    kept: { ...kept, flows: [...kept.flows, ...nodes], installed },
    tab: nodes.find(isTab)!.id,
  }
}

/** The one of this name. Throws HubError 'not-found'. */
export function shippedOf(library: readonly Shipped[], id: string): Shipped {
  const found = library.find((one) => one.id === id)
  if (found) return found
  throw new HubError('not-found', `there is no example ${id}`, {
    hint: `There are ${library.map((one) => one.id).join(', ') || 'none'}.`,
  })
}
