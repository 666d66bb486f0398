import { type FlowNode, isTab } from '../node.ts'

type Ids = ReadonlyMap<string, string>

/** Words of a node that hold ids of others, whatever the node is. */
const idWords = ['id', 'z', 'g', 'wires', 'links', 'nodes', 'scope']
/** A subflow wires its nodes from its edge. */
const subflowWords = [...idWords, 'in', 'out', 'status']

/**
 * The same nodes under ids of their own, and every word that names one of them. Settings nodes and
 * subflows that are on no tab and there already are shared. `ids` says what became of which.
 */
export function freshCopy(
  nodes: readonly FlowNode[],
  there: readonly FlowNode[],
  newId: () => string,
): { readonly nodes: readonly FlowNode[]; readonly ids: Ids } {
  const known = new Set(there.map(({ id }) => id))
  const onNoTab = nodes.filter((node) => !isTab(node) && !node.z)
  const shared = new Set(onNoTab.filter(({ id }) => known.has(id)).map(({ id }) => id))
  const own = nodes.filter(({ id, z }) => !shared.has(id) && !(z && shared.has(z)))
  const ids = new Map(own.map(({ id }) => [id, newId()]))
  const settings = new Map(own.filter(isSettings).map(({ id }) => [id, ids.get(id)!]))
  return { nodes: own.map((node) => copyOf(node, ids, settings)), ids }
}

/** It lies nowhere on a tab; others name it in words of their own. */
const isSettings = ({ type, x }: FlowNode): boolean =>
  x === undefined && type !== 'tab' && type !== 'subflow'

function copyOf(node: FlowNode, ids: Ids, settings: Ids): FlowNode {
  const words = node.type === 'subflow' ? subflowWords : idWords
  return Object.fromEntries(
    Object.entries(node).map(([word, value]) => {
      if (word === 'type') return [word, instanceOf(node.type, ids)]
      // Elsewhere a word that happens to read like an id is a word.
      return [word, renamed(value, words.includes(word) ? ids : settings)]
    }),
  ) as FlowNode
}

function renamed(value: unknown, ids: Ids): unknown {
  if (typeof value === 'string') return ids.get(value) ?? value
  if (Array.isArray(value)) return value.map((one) => renamed(one, ids))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([word, one]) => [word, renamed(one, ids)]))
}

/** `subflow:…` names what a node is an instance of. */
function instanceOf(type: string, ids: Ids): string {
  const id = type.startsWith('subflow:') ? ids.get(type.slice('subflow:'.length)) : undefined
  return id ? `subflow:${id}` : type
}
