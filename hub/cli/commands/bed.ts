import { resolve } from 'node:path'
import { writeAtomic } from '#runtime/files.ts'
import type { CliCommand } from '../cli.ts'

type Bed = { sha256: string; seconds: number; lufs: number }

/** `rigsong bed pc_… --out bed.wav` */
export const bed: CliCommand = {
  words: 'bed',
  args: '<piece>',
  says: 'have lyria play a bed of sound for a piece; it takes about as long as the piece',
  options: [{ flags: '--out <file>', says: 'write the bed there as well, as a WAV file' }],
  async run(cli, [piece = ''], { out }) {
    const hub = await cli.hub()
    const path = `/api/v1/pieces/${encodeURIComponent(piece)}`
    const made = await hub.call<Bed>('POST', `${path}/bed`)
    const file = typeof out === 'string' ? resolve(cli.cwd, out) : undefined
    if (file !== undefined) await writeAtomic(file, await hub.bytes(`${path}/bed.wav`))
    const heard = `a bed of ${Math.round(made.seconds)} s at ${made.lufs.toFixed(1)} LUFS`
    cli.print(
      { ...made, ...(file !== undefined && { file }) },
      [heard, file].filter(Boolean).join('\n  '),
    )
    return 0
  },
}
