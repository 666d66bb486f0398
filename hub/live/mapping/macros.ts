import type { Payload } from '#core/bus/topics.ts'
import type { Clock } from '#core/clock.ts'
import type { Macros as Values } from '#core/rig/mapping.ts'
import type { Glides } from './glides.ts'
import { sparingly } from './sparingly.ts'

/** The eight macros: where they stand, and where they are going. */
export type Macros = Disposable & {
  values(): Values
  /** Where macro 1 to 8 is going; undefined where nobody has turned it yet. */
  goal(macro: number): number | undefined
  turn(macro: number, value: number, slewMs?: number): void
}

export type MacrosParts = {
  readonly clock: Clock
  readonly glides: Glides
  readonly say: (state: Payload<'macros'>) => void
  /** A macro has another value now. */
  readonly turned: (macro: number, value: number) => void
}

const count = 8
/** Screens need no more than 50 states a second. */
const sayEveryMs = 20

export function openMacros({ clock, glides, say, turned }: MacrosParts): Macros {
  const values = Array.from({ length: count }, () => 0)
  const goals: (number | undefined)[] = values.map(() => undefined)
  /** Those that somebody turned: to 0 as well, where all of them begin. */
  const moved = new Set<number>()
  const told = sparingly(clock, sayEveryMs, (now: Values) =>
    say({ values: [...now], turned: [...moved].sort() }),
  )

  function apply(macro: number, value: number): void {
    if (moved.has(macro) && values[macro - 1] === value) return
    moved.add(macro)
    values[macro - 1] = value
    turned(macro, value)
    told.say(values)
  }

  told.say(values)
  return {
    values: () => [...values],
    goal: (macro) => goals[macro - 1],
    turn(macro, value, slewMs = 0) {
      goals[macro - 1] = value
      const from = values[macro - 1]!
      glides.begin(`macro-${macro}`, { from, to: value, slewMs }, (now) => apply(macro, now))
    },
    [Symbol.dispose]: () => told[Symbol.dispose](),
  }
}
