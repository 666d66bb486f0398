import { HubError } from '#core/errors.ts'
import type { CliCommand } from '../cli.ts'

type Kept = { take: string; lengthMs: number; notes: number }

/** `rigsong keep --last 30s` */
export const keep: CliCommand = {
  words: 'keep',
  says: 'keep what was just played as a take',
  options: [
    {
      flags: '--last <time>',
      says: 'how far back, such as 30s or 2m; else since the last silence',
    },
    { flags: '--title <title>', says: 'a name for it' },
  ],
  async run(cli, _args, options) {
    const ask = {
      ...(typeof options.last === 'string' && { lastMs: timeOf(options.last) }),
      ...(typeof options.title === 'string' && { title: options.title }),
    }
    const kept = await (await cli.hub()).call<Kept>('POST', '/api/v1/takes', ask)
    const seconds = (kept.lengthMs / 1000).toFixed(1)
    cli.print(kept, `kept ${seconds} s with ${kept.notes} notes as ${kept.take}`)
    return 0
  },
}

function timeOf(word: string): number {
  const found = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(word)
  if (found) return Number(found[1]) * { ms: 1, s: 1000, m: 60_000 }[found[2] as 'ms' | 's' | 'm']
  throw new HubError('bad-request', `"${word}" is not a time`, { hint: 'Write 500ms, 30s or 2m.' })
}
