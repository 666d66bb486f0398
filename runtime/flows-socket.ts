import { createHash } from 'node:crypto'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** A socket's address holds 108 bytes on Linux and 104 elsewhere, its end included. */
const longestAddress = 100

/**
 * Where the flows process listens and the hub calls it: in the data folder, or where that is too long
 * for a socket's address, in a folder of this user's alone. Whoever opens it makes the folder, 0700.
 * Never in /tmp, where somebody else could be there first and be taken for the flows.
 */
export function flowsSocketOf(dataDir: string, env: NodeJS.ProcessEnv = process.env): string {
  const near = join(dataDir, 'flows', 'flows.sock')
  if (Buffer.byteLength(near) <= longestAddress) return near
  const hash = createHash('sha256').update(dataDir).digest('hex').slice(0, 16)
  const own = env.XDG_RUNTIME_DIR || env.XDG_CACHE_HOME || join(env.HOME || homedir(), '.cache')
  return join(own, `rigsong-${hash}`, 'flows.sock')
}
