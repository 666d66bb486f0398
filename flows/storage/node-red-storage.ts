import { AsyncLocalStorage } from 'node:async_hooks'
import { join } from 'node:path'
import { HubError } from '#core/errors.ts'
import { v } from '#core/schema.ts'
import type { Log } from '#runtime/log.ts'
import { sealCredentials } from '../credentials.ts'
import { type Credentials, FlowNode } from '../node.ts'
import type { StorageModule } from '../node-red.ts'
import { openJsonFile } from './json-file.ts'
import { openShelf } from './shelf.ts'
import { type Kept, nothingKept, type Reason, type Versions } from './versions.ts'

export type StorageParts = {
  readonly versions: Versions
  readonly folder: string
  readonly credentialSecret: string
  readonly log: Log
}

export type FlowsStorage = {
  /** What Node-RED is handed. */
  readonly module: StorageModule
  /** What Node-RED saves meanwhile is kept for that reason, together with what is installed then. */
  saving(what: Saving, save: () => Promise<void>): Promise<void>
}

type Saving = { readonly why: Reason } & Pick<Kept, 'installed'>

const NodeRedSettings = v.record(v.string(), v.unknown())

/**
 * Node-RED's storage over our versions. It saves credentials and flows one after the other; here the
 * credentials wait in memory until the flows come, and both are written as one.
 */
export async function openStorage(parts: StorageParts): Promise<FlowsStorage> {
  const { versions, folder, credentialSecret, log } = parts
  const settings = await openJsonFile(join(folder, 'node-red.json'), NodeRedSettings, {
    fresh: {},
    log,
  })
  const shelf = openShelf(join(folder, 'shelf'))
  const saving = new AsyncLocalStorage<Saving>()
  let waiting: Credentials | undefined

  const kept = (): Kept => versions.current()?.kept ?? nothingKept

  return {
    saving: (what, save) => saving.run(what, save),
    module: {
      init: async () => {},
      getFlows: async () => structuredClone([...kept().flows]),
      async getCredentials() {
        const { credentials } = kept()
        // Without a seal Node-RED warns of a key that got lost.
        const none = Object.keys(credentials).length === 0
        return none ? sealCredentials({}, credentialSecret) : structuredClone(credentials)
      },
      async saveCredentials(credentials) {
        waiting = structuredClone(credentials)
      },
      async saveFlows(flows) {
        const own: unknown = structuredClone(flows)
        if (!v.is(v.array(FlowNode), own)) throw notFlows()
        const { why = 'deployed', ...also } = saving.getStore() ?? {}
        const credentials = waiting && { credentials: waiting }
        await versions.save((now) => ({ ...now, ...also, ...credentials, flows: own }), why)
        // Kept until then: Node-RED hands them over once, also where the disk was full.
        waiting = undefined
      },
      getSettings: async () => structuredClone(settings.read()),
      saveSettings: (words) => settings.write(structuredClone(words)),
      getLibraryEntry: (type, path) => shelf.take(type, path),
      saveLibraryEntry: (type, path, meta, body) => shelf.put(type, path, { meta, body }),
    },
  }
}

const notFlows = (): HubError =>
  new HubError('bad-request', 'these are no flows', {
    hint: 'Flows are a list of nodes, each with an id and a type.',
  })
