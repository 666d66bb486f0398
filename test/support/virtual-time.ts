import sinon from 'sinon'

/** Timers that a test turns by hand. */
export type VirtualTime = Disposable & {
  /** How many ms have passed. */
  now(): number
  /** Lets so many ms pass, with everything that was promised in them. */
  pass(ms: number): Promise<void>
  /** The same until `fits`; throws after `ms`. */
  passUntil(fits: () => boolean, ms: number): Promise<void>
}

/** Small enough that what is awaited between two timers is done between them. */
const stepMs = 25

/**
 * Takes over setTimeout and setInterval; `setImmediate` stays real. Much faster than sinon's tickAsync,
 * which waits a real timer for each virtual one.
 * @example using time = virtualTime(); await time.pass(300)
 */
export function virtualTime(): VirtualTime {
  const clock = sinon.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'],
  })
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

  async function pass(ms: number): Promise<void> {
    await settle()
    for (let leftMs = ms; leftMs > 0; leftMs -= stepMs) {
      clock.tick(Math.min(stepMs, leftMs))
      await settle()
    }
  }

  const begunMs = clock.now
  return {
    now: () => clock.now - begunMs,
    pass,
    async passUntil(fits, ms) {
      await settle()
      for (let passedMs = 0; !fits(); passedMs += stepMs) {
        if (passedMs >= ms) throw new Error(`not within ${ms} ms`)
        await pass(stepMs)
      }
    },
    [Symbol.dispose]: () => clock.restore(),
  }
}
