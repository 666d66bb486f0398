import type { Control } from '#core/rig/description.ts'
import type { Transport } from '#core/rig/transports.ts'

/**
 * What a control is that a driver found by itself; of MIDI `midiControls` knows more. Boards with hub
 * frames say analog-1, button-1 and light-1; whatever else is found is a value from 0 to 1.
 */
export function discoveredControl(transport: Transport, id: string): Control {
  const [, kind, number] = /^(analog|button|light)-([1-9]|1[0-6])$/.exec(id) ?? []
  const place = Number(number) - 1
  if (transport === 'hub-frames' && kind === 'analog')
    return { id, kind: 'continuous', from: { analog: place } }
  if (transport === 'hub-frames' && kind === 'button')
    return { id, kind: 'trigger', from: { button: place } }
  if (transport === 'hub-frames' && kind === 'light')
    return { id, kind: 'output', to: { light: place } }
  // Only its driver knows from where it is read.
  return { id, kind: 'continuous', from: {}, range: [0, 1] } as unknown as Control
}
