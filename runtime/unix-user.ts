import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { HubError } from '#core/errors.ts'

/** A user of the operating system, as a process is started under it. */
export type UnixUser = { readonly name: string; readonly uid: number; readonly gid: number }

/**
 * The user of this name, as the system knows it. Throws HubError 'bad-settings' where there is none,
 * or where this process may not start others as somebody else.
 */
export async function unixUser(name: string, setting: string): Promise<UnixUser> {
  if (process.getuid?.() !== 0) {
    throw new HubError('bad-settings', `${setting} needs a hub that is started as root`, {
      hint: `Leave ${setting} out, or run the process as a unit of its own.`,
    })
  }
  const ask = async (what: '-u' | '-g'): Promise<number> =>
    Number((await promisify(execFile)('id', [what, '--', name])).stdout)
  try {
    return { name, uid: await ask('-u'), gid: await ask('-g') }
  } catch (cause) {
    throw new HubError('bad-settings', `this system has no user ${name}`, {
      hint: `Make one (useradd --system ${name}), or change ${setting}.`,
      cause,
    })
  }
}
