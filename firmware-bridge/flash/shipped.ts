import { readFile } from 'node:fs/promises'
import { HubError } from '#core/errors.ts'
import { bytesOfHex } from './intel-hex.ts'

/** A kind of microcontroller that we can write to. */
export type Chip = {
  readonly name: string
  /** What it says when it is asked what it is. */
  readonly signature: readonly [number, number, number]
  readonly pageBytes: number
  /** What a program may use; the bootloader has the rest. */
  readonly flashBytes: number
}

/** A program and the chip it is for. */
export type BoardImage = { readonly chip: Chip; readonly bytes: Uint8Array }

/** Microchip DS40002061, ATmega48A/PA/88A/PA/168A/PA/328/P, chapter Memory Programming. */
const atmega328p: Chip = {
  name: 'ATmega328P',
  signature: [0x1e, 0x95, 0x0f],
  pageBytes: 128,
  flashBytes: 32_256,
}

/** The firmware that comes with the hub, one line each. */
export const shipped = {
  'knob-box': {
    title: 'Six knobs, eight buttons and four lights for an Arduino Uno or Nano',
    chip: atmega328p,
    hex: new URL('../sketches/knob-box/knob-box.hex', import.meta.url),
  },
} as const satisfies Record<string, { title: string; chip: Chip; hex: URL }>

/**
 * A firmware that comes with the hub, ready to be written.
 * Throws 'not-found', and says which ones there are; 'flash-failed' where its file is damaged.
 */
export async function shippedFirmware(name: string): Promise<BoardImage> {
  const found = Object.entries(shipped).find(([one]) => one === name)?.[1]
  if (!found) {
    throw new HubError('not-found', `there is no firmware ${name}`, {
      hint: `There is: ${Object.keys(shipped).join(', ')}.`,
    })
  }
  return { chip: found.chip, bytes: bytesOfHex(await readFile(found.hex, 'latin1')) }
}
