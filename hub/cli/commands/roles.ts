import type { CliCommand } from '../cli.ts'

type Standing = { role: string; says: string; device?: string; control?: string; bound: boolean }

export const rolesList: CliCommand = {
  words: 'roles',
  says: 'what controls can stand for, and who does now',
  async run(cli) {
    const found = await (await cli.hub()).call<{ roles: readonly Standing[] }>(
      'GET',
      '/api/v1/roles',
    )
    cli.print(found, found.roles.map(asLine).join('\n'))
    return 0
  },
}

const asLine = ({ role, says, device, control, bound }: Standing): string => {
  const who = [device ?? 'nobody', control].filter(Boolean).join('/')
  return `${role}  ${who}${bound ? ', bound' : ''}  (${says})`
}

/** `rigsong bind macro-1 box/knob-3`; without a control, nobody stands for it. */
export const bind: CliCommand = {
  words: 'bind',
  args: '<role> [control]',
  says: 'say which control (device/control, or a device) stands for a role; left out, nobody does',
  async run(cli, [role = '', place]) {
    const [device, control] = place?.split('/') ?? []
    const path = `/api/v1/roles/${encodeURIComponent(role)}`
    await (await cli.hub()).call('PUT', path, { device, control })
    cli.print({ role, device, control }, `${role} is ${place ?? 'nobody'}`)
    return 0
  },
}
