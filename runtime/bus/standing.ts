/** Whether the broker is there, and who wants to know. */
export type Standing = {
  up(): boolean
  become(up: boolean): void
  /** Called at each change, from now on. */
  onChange(fn: (up: boolean) => void): Disposable
  /** True once it is up; false where the signal came first. */
  whenUp(signal: AbortSignal): Promise<boolean>
  /** Nobody is told any more. */
  forget(): void
}

export function openStanding(): Standing {
  const watchers = new Set<(up: boolean) => void>()
  let up = false

  function onChange(fn: (up: boolean) => void): Disposable {
    watchers.add(fn)
    return { [Symbol.dispose]: () => void watchers.delete(fn) }
  }

  return {
    up: () => up,
    become(now) {
      if (up === now) return
      up = now
      for (const watch of [...watchers]) watch(now)
    },
    onChange,
    async whenUp(signal) {
      if (up || signal.aborted) return up
      const { promise, resolve } = Promise.withResolvers<boolean>()
      using _watching = onChange((now) => now && resolve(true))
      const late = (): void => resolve(false)
      signal.addEventListener('abort', late, { once: true })
      return await promise.finally(() => signal.removeEventListener('abort', late))
    },
    forget: () => watchers.clear(),
  }
}
