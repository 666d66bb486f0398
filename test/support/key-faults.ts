import type { Left } from './hand-clock.ts'

/** Strikes of one key by one player that came while it was down, and keys that are down at the end. */
export function keyFaults(left: readonly Left[]) {
  const down = new Map<number, number>()
  let twice = 0
  for (const { bytes } of left) {
    const kind = bytes[0]! & 0xf0
    const cell = (bytes[0]! & 15) * 128 + bytes[1]!
    if (kind === 0x90) {
      // Channel 0 is the response's: two of them may overlap by a release.
      if ((down.get(cell) ?? 0) > 0 && cell >= 128) twice += 1
      down.set(cell, (down.get(cell) ?? 0) + 1)
    } else if (kind === 0x80) down.set(cell, Math.max(0, (down.get(cell) ?? 0) - 1))
  }
  return { twice, down: [...down].filter(([, times]) => times > 0).map(([cell]) => cell) }
}
