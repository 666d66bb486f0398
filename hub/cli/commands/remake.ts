import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { HubError } from '#core/errors.ts'
import { v } from '#core/schema.ts'
import { renderComposition } from '#hub/audio/render.ts'
import { encodeWav } from '#hub/audio/wav.ts'
import { compositionToSmf } from '#hub/export/smf.ts'
import { remadeFrom } from '#hub/library/history.ts'
import { Manifest } from '#hub/library/manifest.ts'
import { sha256 } from '#hub/library/packed.ts'
import { fileError, writeAtomic } from '#runtime/files.ts'
import type { CliCommand } from '../cli.ts'

/** `rigsong remake piece.json --out again` */
export const remake: CliCommand = {
  words: 'remake',
  args: '<manifest>',
  says: 'make a piece again from its manifest, to the byte, with no hub',
  options: [
    { flags: '--out <dir>', says: 'where piece.mid and piece.wav go', fallback: '.' },
    { flags: '--bed <file>', says: 'the bed that lies under it: rigsong bed --out wrote it' },
  ],
  async run(cli, [file = ''], options) {
    const manifest = await manifestIn(resolve(cli.cwd, file))
    const composition = remadeFrom(manifest)
    if (!composition)
      throw new HubError('bad-request', 'another engine made this piece', {
        hint: `It takes ${manifest.engine.name} ${manifest.engine.version} to make it again.`,
      })
    const bed = await bedFor(manifest, cli.cwd, options.bed)
    const out = resolve(cli.cwd, String(options.out))
    const files = [join(out, 'piece.mid'), join(out, 'piece.wav')] as const
    await writeAtomic(files[0], compositionToSmf(composition))
    await writeAtomic(files[1], encodeWav(renderComposition(composition, { bed })))
    const notes = composition.parts.reduce((sum, part) => sum + part.notes.length, 0)
    cli.print(
      { title: manifest.title, notes, files },
      `${manifest.title}: ${notes} notes\n${files.map((name) => `  ${name}`).join('\n')}`,
    )
    return 0
  },
}

/** The bed of the manifest, which nobody can make again: it has to be brought. */
async function bedFor(
  { bed }: Manifest,
  cwd: string,
  said: string | boolean | undefined,
): Promise<Uint8Array | undefined> {
  const wav = typeof said === 'string' ? await bytesOf(resolve(cwd, said)) : undefined
  if (!bed && wav)
    throw new HubError('bad-request', 'no bed lies under this piece', { hint: 'Leave out --bed.' })
  if (!bed || (wav && sha256(wav) === bed.sha256)) return wav
  throw new HubError('bad-request', 'the bed of this piece was not brought', {
    hint: `Bring the WAV file whose SHA-256 is ${bed.sha256} with --bed.`,
  })
}

const bytesOf = (file: string): Promise<Uint8Array> =>
  readFile(file).catch((cause) => {
    throw fileError(cause, file)
  })

async function manifestIn(file: string): Promise<Manifest> {
  const text = await readFile(file, 'utf8').catch((cause) => {
    throw fileError(cause, file)
  })
  try {
    return v.parse(Manifest, JSON.parse(text))
  } catch (cause) {
    throw new HubError('bad-request', `${file} is no manifest of a piece`, {
      hint: 'Take the piece.json that rigsong generate --out writes, or GET /api/v1/pieces/{id}/manifest.',
      cause,
    })
  }
}
