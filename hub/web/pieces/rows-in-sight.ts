type Sight = {
  /** How far the list's top is above the window's top. */
  readonly topPx: number
  readonly heightPx: number
  readonly rowPx: number
  readonly rows: number
  /** Rows drawn beyond each edge, so that a quick flick shows no hole. */
  readonly overscan: number
}

/** First row to draw, and the one after the last. */
export function rowsInSight({ topPx, heightPx, rowPx, rows, overscan }: Sight): {
  readonly first: number
  readonly last: number
} {
  const first = Math.floor(topPx / rowPx) - overscan
  const last = Math.ceil((topPx + heightPx) / rowPx) + overscan
  const clamp = (n: number): number => Math.max(0, Math.min(rows, n))
  return { first: clamp(first), last: clamp(last) }
}
