import { HubError } from '#core/errors.ts'

/** The version of the protocol that johnny-five speaks. */
export const protocol = 2

/** Who hears a board with StandardFirmata. */
export type FirmataEars = {
  /** A whole message came, whatever it says. */
  heard(): void
  /** The line is gone; called once, before it is closed. What it returns is awaited. */
  lost(why: string): void | Promise<void>
  /** It started anew by itself and has forgotten its pins: `identify` is to be called again. */
  restarted(): void
  /** Something came that was none of its protocol, or it complains. */
  fault(what: string): void
}

/** A board behind johnny-five, from the opening of its line to its end. */
export type FirmataBoard = AsyncDisposable & {
  /**
   * Begins a new life of the board: whatever it did before is over. Throws 'device-mismatch' where
   * something else answers, 'device-silent' where nothing does, and the reason of `signal`.
   */
  identify(signal: AbortSignal): Promise<FirmataPins>
  /** Asks for its version, so that it says something; settles when it has, or its life is over. */
  ask(): Promise<void>
}

/** What can be done with the pins of a board. Each throws an Error where the board cannot. */
export type FirmataPins = {
  /** How often it reports what it senses. @param ms 10 or more */
  sampleEvery(ms: number): void
  /** @param channel 0 is A0 @param hear gets 0 to 1023 */
  analog(channel: number, hear: (value: number) => void): void
  /** @param pullup it has no resistor of its own */
  digital(pin: number, pullup: boolean, hear: (high: boolean) => void): void
  /** An infrared distance sensor by its name in johnny-five. */
  distance(model: string, channel: number, hear: (cm: number) => void): void
  /** An MPU-6050: its axes in g, degrees and degrees a second, these once it has found its rest. */
  motion(hear: (axis: string, value: number) => void): void
  light(pin: number): (on: boolean) => void
  /** @returns takes 0 to 1 */
  dimmer(pin: number): (share: number) => void
  /** @returns takes 0 to 180 */
  servo(pin: number): (degrees: number) => void
}

export const notFirmata = (path: string, cause?: unknown): HubError =>
  new HubError('device-mismatch', `what is on ${path} does not speak Firmata ${protocol}`, {
    hint: 'Upload StandardFirmata to it with the Arduino IDE, or name the device it really is.',
    cause,
  })

export const silent = (path: string, cause: unknown): HubError =>
  new HubError('device-silent', `nothing answers on ${path}`, {
    hint: 'Upload StandardFirmata to it with the Arduino IDE, and check its cable.',
    cause,
  })
