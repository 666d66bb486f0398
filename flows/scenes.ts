import type { Bus } from '#core/bus/bus.ts'
import type { Payload } from '#core/bus/topics.ts'
import { slugOf } from '#core/rig/slug-of.ts'
import type { Log } from '#runtime/log.ts'
import { type FlowNode, isTab, labelOf } from './node.ts'

/** Tabs by their id or by their name as a slug, on or off. */
export type TabRules = Readonly<Record<string, boolean>>

/** The flows with those tabs on and off; the very same ones where nothing is to be done. */
export function switched(flows: readonly FlowNode[], rules: TabRules): readonly FlowNode[] {
  let changes = false
  const next = flows.map((node) => {
    const on = isTab(node) ? (rules[node.id] ?? rules[slugOf(labelOf(node))]) : undefined
    if (typeof on !== 'boolean' || on === (node.disabled !== true)) return node
    changes = true
    return { ...node, disabled: !on }
  })
  return changes ? next : flows
}

/** What the open scene wants of the tabs; undefined where it, or nobody, says so. */
export function rulesOf({ patch }: Payload<'patch'>): TabRules | undefined {
  return patch.scenes.find(({ id }) => id === patch.scene)?.flows
}

/** Turns tabs on and off as scenes open; who changes one by hand keeps that until the next scene. */
export function followScenes(parts: {
  readonly bus: Pick<Bus, 'subscribe'>
  readonly log: Log
  readonly switchTabs: (rules: TabRules) => Promise<void>
}): Promise<Disposable> {
  const { bus, log, switchTabs } = parts
  let open = ''
  return bus.subscribe('patch', ({ payload }) => {
    const rules = rulesOf(payload)
    // A patch is said again at every turn of a mapping.
    const scene = JSON.stringify([payload.patch.scene, rules])
    if (scene === open) return
    open = scene
    if (rules) switchTabs(rules).catch((cause) => log.warn('scene switched no flows', { cause }))
  })
}
