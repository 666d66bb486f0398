import type { CliCommand } from '../cli.ts'

type PieceLine = {
  id: string
  title: string
  style: string
  key: string
  bpm: number
  createdAt: string
}

/** `rigsong pieces rainy` */
export const pieces: CliCommand = {
  words: 'pieces',
  args: '[text...]',
  says: 'list the pieces of the library, newest first',
  options: [
    { flags: '--tag <tag>', says: 'only those with this tag' },
    { flags: '--limit <n>', says: 'how many', fallback: '50' },
  ],
  async run(cli, args, options) {
    const hub = await cli.hub()
    const query = new URLSearchParams({ limit: String(options.limit) })
    if (args.length > 0) query.set('text', args.join(' '))
    if (typeof options.tag === 'string') query.set('tag', options.tag)
    const found = await hub.call<{ pieces: readonly PieceLine[] }>('GET', `/api/v1/pieces?${query}`)
    cli.print(found, found.pieces.map(asLine).join('\n') || 'No pieces yet: rigsong generate "…"')
    return 0
  },
}

const asLine = ({ id, title, style, key, bpm, createdAt }: PieceLine): string =>
  `${id}  ${createdAt.slice(0, 16).replace('T', ' ')}  ${title} (${style}, ${key}, ${bpm} bpm)`
