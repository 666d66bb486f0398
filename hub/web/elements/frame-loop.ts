/** Draws once per frame while somebody has something that moves, and rests otherwise. */
export type FrameLoop = {
  /** `draw` says whether it wants the next frame too. Ends with the returned function. */
  add(draw: (nowMs: number) => boolean): () => void
  /** Something changed: draw the next frame. */
  wake(): void
}

export function frameLoop({ window }: { readonly window: Window }): FrameLoop {
  const draws = new Set<(nowMs: number) => boolean>()
  let asked = false
  const frame = (): void => {
    asked = false
    const nowMs = window.performance.now()
    let more = false
    for (const draw of draws) more = draw(nowMs) || more
    if (more) wake()
  }
  const wake = (): void => {
    if (asked) return
    asked = true
    window.requestAnimationFrame(frame)
  }
  return {
    add(draw) {
      draws.add(draw)
      wake()
      return () => void draws.delete(draw)
    },
    wake,
  }
}
