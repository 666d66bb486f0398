import { chmod, lchown, lstat, mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { HubError } from '#core/errors.ts'
import type { Config } from '#runtime/config.ts'
import { fileError } from '#runtime/files.ts'
import { flowsSocketOf } from '#runtime/flows-socket.ts'
import type { Child } from '#runtime/keep-alive.ts'
import { type UnixUser, unixUser } from '#runtime/unix-user.ts'

/**
 * What the flows process is started with where it has a user of its own: that user, who owns the flows
 * and nothing else of the data folder. Nothing where no such user is set.
 */
export async function flowsHome({
  dataDir,
  flowsUser,
  processes,
}: Config): Promise<Pick<Child, 'as' | 'env'>> {
  if (flowsUser === undefined || !processes.includes('flows')) return {}
  const as = await unixUser(flowsUser, 'flows-user')
  const home = join(dataDir, 'flows')
  // The other place for a socket differs from user to user; the hub would look in vain.
  if (flowsSocketOf(dataDir) !== join(home, 'flows.sock')) {
    throw new HubError('bad-settings', `${dataDir} is too long a path for flows-user`, {
      hint: 'Move the data folder nearer to the root (RIGSONG_DATA).',
    })
  }
  try {
    await mkdir(home, { recursive: true, mode: 0o700 })
    await handOver(home, as)
    await keepToOurselves(dataDir)
  } catch (cause) {
    throw fileError(cause, home)
  }
  return { as, env: { HOME: home, USER: as.name, LOGNAME: as.name } }
}

/**
 * Also what a run without that user wrote. Once it is theirs nothing in it is touched again: a link put
 * there meanwhile would give them somebody else's file.
 */
async function handOver(folder: string, { uid, gid }: UnixUser): Promise<void> {
  if ((await lstat(folder)).uid === uid) return
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }))
    await lchown(join(entry.parentPath, entry.name), uid, gid)
  await chmod(folder, 0o700)
  await lchown(folder, uid, gid)
}

/** Others may go through the data folder to their own part of it, and see nothing on the way. */
async function keepToOurselves(dataDir: string): Promise<void> {
  await chmod(dataDir, 0o711)
  for (const entry of await readdir(dataDir, { withFileTypes: true })) {
    if (entry.name === 'flows' || entry.isSymbolicLink()) continue
    await chmod(join(dataDir, entry.name), entry.isDirectory() ? 0o700 : 0o600)
  }
}
