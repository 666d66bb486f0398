import type { Clock } from '#core/clock.ts'
import { type Glide, glidedTo } from '#core/rig/takeover.ts'

/** Brings targets to where their controls are, at once or over their slew. */
export type Glides = Disposable & {
  /** `apply` hears every value on the way from `from` to `to`, the last of them exactly `to`. */
  begin(target: string, glide: Omit<Glide, 'startMs'>, apply: (value: number) => void): void
  end(target: string): void
}

/** A hundred values a second: what a MIDI lead takes without falling behind. */
const stepMs = 10

export function openGlides(clock: Clock): Glides {
  const timers = new Map<string, NodeJS.Timeout>()

  function end(target: string): void {
    clearInterval(timers.get(target))
    timers.delete(target)
  }

  return {
    begin(target, { from, to, slewMs }, apply) {
      end(target)
      if (slewMs <= 0) return apply(to)
      const glide = { from, to, slewMs, startMs: clock.now() }
      const step = (): void => {
        const nowMs = clock.now()
        if (nowMs >= glide.startMs + slewMs) end(target)
        apply(glidedTo(glide, nowMs))
      }
      timers.set(target, setInterval(step, Math.min(stepMs, slewMs)))
    },
    end,
    [Symbol.dispose]() {
      for (const target of [...timers.keys()]) end(target)
    },
  }
}
