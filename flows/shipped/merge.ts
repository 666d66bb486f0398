import { isDeepStrictEqual } from 'node:util'
import { type FlowNode, isTab, labelOf } from '../node.ts'
import type { Kept } from '../storage/versions.ts'
import { freshCopy } from './copy.ts'
import type { Shipped } from './library.ts'

/** Where a node lies and whether it is on: the user's own, whatever we change. */
const usersWords = ['x', 'y', 'w', 'h', 'd', 'disabled'] as const

/** Whether a node does the same as it did when we installed it. */
export function isUntouched(mine: FlowNode, base: FlowNode): boolean {
  return isDeepStrictEqual(withoutUsersWords(mine), withoutUsersWords(base))
}

/** Whether the user changed anything of a shipped flow: a node edited, added to its tab or deleted. */
export function isEdited(flows: readonly FlowNode[], base: readonly FlowNode[]): boolean {
  const mine = new Map(flows.map((node) => [node.id, node]))
  const tab = base.find(isTab)
  const known = new Set(base.map(({ id }) => id))
  return (
    base.some((node) => {
      const own = mine.get(node.id)
      return !own || !isUntouched(own, node)
    }) || flows.some(({ id, z }) => z === tab?.id && !known.has(id))
  )
}

/**
 * Brings shipped flows up to date, node by node, in what the user has: a node that was not touched gets
 * our new words, one that was keeps the user's, one that was deleted stays so. Where ours is not taken
 * over whole, all of it is offered, once, on a tab of its own that is off.
 * @param newId gives ids to the nodes of such a tab
 */
export function bringUpToDate(kept: Kept, library: readonly Shipped[], newId: () => string): Kept {
  return library.reduce((now, shipped) => {
    const base = now.installed[shipped.id]
    return base ? updated(now, base, shipped, newId) : now
  }, kept)
}

function updated(kept: Kept, base: readonly FlowNode[], shipped: Shipped, newId: () => string) {
  const ours = shipped.flow
  if (isDeepStrictEqual(base, ours)) return kept
  const installed = { ...kept.installed, [shipped.id]: [...ours] }
  const tab = base.find(isTab)
  const hasTab = kept.flows.some(({ id }) => id === tab?.id)
  // Who deleted the whole tab wants no part of it back.
  if (!hasTab) return { ...kept, installed }

  const bases = byId(base)
  const news = byId(ours)
  const conflicts: string[] = []
  const stay = kept.flows.flatMap((mine) => {
    const was = bases.get(mine.id)
    const now = news.get(mine.id)
    if (!was) return [mine]
    if (!isUntouched(mine, was)) {
      if (!now || !isUntouched(now, was)) conflicts.push(mine.id)
      return [mine]
    }
    return now ? [inUsersPlace(now, mine, was)] : []
  })
  const there = new Set(kept.flows.map(({ id }) => id))
  const added = ours.filter(({ id }) => !bases.has(id) && !there.has(id))
  const offer = conflicts.length > 0 ? offered(shipped, kept.flows, newId) : []
  return { ...kept, flows: [...stay, ...added, ...offer], installed }
}

const byId = (nodes: readonly FlowNode[]): ReadonlyMap<string, FlowNode> =>
  new Map(nodes.map((node) => [node.id, node]))

/** Our new words, where the user put the node: what was moved or turned off stays so. */
function inUsersPlace(now: FlowNode, mine: FlowNode, was: FlowNode): FlowNode {
  const placed: Record<string, unknown> = { ...now }
  for (const word of usersWords) {
    if (isDeepStrictEqual(mine[word], was[word])) continue
    if (mine[word] === undefined) delete placed[word]
    else placed[word] = mine[word]
  }
  return placed as FlowNode
}

function offered(shipped: Shipped, there: readonly FlowNode[], newId: () => string) {
  return freshCopy(shipped.flow, there, newId).nodes.map((node) =>
    isTab(node) ? { ...node, label: `${labelOf(node)} (update)`, disabled: true } : node,
  )
}

function withoutUsersWords(node: FlowNode): object {
  return Object.fromEntries(
    Object.entries(node).filter(([word]) => !(usersWords as readonly string[]).includes(word)),
  )
}
