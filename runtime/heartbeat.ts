/** How often a child that is watched says that its loop turns. */
export const beatEveryMs = 1000
/** Nothing heard this often in a row: it hangs. */
const missedBeats = 10

export type Heart = Disposable & {
  /** A beat was heard; the first one begins the watch. */
  beat(): void
}

/**
 * Watches a child that beats, and says once when it fell silent. Beats are missed one a turn of our
 * own timer, so that a machine that slept, or a supervisor that was held up, blames nobody.
 */
export function listenToHeart(silent: () => void, everyMs = beatEveryMs): Heart {
  let missed = 0
  let timer: NodeJS.Timeout | undefined

  const stop = (): void => clearInterval(timer)
  const look = (): void => {
    missed += 1
    if (missed <= missedBeats) return
    stop()
    silent()
  }

  return {
    beat() {
      missed = 0
      timer ??= setInterval(look, everyMs).unref()
    },
    [Symbol.dispose]: stop,
  }
}
