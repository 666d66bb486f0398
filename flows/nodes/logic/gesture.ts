export const gestures = {
  shake: 'shaken to and fro',
  raise: 'raised fast',
  lower: 'lowered fast',
  up: 'held up',
  down: 'held down',
} as const
export type Gesture = keyof typeof gestures

type Moved = { readonly value: number; readonly atMs: number }

/** How far each must go, of 0 to 1, and in what time. */
const windowMs = 600
const swing = 0.25
const turnsOfShake = 3
const leap = 0.5
const ends = { up: 0.85, down: 0.15 } as const
const heldMs = 500

/**
 * Knows a movement of a sensor from 0 to 1 by its last values.
 * @param of the gesture that is waited for
 * @param restMs how long it then hears nothing, so that one shake is one
 */
export function gestureReader(of: Gesture, restMs: number) {
  let recent: readonly Moved[] = []
  let restUntilMs = Number.NEGATIVE_INFINITY
  const spanMs = of === 'up' || of === 'down' ? heldMs * 2 : windowMs

  return (value: number, atMs: number): boolean => {
    const last = recent.at(-1)
    // What held still until now still counts as held.
    const kept = recent.filter((moved) => atMs - moved.atMs <= spanMs)
    recent = [
      ...(kept.length === 0 && last ? [{ ...last, atMs: atMs - spanMs }] : kept),
      { value, atMs },
    ]
    if (atMs < restUntilMs || !isMade(of, recent, atMs)) return false
    restUntilMs = atMs + restMs
    recent = [{ value, atMs }]
    return true
  }
}

function isMade(of: Gesture, recent: readonly Moved[], nowMs: number): boolean {
  const first = recent[0]!
  const last = recent.at(-1)!
  switch (of) {
    case 'shake':
      return turnsIn(recent.map(({ value }) => value)) >= turnsOfShake
    case 'raise':
      return last.value - Math.min(...recent.map(({ value }) => value)) >= leap
    case 'lower':
      return Math.max(...recent.map(({ value }) => value)) - last.value >= leap
    case 'up':
    case 'down': {
      const isThere = ({ value }: Moved): boolean =>
        of === 'up' ? value >= ends.up : value <= ends.down
      const away = recent.findLast((moved) => !isThere(moved))
      const since = away ? recent.find(({ atMs }) => atMs > away.atMs) : first
      return since !== undefined && isThere(since) && nowMs - since.atMs >= heldMs
    }
  }
}

/** How often it turned round after a swing that was wide enough. */
function turnsIn(values: readonly number[]): number {
  let turns = 0
  let direction = 0
  let edge = values[0]!
  for (const value of values) {
    const away = value - edge
    if (direction !== 0 && Math.sign(away) === direction) edge = value
    else if (Math.abs(away) >= swing) {
      if (direction !== 0) turns += 1
      direction = Math.sign(away)
      edge = value
    } else if (direction === 0) continue
  }
  return turns
}
