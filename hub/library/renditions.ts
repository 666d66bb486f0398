import type { Clock } from '#core/clock.ts'
import { v } from '#core/schema.ts'
import type { Database } from '#runtime/database.ts'
import type { Blobs } from './blobs.ts'
import { sha256 } from './packed.ts'

/** What a piece sounds like: a blob and how loud and long it is. */
export const Rendition = v.object({
  sha256: v.string(),
  bytes: v.number(),
  seconds: v.number(),
  lufs: v.number(),
  truePeakDb: v.number(),
  /** 0 to 1 over the length of the piece, for a picture. */
  peaks: v.array(v.number()),
})
export type Rendition = Readonly<v.InferOutput<typeof Rendition>>

/**
 * `wav` is the piece as our synth plays it, `bed …` what a provider played for it, and `wav over …` both
 * together. A bed is named by its SHA-256, so that no sound is taken for one with another bed.
 */
export type Recipe = 'wav' | `bed ${string}` | `wav over ${string}`

/** A rendition as the renderer hands it over. */
export type Sound = Omit<Rendition, 'sha256' | 'bytes'> & { readonly wav: Uint8Array }

export type Renditions = {
  /** Keeps the sound of a piece; the blob is on the disk before the database says so. */
  add(piece: string, recipe: Recipe, sound: Sound): Promise<Rendition>
  get(piece: string, recipe: Recipe): Promise<Rendition | undefined>
  /** Forgets every bed of a piece, and what was made over it, but this one. */
  forgetBeds(piece: string, but?: string): Promise<void>
  /** How many bytes a rendition has, undefined for a hash that is none of ours. */
  size(hash: string): Promise<number | undefined>
  /** Takes away the blobs that no rendition names any more; says how many. */
  sweep(): Promise<number>
}

type Row = Omit<Rendition, 'peaks'> & { readonly peaks: string }

export function renditionsIn(database: Database, blobs: Blobs, clock: Clock): Renditions {
  const arriving = new Set<string>()

  return {
    async add(piece, recipe, { wav, seconds, lufs, truePeakDb, peaks }) {
      const hash = sha256(wav)
      const rendition = { sha256: hash, bytes: wav.byteLength, seconds, lufs, truePeakDb, peaks }
      arriving.add(hash)
      try {
        await blobs.put(wav)
        await database.run(
          `INSERT OR REPLACE INTO renditions
             (piece, recipe, sha256, bytes, seconds, lufs, truePeakDb, peaks, createdAt)
           SELECT number, ?, ?, ?, ?, ?, ?, ?, ? FROM pieces WHERE id = ?`,
          [
            recipe,
            hash,
            wav.byteLength,
            seconds,
            lufs,
            truePeakDb,
            JSON.stringify(peaks),
            clock.date(),
            piece,
          ],
        )
      } finally {
        arriving.delete(hash)
      }
      return rendition
    },

    async get(piece, recipe) {
      const row = await database.get<Row>(
        `SELECT sha256, bytes, seconds, lufs, truePeakDb, peaks FROM renditions
         WHERE recipe = ? AND piece = (SELECT number FROM pieces WHERE id = ?)`,
        [recipe, piece],
      )
      if (!row) return undefined
      // A blob that went missing is made again rather than promised.
      if ((await blobs.size(row.sha256)) !== row.bytes) return undefined
      return { ...row, peaks: JSON.parse(row.peaks) as number[] }
    },

    async forgetBeds(piece, but = '') {
      await database.run(
        `DELETE FROM renditions WHERE piece = (SELECT number FROM pieces WHERE id = ?)
         AND recipe NOT IN ('wav', ?, ?)`,
        [piece, `bed ${but}`, `wav over ${but}`],
      )
    },

    async size(hash) {
      const row = await database.get<{ bytes: number }>(
        'SELECT bytes FROM renditions WHERE sha256 = ? LIMIT 1',
        [hash],
      )
      return row && blobs.size(hash)
    },

    async sweep() {
      // In this order, so that a blob on its way is seen as arriving or by its row.
      const kept = await blobs.list()
      const onTheirWay = new Set(arriving)
      const rows = await database.all<{ sha256: string }>('SELECT DISTINCT sha256 FROM renditions')
      const named = new Set(rows.map((row) => row.sha256))
      const idle = kept.filter((hash) => !named.has(hash) && !onTheirWay.has(hash))
      for (const hash of idle) await blobs.remove(hash)
      return idle.length
    },
  }
}
