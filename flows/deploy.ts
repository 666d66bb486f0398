import type { Credentials } from './node.ts'
import type { NodeRed } from './node-red.ts'
import type { FlowsStorage } from './storage/node-red-storage.ts'
import { type Kept, nothingKept, type Reason, type Versions } from './storage/versions.ts'

/** Credentials are open, by node; left out they stay as they are. */
export type Change = {
  readonly kept: Pick<Kept, 'flows' | 'installed'>
  readonly credentials?: Credentials
}

/** Changes what is kept by a deploy, beside those of the editor. */
export type Deploy = (why: Reason, change: (now: Kept) => Change) => Promise<void>

const attempts = 5

/** What is there is read again where somebody in the editor was quicker. */
export function deployBy(parts: {
  readonly versions: Versions
  readonly storage: FlowsStorage
  /** Throws HubError 'not-answered' until it runs. */
  readonly nodeRed: () => NodeRed
}): Deploy {
  const { versions, storage, nodeRed } = parts
  return async (why, change) => {
    for (let attempt = 1; ; attempt++) {
      const running = nodeRed()
      const rev = (await running.flows())?.rev
      const { kept, credentials } = change(versions.current()?.kept ?? nothingKept)
      const { flows, installed } = kept
      const how = { ...(rev && { rev }), ...(credentials && { credentials }) }
      try {
        await storage.saving({ why, installed }, () => running.deploy(flows, how))
        return
      } catch (cause) {
        if (!isOvertaken(cause) || attempt === attempts) throw cause
      }
    }
  }
}

/** Node-RED refuses a deploy on top of flows that are not the newest any more. */
const isOvertaken = (cause: unknown): boolean =>
  cause instanceof Error && 'code' in cause && cause.code === 'version_mismatch'
