import type { Place } from '#core/rig/port-name.ts'
import type { PresentPort } from '#core/rig/present-port.ts'

/** Where a place is now. */
export type Found =
  | { readonly found: 'absent' }
  | { readonly found: 'here'; readonly port: PresentPort }
  /** Several ports fit, and nobody said which: never guessed. */
  | { readonly found: 'ambiguous'; readonly ports: readonly PresentPort[] }

/** What is plugged in, as the kernel says it. */
export type Presence = AsyncDisposable & {
  ports(): readonly PresentPort[]
  find(place: Place): Found
  /** Called after each change, from now on. */
  watch(changed: () => void): Disposable
  /** What keeps us from seeing more, such as no ALSA. */
  notes(): readonly string[]
}
