import type { Bus } from '#core/bus/bus.ts'
import type { Library } from '#hub/library/library.ts'

/** Follows the bus for the piece that plays, or was played or made last; after a start, the newest of the library. */
export async function followCurrentPiece(
  bus: Pick<Bus, 'subscribe'>,
  pieces: Pick<Library['pieces'], 'list' | 'has'>,
): Promise<() => Promise<string | undefined>> {
  let latest: string | undefined
  await bus.subscribe('transport', ({ payload, retained }) => {
    // What the broker kept may have been played before other pieces were made.
    if (payload.piece !== undefined && (payload.playing || !retained)) latest = payload.piece
  })
  await bus.subscribe('piece', ({ payload }) => {
    if (payload.change === 'added') latest = payload.piece
    if (payload.change === 'removed' && latest === payload.piece) latest = undefined
  })
  return async () => {
    if (latest !== undefined && (await pieces.has(latest))) return latest
    return (await pieces.list({ limit: 1 })).page[0]?.id
  }
}
