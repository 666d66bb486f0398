/** The ticks of a MIDI clock that go out, as the clock's thread counts them: none doubled, none left out. */
export type PulseTrain = {
  /**
   * From now on tick `tick` lies at `atMs` and the others `periodMs` apart. In the same series they are
   * counted on, wherever they lie now; another series begins with `tick`, or with the first of its ticks
   * that is still to come. No outputs ends it.
   */
  lay(pulse: Pulse, nowMs: number): void
  /** When the next tick is due; Infinity where there is none. */
  nextMs(): number
  /** Counts the tick that is due, and says the outputs it goes to. */
  fire(): number
}

export type Pulse = {
  readonly outputs: number
  readonly series: number
  readonly tick: number
  readonly atMs: number
  readonly periodMs: number
}

/** Allocates nothing once made. */
export function pulseTrain(): PulseTrain {
  const now = { outputs: 0, series: -1, tick: 0, dueMs: Number.POSITIVE_INFINITY, periodMs: 1 }
  const next = { outputs: 0, series: -1, tick: 0, dueMs: Number.POSITIVE_INFINITY, periodMs: 1 }

  function put(train: typeof now, { outputs, tick, atMs, periodMs }: Pulse, nowMs: number): void {
    const dueMs = atMs + (train.tick - tick) * periodMs
    // Whoever is far behind would send all at once what nobody can use.
    const missed = Math.max(0, Math.floor((nowMs - dueMs) / periodMs))
    train.outputs = outputs
    train.periodMs = periodMs
    train.tick += missed
    train.dueMs = dueMs + missed * periodMs
  }

  function end(train: typeof now): void {
    train.outputs = 0
    train.series = -1
    train.dueMs = Number.POSITIVE_INFINITY
  }

  function begin(train: typeof now, pulse: Pulse, nowMs: number): void {
    const late = Math.ceil((nowMs - pulse.atMs) / pulse.periodMs)
    train.series = pulse.series
    train.tick = pulse.tick + Math.max(0, late)
    put(train, pulse, nowMs)
  }

  /** The next series takes over where a tick of this one would come too close before it. */
  const isOver = (): boolean => now.dueMs > next.dueMs - next.periodMs / 2

  return {
    lay(pulse, nowMs) {
      if (pulse.outputs === 0) {
        end(now)
        end(next)
      } else if (pulse.series === now.series) {
        put(now, pulse, nowMs)
        end(next)
      } else if (pulse.series === next.series) put(next, pulse, nowMs)
      else begin(now.series < 0 ? now : next, pulse, nowMs)
    },
    nextMs: () => (isOver() ? next.dueMs : now.dueMs),
    fire() {
      if (isOver()) {
        Object.assign(now, next)
        end(next)
      }
      now.tick += 1
      now.dueMs += now.periodMs
      return now.outputs
    },
  }
}
