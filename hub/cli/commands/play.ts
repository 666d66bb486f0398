import type { CliCommand } from '../cli.ts'

/** `rigsong play pc_…`; without a piece, the newest. */
export const play: CliCommand = {
  words: 'play',
  args: '[piece]',
  says: 'play a piece on the rig and on every open page; without a name the newest',
  async run(cli, [named]) {
    const hub = await cli.hub()
    const piece = named ?? (await newest(hub.call('GET', '/api/v1/pieces?limit=1')))
    if (piece === undefined) {
      cli.print({ playing: false }, 'There is no piece yet: rigsong generate "…"')
      return 1
    }
    const transport = await hub.call('PUT', '/api/v1/transport', { playing: true, piece })
    cli.print(transport, `playing ${piece}`)
    return 0
  },
}

const newest = async (
  listing: Promise<{ pieces: readonly { id: string }[] }>,
): Promise<string | undefined> => (await listing).pieces[0]?.id

export const stop: CliCommand = {
  words: 'stop',
  says: 'stop what plays',
  async run(cli) {
    const transport = await (await cli.hub()).call('PUT', '/api/v1/transport', { playing: false })
    cli.print(transport, 'stopped')
    return 0
  },
}

export const panic: CliCommand = {
  words: 'panic',
  says: 'silence everything now',
  async run(cli) {
    const done = await (await cli.hub()).call<{ released: number }>('POST', '/api/v1/panic')
    cli.print(done, `silent; ${done.released} notes released`)
    return 0
  },
}
