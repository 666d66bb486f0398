import type { Payload } from '#core/bus/topics.ts'
import type { CliCommand } from '../cli.ts'

/** `rigsong macro 1 0.5`; without words, where all of them stand. */
export const macro: CliCommand = {
  words: 'macro',
  args: '[number] [value]',
  says: 'turn a macro from 1 to 8 to a value from 0 to 1; without words, where they stand',
  async run(cli, [number, value]) {
    const hub = await cli.hub()
    if (number === undefined || value === undefined) {
      const found = await hub.call<Payload<'macros'>>('GET', '/api/v1/macros')
      const line = (value: number, i: number): string =>
        `macro-${i + 1}  ${value}${found.turned.includes(i + 1) ? '' : '  (nobody turned it)'}`
      cli.print(found, found.values.map(line).join('\n'))
      return 0
    }
    const path = `/api/v1/macros/${encodeURIComponent(number)}`
    await hub.call('PUT', path, { value: Number(value) })
    cli.print({ macro: Number(number), value: Number(value) }, `macro-${number} is ${value}`)
    return 0
  },
}
