import { HubError } from '#core/errors.ts'
import type { MachineAuthor } from '#core/score/author.ts'
import type { Bed } from '#core/score/bed.ts'
import type { BedToLay } from '#hub/audio/renderer.ts'
import type { Library } from './library.ts'
import { sha256 } from './packed.ts'
import type { PieceSummary } from './piece-summary.ts'
import type { Rendition, Sound } from './renditions.ts'

/** A bed as a provider played it. */
export type PlayedBed = { readonly sound: Sound; readonly author: MachineAuthor }

/** Keeps a bed and lays it under a piece, in place of the one before. Throws HubError 'not-found'. */
export async function layBed(
  piece: string,
  { sound, author }: PlayedBed,
  { pieces, renditions }: Pick<Library, 'pieces' | 'renditions'>,
): Promise<{ readonly rendition: Rendition; readonly summary: PieceSummary }> {
  const hash = sha256(sound.wav)
  // On the disk before the piece says so.
  const rendition = await renditions.add(piece, `bed ${hash}`, sound)
  const bed: Bed = { sha256: hash, seconds: sound.seconds, author }
  const summary = await pieces.change(piece, { bed })
  await renditions.forgetBeds(piece, hash)
  return { rendition, summary }
}

/** The piece is without a bed again. Throws HubError 'not-found'. */
export async function takeBedAway(
  piece: string,
  { pieces, renditions }: Pick<Library, 'pieces' | 'renditions'>,
): Promise<PieceSummary> {
  const summary = await pieces.change(piece, { bed: 'none' })
  await renditions.forgetBeds(piece)
  return summary
}

/** The bed as the renderer takes it. Throws HubError 'not-found' where its file is gone: nobody can make it again. */
export async function bedToLay(
  piece: string,
  { sha256: hash, author }: Bed,
  { blobs }: Pick<Library, 'blobs'>,
): Promise<BedToLay> {
  const wav = await blobs.get(hash)
  if (wav) return { wav, by: author.provider }
  throw new HubError('not-found', `the bed of the piece ${piece} is gone from the disk`, {
    hint: `Have another one played with rigsong bed ${piece}, or go without: rigsong bed ${piece} --remove.`,
  })
}
