import { v } from '#core/schema.ts'
import { MachineAuthor } from './author.ts'

/**
 * A bed of sound that somebody outside played under a piece. It is sound and no notes: it has an author
 * of its own, and none of the shares of a piece, which count notes, has it in it.
 */
export const Bed = v.object({
  /** Of the WAV file, as it was recorded. */
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  seconds: v.number(),
  author: MachineAuthor,
})
export type Bed = Readonly<v.InferOutput<typeof Bed>>
