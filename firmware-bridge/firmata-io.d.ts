/** What we use of firmata-io, which has no types of its own. */
declare module 'firmata-io' {
  import type { EventEmitter } from 'node:events'

  export interface Firmata extends EventEmitter {
    readonly MODES: Readonly<
      Record<'INPUT' | 'OUTPUT' | 'ANALOG' | 'PWM' | 'SERVO' | 'I2C' | 'PULLUP', number>
    >
    readonly pins: readonly { readonly supportedModes: readonly number[] }[]
    /** The pin of each analog channel. */
    readonly analogPins: readonly number[]
    readonly version: { readonly major?: number; readonly minor?: number }
    readonly firmware: { readonly name?: string }
    readonly isReady: boolean
    readonly reportVersionTimeoutId: NodeJS.Timeout
    reset(): void
    reportVersion(answered: () => void): void
    queryFirmware(answered: () => void): void
    setSamplingInterval(ms: number): void
    pinMode(pin: number, mode: number): void
    analogRead(channel: number, hear: (value: number) => void): void
    digitalRead(pin: number, hear: (level: 0 | 1) => void): void
    digitalWrite(pin: number, level: 0 | 1): void
    i2cStop(address: number): void
  }

  const bindTransport: {
    readonly Firmata: new (
      transport: EventEmitter,
      options: { readonly reportVersionTimeout: number },
    ) => Firmata
  }
  export default bindTransport
}
