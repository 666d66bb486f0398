import { hkdfSync, randomBytes } from 'node:crypto'
import { link, mkdir, open, readFile, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { HubError } from '#core/errors.ts'
import { syncFolder } from './files.ts'

/** What everything secret at rest hangs on; it never leaves the supervisor. */
export type MasterKey = {
  /** The lasting key of one process, 32 bytes as base64url; no process can reckon another's. */
  keyFor(process: string): string
}

const keyBytes = 32

/**
 * Reads the master key: a systemd credential named `rigsong-key` where there is one, else
 * `<XDG config home>/rigsong/key`, which is made with mode 0600 at the first start. It stands outside
 * the data folder, so that no backup of that carries it. Throws HubError 'bad-settings' where it is not
 * 32 bytes in base64url, others can read it, or it cannot be kept.
 */
export async function openMasterKey(env: NodeJS.ProcessEnv = process.env): Promise<MasterKey> {
  const path = credentialIn(env) ?? keyFileIn(env)
  const text = (await readKey(path)) ?? (await makeKey(path))
  const master = Buffer.from(text.trim(), 'base64url')
  if (master.length !== keyBytes) throw notAKey(path)
  return {
    keyFor: (process) =>
      Buffer.from(hkdfSync('sha256', master, '', `rigsong ${process}`, keyBytes)).toString(
        'base64url',
      ),
  }
}

const credentialIn = ({ CREDENTIALS_DIRECTORY: folder }: NodeJS.ProcessEnv): string | undefined =>
  folder && join(folder, 'rigsong-key')

const keyFileIn = (env: NodeJS.ProcessEnv): string =>
  join(env.XDG_CONFIG_HOME || join(env.HOME || homedir(), '.config'), 'rigsong', 'key')

async function readKey(path: string): Promise<string | undefined> {
  const file = await open(path, 'r').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return undefined
    throw noRight(path, cause)
  })
  if (!file) return undefined
  try {
    const { mode } = await file.stat()
    if (process.platform !== 'win32' && (mode & 0o077) !== 0)
      throw new HubError('bad-settings', `others can read the key ${path}`, {
        hint: `Take that right away: chmod 600 ${path}.`,
      })
    return await file.readFile('utf8')
  } finally {
    await file.close()
  }
}

/** Made whole beside its place and linked there: of two first starts at once one key holds. */
async function makeKey(path: string): Promise<string> {
  const folder = dirname(path)
  const beside = `${path}.${randomBytes(6).toString('hex')}`
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const file = await open(beside, 'wx', 0o600)
    try {
      await file.writeFile(randomBytes(keyBytes).toString('base64url'))
      await file.sync()
    } finally {
      await file.close()
    }
    await link(beside, path).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code !== 'EEXIST') throw cause
    })
    await syncFolder(folder)
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw noRight(path, cause)
  } finally {
    await rm(beside, { force: true })
  }
}

const noRight = (path: string, cause: unknown): HubError =>
  new HubError('bad-settings', `the key ${path} cannot be read or kept`, {
    hint: 'Give this user the right to its folder, name another one with XDG_CONFIG_HOME, or hand the key in as the systemd credential rigsong-key.',
    cause,
  })

const notAKey = (path: string): HubError =>
  new HubError('bad-settings', `${path} does not hold a key`, {
    hint: `It holds 32 bytes as base64url. Bring it back from where you keep it; without it, keys of providers and credentials of flows have to be entered again: then remove ${path}.`,
  })
