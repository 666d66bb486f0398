import type { Transport } from '#core/rig/transports.ts'
import type { OpenDriver } from '../driver.ts'

type Loaders = { readonly [T in Transport]: () => Promise<OpenDriver<T>> }

/** The driver of each transport, one line each; loaded when the rig has a device of it. */
export const drivers: Loaders = {
  'usb-midi': async () => (await import('./usb-midi.ts')).openUsbMidi,
  din: async () => (await import('./din.ts')).openDin,
  'hub-frames': async () => (await import('./hub-frames.ts')).openHubFrames,
  firmata: async () => (await import('./firmata.ts')).openFirmata,
  elm327: async () => (await import('./elm327.ts')).openElm327,
  nmea: async () => (await import('./nmea.ts')).openNmea,
  mqtt: async () => (await import('./mqtt.ts')).openMqtt,
  osc: async () => (await import('./osc.ts')).openOsc,
}
