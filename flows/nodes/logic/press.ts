/** How a button was pressed. */
export type Press = 'short' | 'long' | 'double'

/** What a button did, and when to look again; a long press counts while it is still held. */
export type Told = { readonly press?: Press; readonly lookAgainMs?: number }

/**
 * Tells short, long and double presses apart. With `doubleMs` 0 there are no double ones, and a short
 * one is told at once.
 */
export function presses({
  longMs,
  doubleMs,
}: {
  readonly longMs: number
  readonly doubleMs: number
}) {
  let downMs: number | undefined
  let told = false
  let clickedMs: number | undefined

  function down(atMs: number): Told {
    // Some switches say twice that they are down.
    if (downMs !== undefined) return {}
    downMs = atMs
    told = false
    if (clickedMs === undefined || atMs - clickedMs > doubleMs) return { lookAgainMs: longMs }
    clickedMs = undefined
    told = true
    return { press: 'double' }
  }

  function up(atMs: number): Told {
    const held = downMs
    downMs = undefined
    if (held === undefined || told) return {}
    if (atMs - held >= longMs) return { press: 'long' }
    if (doubleMs === 0) return { press: 'short' }
    clickedMs = atMs
    return { lookAgainMs: doubleMs }
  }

  function look(atMs: number): Told {
    if (downMs !== undefined && !told && atMs - downMs >= longMs) {
      told = true
      return { press: 'long' }
    }
    if (clickedMs === undefined || downMs !== undefined || atMs - clickedMs < doubleMs) return {}
    clickedMs = undefined
    return { press: 'short' }
  }

  /** The device of the button is gone: that was no press. */
  function drop(): Told {
    downMs = undefined
    clickedMs = undefined
    return {}
  }

  return { down, up, look, drop }
}
