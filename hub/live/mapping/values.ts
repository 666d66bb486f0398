import type { Clock } from '#core/clock.ts'
import { type Target, targets } from '#core/rig/mapping.ts'
import type { Transport } from '#hub/clock/transport.ts'
import type { Glides } from './glides.ts'
import type { Macros } from './macros.ts'
import { sparingly } from './sparingly.ts'

/** The targets that follow a value. */
export type ValueTarget = {
  [T in Target]: (typeof targets)[T]['takes'] extends 'value' ? T : never
}[Target]

export const isValueTarget = (target: Target): target is ValueTarget =>
  targets[target].takes === 'value'

/** Where these targets are and are going, all from 0 to 1. */
export type Values = Disposable & {
  /** Undefined where nobody has set it yet. */
  goal(target: ValueTarget): number | undefined
  turn(target: ValueTarget, value: number, slewMs: number): void
}

export type ValuesParts = {
  readonly clock: Clock
  readonly macros: Macros
  readonly glides: Glides
  readonly transport: Pick<Transport, 'state'>
  readonly tempo: (bpm: number) => void
}

const slowest = 40
const fastest = 240
/** Everybody hears of each tempo, and the journal keeps it. */
const tempoEveryMs = 50

export function openValues({ clock, macros, glides, transport, tempo }: ValuesParts): Values {
  let goal: number | undefined
  let told: number | undefined
  const sparing = sparingly(clock, tempoEveryMs, (bpm: number) => {
    if (!isOurs()) return
    told = bpm
    tempo(bpm)
  })

  /** Nobody but a control here has set the tempo since. */
  const isOurs = (): boolean => told === transport.state().bpm

  function turnTempo(value: number, slewMs: number): void {
    const from = wayOf(transport.state().bpm)
    told = transport.state().bpm
    goal = value
    glides.begin('tempo', { from, to: value, slewMs }, (now) => {
      if (isOurs()) sparing.say(bpmAt(now))
      else glides.end('tempo')
    })
  }

  return {
    goal(target) {
      if (target !== 'tempo') return macros.goal(numberOf(target))
      return goal !== undefined && isOurs() ? goal : wayOf(transport.state().bpm)
    },
    turn(target, value, slewMs) {
      if (target === 'tempo') turnTempo(value, slewMs)
      else macros.turn(numberOf(target), value, slewMs)
    },
    [Symbol.dispose]: () => sparing[Symbol.dispose](),
  }
}

const numberOf = (macro: Exclude<ValueTarget, 'tempo'>): number => Number(macro.slice(-1))
const wayOf = (bpm: number): number =>
  Math.min(1, Math.max(0, (bpm - slowest) / (fastest - slowest)))
/** To a tenth of a beat a minute: finer is nobody's hand. */
const bpmAt = (way: number): number => Math.round((slowest + way * (fastest - slowest)) * 10) / 10
