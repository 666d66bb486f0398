/** The most frames that are rendered at once. */
export const blockFrames = 128

/** Two sides of a block of sound. */
export type Pair = { readonly left: Float64Array; readonly right: Float64Array }

export const pair = (): Pair => ({
  left: new Float64Array(blockFrames),
  right: new Float64Array(blockFrames),
})

export function clearPair({ left, right }: Pair, frames: number): void {
  left.fill(0, 0, frames)
  right.fill(0, 0, frames)
}

/** The highest level of either side. */
export function loudestOf({ left, right }: Pair, frames: number): number {
  let loudest = 0
  for (let i = 0; i < frames; i++)
    loudest = Math.max(loudest, Math.abs(left[i]!), Math.abs(right[i]!))
  return loudest
}
