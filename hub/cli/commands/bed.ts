import { resolve } from 'node:path'
import { writeAtomic } from '#runtime/files.ts'
import type { Cli, CliCommand } from '../cli.ts'

type Played = { sha256: string; seconds: number; lufs: number }

/** `rigsong bed pc_… --out bed.wav`, `rigsong bed pc_… --remove` */
export const bed: CliCommand = {
  words: 'bed',
  args: '<piece>',
  says: 'have lyria play a bed of sound under a piece; it takes about as long as the piece',
  options: [
    { flags: '--out <file>', says: 'write the bed alone there as well, as a WAV file' },
    { flags: '--remove', says: 'take the bed away again' },
  ],
  async run(cli, [piece = ''], { out, remove }) {
    const path = `/api/v1/pieces/${encodeURIComponent(piece)}`
    if (remove) return takeAway(cli, piece, path)
    const hub = await cli.hub()
    const made = await hub.call<Played>('POST', `${path}/bed`)
    const file = typeof out === 'string' ? resolve(cli.cwd, out) : undefined
    if (file !== undefined) await writeAtomic(file, await hub.bytes(`${path}/bed.wav`))
    const heard = `a bed of ${Math.round(made.seconds)} s lies under ${piece}`
    cli.print(
      { ...made, ...(file !== undefined && { file }) },
      [heard, file].filter(Boolean).join('\n  '),
    )
    return 0
  },
}

async function takeAway(cli: Cli, piece: string, path: string): Promise<0> {
  await (await cli.hub()).call('DELETE', `${path}/bed`)
  cli.print({ removed: piece }, `${piece} is without a bed`)
  return 0
}
