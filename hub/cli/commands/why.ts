import type { CliCommand } from '../cli.ts'

type Why = {
  phrase: string
  says: string
  engine: { name: string; version: string }
  seed: number
  because: string
  notes: string
  memory: string
  repeats: boolean
}

/** `rigsong why ph_…`; the last phrase of the machine where none is named. */
export const why: CliCommand = {
  words: 'why',
  args: '[phrase]',
  says: 'why a phrase of the machine is as it is, and whether it repeats bit for bit',
  options: [{ flags: '--manifest', says: 'with all it was made from; use with --json' }],
  async run(cli, [phrase], { manifest }) {
    const hub = await cli.hub()
    const which = phrase === undefined ? '' : `/${encodeURIComponent(phrase)}`
    const query = manifest ? '?manifest=true' : ''
    const found = await hub.call<Why>('GET', `/api/v1/why${which}${query}`)
    const { says, engine, seed, because, notes, memory, repeats } = found
    const again = repeats ? 'repeats bit for bit' : 'does not repeat'
    cli.print(
      found,
      [
        `${found.phrase} ${says}`,
        `${engine.name} ${engine.version}, seed ${seed}, because of ${because}`,
        `memory ${memory}, notes ${notes}: ${again}`,
      ].join('\n'),
    )
    return 0
  },
}
