import type { PresentPort } from '#core/rig/present-port.ts'
import type { UsbPlug } from './sysfs.ts'

/** A port before it has a name: what the kernel says of it. */
export type RawPort = {
  readonly kind: PresentPort['kind']
  /** The same for as long as it stays in, and for nothing else at the same time. */
  readonly key: string
  /** Changes when it is plugged in anew. */
  readonly stamp: string
  readonly title: string
  readonly path?: string
  readonly sequencer?: string
  readonly plug?: UsbPlug
  /** The program behind it, where it is no device. */
  readonly client?: string
  /** Which port of the same function of its device; the first is 0. */
  readonly index: number
}
