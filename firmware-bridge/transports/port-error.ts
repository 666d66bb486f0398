import { readFile, realpath, stat } from 'node:fs/promises'
import { HubError } from '#core/errors.ts'
import { holderOf } from './port-holder.ts'

/** What the system said when a port would not open, in our words and with what to do. */
export async function portError(cause: unknown, path: string): Promise<HubError> {
  if (cause instanceof HubError) return cause
  const { code = '', message = '' } = cause as NodeJS.ErrnoException
  if (['ENOENT', 'ENODEV', 'ENXIO', 'ENOTDIR'].includes(code) || /No such/.test(message)) {
    return new HubError('port-missing', `there is no port ${path}`, {
      hint: 'Plug the interface in, or look for its name in /dev/serial/by-id.',
      cause,
    })
  }
  if (code === 'EBUSY' || /lock|busy/i.test(message)) return busy(cause, path)
  if (code === 'EACCES' || code === 'EPERM' || /permission/i.test(message)) {
    const group = await groupOf(path)
    return new HubError('port-refused', `we may not open ${path}`, {
      hint: `Its group is ${group}: sudo usermod -aG ${group} "$USER", then sign in again.`,
      cause,
    })
  }
  return new HubError('port-refused', `${path} cannot be opened as a serial port`, {
    hint: 'Check that it is a serial port and not another device.',
    cause,
  })
}

async function busy(cause: unknown, path: string): Promise<HubError> {
  const holder = await holderOf(await realpath(path).catch(() => path))
  const ours = holder?.pid === process.pid
  const who = ours ? 'another device of the rig' : (holder?.name ?? 'another program')
  const hint = holder && !ours ? ` ${holder.name} (process ${holder.pid})` : ' the program'
  return new HubError('port-busy', `${who} holds ${path}`, {
    hint: ours
      ? `Two devices of the rig are on ${path}: remove one, or say where the other is.`
      : `Close${hint} that has it open${holder ? '' : ', such as a serial monitor'}.`,
    cause,
  })
}

/** The group of a device file by name, such as dialout. */
async function groupOf(path: string): Promise<string> {
  const { gid } = await stat(path)
  const groups = await readFile('/etc/group', 'utf8').catch(() => '')
  const line = groups.split('\n').find((one) => one.split(':')[2] === String(gid))
  return line?.split(':')[0] ?? String(gid)
}
