import type { Clock } from '#core/clock.ts'
import { type Outgoing, outgoingQueue } from '../outgoing-queue.ts'

/** Sends outputs no faster than the line takes them: the latest value of each. */
export type Outlet = {
  set(output: string, value: number): void
  /** Forgets what is waiting. */
  clear(): void
}

/** 70 % of what 57,600 baud carries: beyond it everything waits in the board's buffer. */
const bytesPerSecond = 0.7 * 5760
/** A value of a pin is one message of three bytes. */
const messageBytes = 3

/** @param write puts it on the line */
export function outlet(
  clock: Pick<Clock, 'now'>,
  write: (output: string, value: number) => void,
): Outlet {
  const empty = () => outgoingQueue<Outgoing>({ clock, perSecond: bytesPerSecond / messageBytes })
  let queue = empty()
  let timer: NodeJS.Timeout | undefined

  function pour(): void {
    for (let one = queue.take(); one; one = queue.take()) write(one.control, one.value)
    const waitMs = queue.waitMs()
    timer = waitMs === undefined ? undefined : setTimeout(pour, Math.ceil(waitMs))
  }

  return {
    set(control, value) {
      queue.put({ control, kind: 'continuous', value })
      if (!timer) pour()
    },
    clear() {
      clearTimeout(timer)
      timer = undefined
      queue = empty()
    },
  }
}
