/** Where the bytes of the keyboard go. */
export type KeyboardLead = (bytes: readonly number[]) => void | Promise<void>

/** A keyboard with a DIN plug, with an encoder of its own that shares nothing with the hub. */
export type DinKeyboard = {
  press(pitch: number, velocity?: number): void | Promise<void>
  lift(pitch: number): void | Promise<void>
  pedal(down: boolean): void | Promise<void>
  /** Says "I am there", as real keyboards do every 300 ms. */
  sense(): void | Promise<void>
  tick(): void | Promise<void>
}

/**
 * @param channel as on the wire, from 0
 * @example const keys = dinKeyboard((bytes) => pty.write(bytes)); await keys.press(60)
 */
export function dinKeyboard(
  lead: KeyboardLead,
  { channel = 0, runningStatus = false }: { channel?: number; runningStatus?: boolean } = {},
): DinKeyboard {
  let last = 0
  const say = (status: number, ...values: number[]) => {
    const silent = runningStatus && status === last
    last = status
    return lead(silent ? values : [status, ...values])
  }
  return {
    press: (pitch, velocity = 96) => say(0x90 + channel, pitch, velocity),
    // Many keyboards lift by a note-on of velocity 0, so that running status holds.
    lift: (pitch) =>
      runningStatus ? say(0x90 + channel, pitch, 0) : say(0x80 + channel, pitch, 64),
    pedal: (down) => say(0xb0 + channel, 64, down ? 127 : 0),
    sense: () => lead([0xfe]),
    tick: () => lead([0xf8]),
  }
}
