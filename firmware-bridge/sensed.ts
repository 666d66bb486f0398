import type { ControlOf } from '#core/rig/description.ts'
import type { Transport } from '#core/rig/transports.ts'

type Unsensed = { readonly kind: 'output' | 'stream' }

/** A control of a device that moves or measures: what is read, and not written or streamed. */
export type Sensed<T extends Transport> = Exclude<ControlOf<T>, Unsensed>

/** Whether a control of a description is one that is read. */
export const isSensed = <C extends { readonly kind: string }>(
  control: C,
): control is Exclude<C, Unsensed> => control.kind !== 'output' && control.kind !== 'stream'
