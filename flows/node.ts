import { v } from '#core/schema.ts'

/** In a table by id these are something else: what every object has, and the `$` of sealed credentials. */
const isFreeName = (id: string): boolean => id !== '$' && !(id in {})

/** A tab, a node or a settings node as Node-RED keeps it; beside its id and type every type has words of its own. */
export const FlowNode = v.looseObject({
  id: v.pipe(
    v.string(),
    v.minLength(1),
    v.maxLength(100),
    v.check(isFreeName, 'this id cannot be used'),
  ),
  type: v.pipe(v.string(), v.minLength(1), v.maxLength(200)),
  /** The tab or subflow it lies on. */
  z: v.exactOptional(v.nullable(v.string())),
})
export type FlowNode = Readonly<v.InferOutput<typeof FlowNode>>

/** Secrets of nodes, by node; sealed where they rest. */
export type Credentials = Readonly<Record<string, unknown>>

export const isTab = (node: FlowNode): boolean => node.type === 'tab'

/** What stands on the tab's ear. */
export const labelOf = (tab: FlowNode): string => String(tab.label ?? tab.id)
