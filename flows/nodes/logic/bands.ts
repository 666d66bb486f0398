/** A named part of a range; it begins at `from`. */
export type Band = { readonly name: string; readonly from: number }

/** 'stopped 0, town 5, road 60' as bands in order; undefined where it cannot be read. */
export function bandsOf(words: string): readonly Band[] | undefined {
  const parts = words.split(',').map((part) => /^\s*(.+?)\s+(-?[\d.]+)\s*$/.exec(part))
  const bands = parts.map((part) => part && { name: part[1]!, from: Number(part[2]) })
  if (bands.length === 0 || !bands.every((band) => band && Number.isFinite(band.from)))
    return undefined
  return (bands as readonly Band[]).toSorted((one, other) => one.from - other.from)
}

/**
 * Which band a value is in. Another band holds only when the value is `margin` inside it, so that
 * driving at just its edge does not flicker.
 * @returns the band where it changed
 */
export function bandReader(bands: readonly Band[], margin: number) {
  let now = -1
  return (value: number): Band | undefined => {
    const indexOf = (by: number): number =>
      Math.max(
        0,
        bands.findLastIndex(({ from }) => by >= from),
      )
    const next =
      now < 0
        ? indexOf(value)
        : Math.max(indexOf(value - margin), Math.min(now, indexOf(value + margin)))
    if (next === now) return undefined
    now = next
    return bands[now]
  }
}
