import type { CliCommand } from '../cli.ts'

type Token = { kind: string; name: string; secret: string }

/** `rigsong token mqtt my-script` prints a user and password once. */
export const token: CliCommand = {
  words: 'token',
  args: '<kind> [name]',
  says: 'make a user for a program of yours: kind mqtt or api; the secret is shown once',
  options: [
    {
      flags: '--scope <scope>',
      says: 'mqtt: tool, watcher or sensor; api: player, viewer or kiosk',
    },
  ],
  async run(cli, [kind, name], options) {
    const hub = await cli.hub()
    const made = await hub.call<Token>('POST', '/api/v1/tokens', {
      kind,
      name: name ?? `${kind}-${Date.now().toString(36)}`,
      scope: options.scope ?? (kind === 'mqtt' ? 'tool' : 'player'),
    })
    const line = `${made.name}:${made.secret}`
    const text =
      kind === 'mqtt'
        ? `user      ${made.name}\npassword  ${made.secret}\nline      ${line}  (for a token file)`
        : `${line}  (the line for a token file)`
    cli.print(made, text)
    return 0
  },
}
