import { randomFrom } from '#core/random.ts'
import type { accompanied } from './accompanied.ts'

type Rig = ReturnType<typeof accompanied>

/** Another clock that leads a rig: its beats are up to 3 ms off, as those of a followed drum machine. */
export function leading(rig: Rig, firstBpm: number) {
  const { transport } = rig
  const random = randomFrom(1)
  let bpm = firstBpm
  let origin = { beat: 0, ms: rig.now() }
  let count = 1
  let ticks = true
  const beatAt = (ms: number): number => origin.beat + ((ms - origin.ms) * bpm) / 60_000
  const here = (beat = beatAt(rig.now())): void => {
    origin = { beat, ms: rig.now() }
  }

  rig.meanwhile(() => {
    const now = rig.now()
    const off = (random.below(61) - 30) / 10
    if (ticks) transport.lead({ beat: beatAt(now + off), atMs: now, bpm, count }, 'midi-clock', now)
  })
  return {
    bpm: () => bpm,
    beatAt,
    tempo(next: number) {
      here()
      bpm = Math.min(200, Math.max(50, next))
    },
    /** The beats come so much sooner from now on. */
    shift: (beats: number) => here(beatAt(rig.now()) + beats),
    /** Its song begins: another count. */
    start() {
      here(0)
      count += 1
    },
    stop() {
      rig.accompanying.conversation.drop()
      rig.accompanying.rest()
    },
    /** Nothing is heard of it, and it goes on all the same. */
    falls(silent: boolean) {
      ticks = !silent
    },
    /** It is given up, until it is heard again. */
    lost() {
      ticks = false
      transport.unlead(rig.now())
    },
  }
}
