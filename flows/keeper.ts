import type { Payload } from '#core/bus/topics.ts'
import { HubError } from '#core/errors.ts'
import { v } from '#core/schema.ts'
import { FlowsArchive } from './archive.ts'
import type { Keep } from './keep.ts'
import { type FlowNode, isTab } from './node.ts'
import type { Keeper } from './reception.ts'
import { FlowsSettings } from './settings.ts'
import type { Shipped } from './shipped/library.ts'
import { isEdited } from './shipped/merge.ts'
import type { FlowsStatus } from './status.ts'
import type { JsonFile } from './storage/json-file.ts'
import type { Versions } from './storage/versions.ts'

export type KeeperParts = {
  readonly keep: Keep
  readonly versions: Versions
  readonly library: readonly Shipped[]
  readonly status: FlowsStatus
  readonly settings: JsonFile<FlowsSettings>
  /** How long the process has been up. */
  readonly upMs: () => number
  readonly state: () => Promise<Payload<'flows'>>
  /** Node-RED takes settings at its start only. */
  readonly startAnew: () => void
}

const Passphrase = v.pipe(v.string(), v.minLength(8), v.maxLength(1000))
const Export = v.strictObject({ passphrase: Passphrase })
const Import = v.strictObject({
  archive: FlowsArchive,
  passphrase: Passphrase,
  mode: v.picklist(['add', 'replace']),
})

type Call = Parameters<Keeper>[0]
type Route = {
  readonly at: string
  readonly answer: (word: string, body: Call['body']) => Promise<unknown> | unknown
}

/** The process's own API, for the hub: everything about the flows that is not the editor's. */
export function openKeeper(parts: KeeperParts): Keeper {
  const routes = routesOf(parts)
  return async ({ method, path, body }) => {
    for (const { at, answer } of routes) {
      const word = wordIn(`${method} ${path}`, at)
      if (word !== undefined) return answer(word, body)
    }
    return undefined
  }
}

function routesOf(parts: KeeperParts): readonly Route[] {
  const { keep, versions, library, status, settings, upMs, startAnew } = parts
  return [
    {
      at: 'GET /keeper/status',
      async answer() {
        const { flows, installed } = keep.now()
        const state = await parts.state()
        const tabs = state.tabs.map((tab) => ({ ...tab, ...originOf(tab.id, flows, installed) }))
        return {
          ...{ ...state, tabs, startedMs: upMs() },
          lastErrors: status.lastErrors(),
          settings: settings.read(),
        }
      },
    },
    { at: 'GET /keeper/settings', answer: () => settings.read() },
    {
      at: 'PUT /keeper/settings',
      async answer(_, body) {
        const wanted = checked(FlowsSettings, await body())
        await settings.write(wanted)
        startAnew()
        return wanted
      },
    },
    {
      at: 'GET /keeper/library',
      answer() {
        const { flows, installed } = keep.now()
        return library.map(({ id, title, says }) => {
          const base = installed[id]
          const isInstalled = base !== undefined && isThere(flows, base)
          return {
            ...{ id, title, says, installed: isInstalled },
            edited: isInstalled && isEdited(flows, base),
          }
        })
      },
    },
    { at: 'POST /keeper/library/{}', answer: (id) => keep.add(id) },
    { at: 'GET /keeper/versions', answer: () => versions.list() },
    {
      at: 'POST /keeper/versions/{}',
      async answer(version) {
        await keep.restore(Number(version))
        return versions.list()[0]
      },
    },
    {
      at: 'POST /keeper/export',
      answer: async (_, body) => keep.pack(checked(Export, await body()).passphrase),
    },
    {
      at: 'POST /keeper/import',
      async answer(_, body) {
        const { archive, ...how } = checked(Import, await body())
        await keep.unpack(archive, how)
        return versions.list()[0]
      },
    },
  ]
}

/** What `{}` stands for; '' where a route has none. */
function wordIn(call: string, at: string): string | undefined {
  if (!at.endsWith('{}')) return call === at ? '' : undefined
  const root = at.slice(0, -'{}'.length)
  const word = call.startsWith(root) ? call.slice(root.length) : ''
  return /^[\w-]+$/.test(word) ? word : undefined
}

function checked<S extends v.GenericSchema>(schema: S, body: unknown): v.InferOutput<S> {
  const found = v.safeParse(schema, body)
  if (found.success) return found.output
  const [first] = found.issues
  throw new HubError('bad-request', `${v.getDotPath(first) ?? 'the body'}: ${first.message}`, {
    hint: 'A passphrase has 8 letters or more; an archive is what an export gave.',
  })
}

function isThere(flows: readonly FlowNode[], base: readonly FlowNode[]): boolean {
  const tab = base.find(isTab)
  return flows.some(({ id }) => id === tab?.id)
}

/** Which shipped flow a tab is, and whether the user changed it. */
function originOf(
  tab: string,
  flows: readonly FlowNode[],
  installed: Readonly<Record<string, readonly FlowNode[]>>,
): { readonly shipped?: string; readonly edited: boolean } {
  const found = Object.entries(installed).find(([, base]) => base.find(isTab)?.id === tab)
  return found ? { shipped: found[0], edited: isEdited(flows, found[1]) } : { edited: false }
}
