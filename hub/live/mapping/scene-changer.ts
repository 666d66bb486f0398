import type { Clock } from '#core/clock.ts'
import type { Transport } from '#hub/clock/transport.ts'

/** Opens scenes at their moment: now, or on the next beat or bar. */
export type SceneChanger = Disposable & {
  /** The scene that waits for its moment. */
  waiting(): string | undefined
  open(scene: string, at: 'now' | 'beat' | 'bar'): void
  /** Nothing waits any more. */
  drop(): void
}

export type SceneChangerParts = {
  readonly clock: Clock
  readonly transport: Pick<Transport, 'nextBeatMs' | 'nextBarMs'>
  readonly apply: (scene: string) => void
}

/** The tempo may change while a scene waits, so that its moment is looked up again and again. */
const lookEveryMs = 50

export function openSceneChanger({ clock, transport, apply }: SceneChangerParts): SceneChanger {
  let pending: { readonly scene: string; readonly dueMs: () => number } | undefined
  let timer: NodeJS.Timeout | undefined

  function drop(): void {
    clearTimeout(timer)
    pending = undefined
  }

  function look(): void {
    if (!pending) return
    const { scene, dueMs } = pending
    const leftMs = dueMs() - clock.now()
    if (leftMs > 0) {
      timer = setTimeout(look, Math.min(lookEveryMs, leftMs))
      return
    }
    drop()
    apply(scene)
  }

  return {
    waiting: () => pending?.scene,
    open(scene, at) {
      drop()
      const askedMs = clock.now()
      const dueMs = (): number => {
        if (at === 'now') return askedMs
        return at === 'beat' ? transport.nextBeatMs(askedMs) : transport.nextBarMs(askedMs)
      }
      pending = { scene, dueMs }
      look()
    },
    drop,
    [Symbol.dispose]: drop,
  }
}
