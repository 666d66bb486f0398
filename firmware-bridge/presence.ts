import type { Place } from '#core/rig/port-name.ts'
import type { PresentPort } from '#core/rig/present-port.ts'

/** Where a place is now. */
export type Found =
  | { readonly found: 'absent' }
  /** `plug` is another number after each plugging in, also where it looks as it did before. */
  | { readonly found: 'here'; readonly port: PresentPort; readonly plug: number }
  /** Several ports fit, and nobody said which: never guessed. */
  | { readonly found: 'ambiguous'; readonly ports: readonly PresentPort[] }

/** What is plugged in, as the kernel says it. */
export type Presence = AsyncDisposable & {
  ports(): readonly PresentPort[]
  /** `kind` tells the ports of a device apart that has both. */
  find(place: Place, kind?: PresentPort['kind']): Found
  /** Called after each change, from now on. */
  watch(changed: () => void): Disposable
  /** What keeps us from seeing more, such as no ALSA. */
  notes(): readonly string[]
}
