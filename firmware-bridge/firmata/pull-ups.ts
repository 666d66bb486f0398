/** Pins that are held high by the board itself. */
export type PullUps = {
  add(pin: number): void
  /** What is sent, with these pins left high. */
  kept(bytes: Uint8Array): Uint8Array
}

const digitalMessage = 0x90

/**
 * Before Firmata 2.5 a pull-up is an input that was set high, and each write of a light sets all eight
 * pins of its port, as firmata-io last read them: a button that is held down would lose its pull-up.
 */
export function pullUps(): PullUps {
  const masks = new Map<number, number>()
  return {
    add(pin) {
      const port = pin >> 3
      masks.set(port, (masks.get(port) ?? 0) | (1 << (pin & 7)))
    },
    kept(bytes) {
      const [kind, low, high] = bytes as unknown as readonly [number, number, number]
      const mask = (kind & 0xf0) === digitalMessage ? masks.get(kind & 0x0f) : undefined
      return mask === undefined
        ? bytes
        : Uint8Array.of(kind, low | (mask & 0x7f), high | (mask >> 7))
    },
  }
}
