import type { CliCommand } from '../cli.ts'

export const store: CliCommand = {
  words: 'store',
  says: 'keep mappings, roles and scenes as they are played now',
  async run(cli) {
    const kept = await (await cli.hub()).call<{ revision: number }>('POST', '/api/v1/rig/store')
    cli.print(kept, `stored as revision ${kept.revision}`)
    return 0
  },
}
