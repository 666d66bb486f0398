import { HubError } from '#core/errors.ts'
import { type FlowsArchive, openArchive, packFlows } from './archive.ts'
import { openCredentials } from './credentials.ts'
import type { Credentials, FlowNode } from './node.ts'
import type { NodeRed } from './node-red.ts'
import { switched, type TabRules } from './scenes.ts'
import { freshCopy } from './shipped/copy.ts'
import { install, shippedOf } from './shipped/install.ts'
import type { Shipped } from './shipped/library.ts'
import type { FlowsStorage } from './storage/node-red-storage.ts'
import { type Kept, nothingKept, type Reason, type Versions } from './storage/versions.ts'

export type KeepParts = {
  readonly versions: Versions
  readonly storage: FlowsStorage
  readonly library: readonly Shipped[]
  readonly credentialSecret: string
  readonly newId: () => string
  /** Throws HubError 'not-answered' until it runs. */
  readonly nodeRed: () => NodeRed
}

/** What is done with the flows as a whole, from outside the editor. */
export type Keep = {
  now(): Kept
  /** Puts an example in; answers its tab. */
  add(id: string): Promise<{ readonly tab: string }>
  /** Goes back to a version; what is now becomes one itself. */
  restore(version: number): Promise<void>
  pack(passphrase: string): Promise<FlowsArchive>
  unpack(
    archive: FlowsArchive,
    how: { readonly passphrase: string; readonly mode: 'add' | 'replace' },
  ): Promise<void>
  /** Turns tabs on and off for a scene; starts anew only those. */
  switchTabs(rules: TabRules): Promise<void>
}

/** Credentials are open, by node; left out they stay as they are. */
type Change = { readonly kept: Kept; readonly credentials?: Credentials }

const attempts = 5

export function openKeep(parts: KeepParts): Keep {
  const { versions, storage, library, credentialSecret, newId, nodeRed } = parts
  const now = (): Kept => versions.current()?.kept ?? nothingKept
  const opened = (kept: Kept): Credentials => {
    const credentials = openCredentials(kept.credentials, credentialSecret)
    if (credentials) return credentials
    throw new HubError(
      'bad-request',
      'the credentials of these flows were sealed with another key',
      {
        hint: 'Export them where they were made, with a passphrase, and import that here.',
      },
    )
  }
  /** What is there is read again where somebody in the editor was quicker. */
  const put = async (why: Reason, change: (now: Kept) => Change): Promise<void> => {
    for (let attempt = 1; ; attempt++) {
      const running = nodeRed()
      const rev = (await running.flows())?.rev
      const { kept, credentials } = change(now())
      try {
        const how = {
          type: 'flows' as const,
          ...(rev && { rev }),
          ...(credentials && { credentials }),
        }
        const { installed } = kept
        await storage.saving(why, () => running.deploy(kept.flows, how), { installed })
        return
      } catch (cause) {
        if (!isOvertaken(cause) || attempt === attempts) throw cause
      }
    }
  }

  return {
    now,
    async add(id) {
      const shipped = shippedOf(library, id)
      let tab = ''
      await put('added', (kept) => {
        const installed = install(kept, shipped, newId)
        tab = installed.tab
        return { kept: installed.kept }
      })
      return { tab }
    },
    async restore(version) {
      const kept = versions.kept(version)
      await put('restored', () => ({ kept, credentials: opened(kept) }))
    },
    pack: (passphrase) => packFlows(now(), opened(now()), passphrase),
    async unpack(archive, { passphrase, mode }) {
      const credentials = await openArchive(archive, passphrase)
      const { flows, installed = {} } = archive
      await put('imported', (kept) =>
        mode === 'replace'
          ? { kept: { ...kept, flows, installed }, credentials }
          : added(kept, flows, credentials),
      )
    },
    async switchTabs(rules) {
      if (switched(now().flows, rules) === now().flows) return
      await put('scene', (kept) => ({ kept: { ...kept, flows: switched(kept.flows, rules) } }))
    },
  }

  function added(kept: Kept, flows: readonly FlowNode[], credentials: Credentials): Change {
    const copy = freshCopy(flows, kept.flows, newId)
    const theirs = Object.entries(credentials).flatMap(([id, words]) =>
      copy.ids.has(id) ? [[copy.ids.get(id)!, words]] : [],
    )
    return {
      kept: { ...kept, flows: [...kept.flows, ...copy.nodes] },
      credentials: { ...opened(kept), ...Object.fromEntries(theirs) },
    }
  }
}

/** Node-RED refuses a deploy on top of flows that are not the newest any more. */
const isOvertaken = (cause: unknown): boolean =>
  cause instanceof Error && 'code' in cause && cause.code === 'version_mismatch'
