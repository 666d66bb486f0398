import type { Asked, Payload } from '#core/bus/topics.ts'
import type { Mapping } from '#core/rig/mapping.ts'
import type { Lesson } from '#core/rig/patch-edits.ts'
import type { ControlEvent } from '#core/score/control-event.ts'
import { watchWiggles } from './wiggles.ts'

/** Learns what a control is to do: wiggle it and choose, or choose and wiggle it. */
export type Learning = {
  armed(): boolean
  ask(command: Pick<Asked<'learn'>, 'armed' | 'target' | 'args' | 'takeover'>): void
  /** Hears every movement, also while nothing is learned: that is how it knows noise. */
  moved(event: ControlEvent, steps: number | undefined, byItself: boolean): void
}

export type LearningParts = {
  readonly say: (state: Payload<'learning'>) => void
  /** Makes the mapping of what was learned. */
  readonly learn: (lesson: Lesson) => Mapping
}

type Wish = Omit<Lesson, 'when'>

export function openLearning({ say, learn }: LearningParts): Learning {
  const wiggles = watchWiggles()
  let armed = false
  let wish: Wish | undefined
  let hand: Pick<ControlEvent, 'device' | 'control'> | undefined
  let learned: Mapping | undefined

  function tell(): void {
    say({
      armed,
      ...(wish && { target: wish.do }),
      ...(hand && { moved: hand }),
      ...(learned && { learned }),
    })
  }

  /** It stays armed for the next one. */
  function meet(): void {
    if (wish && hand) {
      learned = learn({ when: hand, ...wish })
      wiggles.tire(hand)
      wiggles.begin()
      wish = undefined
      hand = undefined
    }
    tell()
  }

  tell()
  return {
    armed: () => armed,
    ask(command) {
      if (!command.armed || !armed) {
        hand = undefined
        learned = command.armed ? undefined : learned
        wiggles.begin()
      }
      armed = command.armed
      wish = armed ? wishOf(command) : undefined
      meet()
    },
    moved(event, steps, byItself) {
      if (!wiggles.moved(event, steps, byItself) || !armed) return
      const { device, control } = event
      if (hand?.device === device && hand.control === control) return
      hand = { device, control }
      meet()
    },
  }
}

function wishOf({ target, args, takeover }: Parameters<Learning['ask']>[0]): Wish | undefined {
  return target && { do: target, ...(args && { args }), ...(takeover && { takeover }) }
}
