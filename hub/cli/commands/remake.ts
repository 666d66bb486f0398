import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { HubError } from '#core/errors.ts'
import { v } from '#core/schema.ts'
import { renderComposition } from '#hub/audio/render.ts'
import { encodeWav } from '#hub/audio/wav.ts'
import { compositionToSmf } from '#hub/export/smf.ts'
import { remadeFrom } from '#hub/library/history.ts'
import { Manifest } from '#hub/library/manifest.ts'
import { fileError, writeAtomic } from '#runtime/files.ts'
import type { CliCommand } from '../cli.ts'

/** `rigsong remake piece.json --out again` */
export const remake: CliCommand = {
  words: 'remake',
  args: '<manifest>',
  says: 'make a piece again from its manifest, to the byte, with no hub',
  options: [{ flags: '--out <dir>', says: 'where piece.mid and piece.wav go', fallback: '.' }],
  async run(cli, [file = ''], options) {
    const manifest = await manifestIn(resolve(cli.cwd, file))
    const composition = remadeFrom(manifest)
    if (!composition)
      throw new HubError('bad-request', 'another engine made this piece', {
        hint: `It takes ${manifest.engine.name} ${manifest.engine.version} to make it again.`,
      })
    const out = resolve(cli.cwd, String(options.out))
    const files = [join(out, 'piece.mid'), join(out, 'piece.wav')] as const
    await writeAtomic(files[0], compositionToSmf(composition))
    await writeAtomic(files[1], encodeWav(renderComposition(composition)))
    const notes = composition.parts.reduce((sum, part) => sum + part.notes.length, 0)
    cli.print(
      { title: manifest.title, notes, files },
      `${manifest.title}: ${notes} notes\n${files.map((name) => `  ${name}`).join('\n')}`,
    )
    return 0
  },
}

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
