import type { Payload } from '#core/bus/topics.ts'
import { type FlowNode, isTab, labelOf } from './node.ts'
import type { NodeRedLine, NodeRedNews } from './node-red.ts'
import { systemNodeTypes } from './settings.ts'

/** What went wrong in a flow, as the editor's debug panel would say it. */
export type FlowsError = { readonly at: string; readonly node?: string; readonly message: string }

const keptErrors = 20
const safeModeNote =
  'The flows ended three times within a minute and stand still now. Open the editor, mend or disable what was changed last, and deploy; or go back to an older version.'

/** The flows as they run, and since when they are so. */
export type FlowsNow = {
  /** Node-RED answers. */
  readonly running: boolean
  readonly flows: readonly FlowNode[]
  readonly revision?: string | undefined
  readonly deployedAt?: string | undefined
}

export type FlowsStatus = {
  hear(news: NodeRedNews): void
  hearLine(line: NodeRedLine): void
  lastErrors(): readonly FlowsError[]
  /** What is wrong and what to do about it. */
  notes(): readonly string[]
  figures(flows: readonly FlowNode[]): Readonly<Record<string, number | boolean>>
  /** True while the flows stand still for having crashed. */
  safe(): boolean
  /** For state/flows. */
  state(now: FlowsNow): Payload<'flows'>
}

const errorLevel = 20

/** Keeps what is to be told of the flows, from what Node-RED says of itself. */
export function openStatus(parts: {
  readonly date: () => string
  readonly safeMode: boolean
  /** What is to be said besides. */
  readonly notes: () => readonly string[]
  readonly changed: () => void
}): FlowsStatus {
  const { date, changed } = parts
  let safe = parts.safeMode
  let missing: readonly string[] = []
  let errors: readonly FlowsError[] = []

  const notes = (): readonly string[] => [
    ...(safe ? [safeModeNote] : []),
    ...missingNotes(missing),
    ...parts.notes(),
  ]

  return {
    hear(news) {
      if (news.is === 'started') {
        safe = false
        missing = []
      }
      if (news.is === 'stopped' && news.why === 'missing-types') missing = news.types
      changed()
    },
    hearLine({ level, message, name, id, type }) {
      if (level > errorLevel) return
      const node = name ?? (id && type ? `${type} ${id}` : undefined)
      const error = { at: date(), message, ...(node && { node }) }
      errors = [...errors, error].slice(-keptErrors)
    },
    lastErrors: () => errors,
    notes,
    safe: () => safe,
    figures: (flows) => ({
      tabs: flows.filter(isTab).length,
      nodes: flows.length,
      errors: errors.length,
      safeMode: safe,
    }),
    state: ({ running, flows, revision, deployedAt }) => ({
      state: running ? (safe ? 'safe-mode' : 'ready') : 'starting',
      ...(revision && { revision }),
      ...(deployedAt && { deployedAt }),
      tabs: flows.filter(isTab).map((tab) => ({
        id: tab.id,
        label: labelOf(tab),
        disabled: tab.disabled === true,
      })),
      notes: [...notes()],
    }),
  }
}

function missingNotes(types: readonly string[]): readonly string[] {
  if (types.length === 0) return []
  const system = types.filter((type) => systemNodeTypes.includes(type))
  const how =
    system.length > 0
      ? `Take them out, or turn on system nodes (${system.join(', ')}) in the settings of the flows.`
      : 'Take them out in the editor and deploy.'
  return [`No flow runs, because nodes are missing: ${types.join(', ')}. ${how}`]
}
