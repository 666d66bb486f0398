import { HubError } from '#core/errors.ts'
import { type FlowsArchive, openArchive, packFlows } from './archive.ts'
import { openCredentials } from './credentials.ts'
import type { Change, Deploy } from './deploy.ts'
import type { Credentials, FlowNode } from './node.ts'
import { switched, type TabRules } from './scenes.ts'
import { freshCopy } from './shipped/copy.ts'
import { install, shippedOf } from './shipped/install.ts'
import type { Shipped } from './shipped/library.ts'
import { type Kept, nothingKept, type Versions } from './storage/versions.ts'

export type KeepParts = {
  readonly versions: Versions
  readonly deploy: Deploy
  readonly library: readonly Shipped[]
  readonly credentialSecret: string
  readonly newId: () => string
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

export function openKeep(parts: KeepParts): Keep {
  const { versions, deploy, library, credentialSecret, newId } = parts
  const now = (): Kept => versions.current()?.kept ?? nothingKept
  /** None where they were sealed by another hub: the flows go on without. */
  const opened = (kept: Kept): Credentials =>
    openCredentials(kept.credentials, credentialSecret) ?? {}

  return {
    now,
    async add(id) {
      const shipped = shippedOf(library, id)
      let tab = ''
      await deploy('added', (kept) => {
        const installed = install(kept, shipped, newId)
        tab = installed.tab
        return { kept: installed.kept }
      })
      return { tab }
    },
    async restore(version) {
      const kept = await versions.kept(version)
      await deploy('restored', (is) => ({
        kept,
        credentials: inPlaceOf(opened(is), opened(kept)),
      }))
    },
    async pack(passphrase) {
      const credentials = openCredentials(now().credentials, credentialSecret)
      if (credentials) return packFlows(now(), credentials, passphrase)
      throw sealedElsewhere()
    },
    async unpack(archive, { passphrase, mode }) {
      const { flows, installed = {} } = archive
      const theirs = ofNodes(flows, await openArchive(archive, passphrase))
      await deploy('imported', (is) =>
        within(
          mode === 'replace'
            ? { kept: { flows, installed }, credentials: inPlaceOf(opened(is), theirs) }
            : added(is, { flows, theirs, own: opened(is), newId }),
        ),
      )
    },
    async switchTabs(rules) {
      if (switched(now().flows, rules) === now().flows) return
      await deploy('scene', (is) => ({ kept: { ...is, flows: switched(is.flows, rules) } }))
    },
  }
}

/** What has no credentials any more is told so: Node-RED keeps what it is not told of. */
function inPlaceOf(before: Credentials, after: Credentials): Credentials {
  const gone = Object.keys(before).map((id) => [id, {}])
  return { ...Object.fromEntries(gone), ...after }
}

/** Node-RED takes a word that is no node's, such as its own `$`, for something else. */
const ofNodes = (nodes: readonly FlowNode[], credentials: Credentials): Credentials =>
  Object.fromEntries(
    nodes.flatMap(({ id }) => (Object.hasOwn(credentials, id) ? [[id, credentials[id]]] : [])),
  )

/** Node-RED compares flows node by node with all others: with twice as many a deploy hangs. */
const mostNodes = 20_000

function within(change: Change): Change {
  const { length } = change.kept.flows
  if (length <= mostNodes) return change
  throw new HubError('limit-exceeded', `${length} nodes are more than ${mostNodes}`, {
    hint: 'Import the flows in parts, or to a hub of their own.',
  })
}

type Addition = Pick<Kept, 'flows'> &
  Pick<KeepParts, 'newId'> & { readonly theirs: Credentials; readonly own: Credentials }

function added(kept: Kept, { flows, theirs, own, newId }: Addition): Change {
  const copy = freshCopy(flows, kept.flows, newId)
  const brought = Object.entries(theirs).flatMap(([id, words]) =>
    copy.ids.has(id) ? [[copy.ids.get(id)!, words]] : [],
  )
  return {
    kept: { ...kept, flows: [...kept.flows, ...copy.nodes] },
    credentials: { ...own, ...Object.fromEntries(brought) },
  }
}

const sealedElsewhere = (): HubError =>
  new HubError('bad-request', 'the passwords of these flows were sealed by another hub', {
    hint: 'Export the flows there with a passphrase, or type the passwords in again.',
  })
