import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readIntelHex } from './intel-hex.ts'
import { unoFlashBytes } from './uno.ts'

/** The flash of an Uno with our own knob box in it. */
export const knobBoxFlash = (): Uint8Array =>
  flashOf(join(import.meta.dirname, '../../firmware-bridge/sketches/knob-box/knob-box.hex'))

/**
 * The flash of an Uno with StandardFirmata 2.4 in it, as the package avrgirl-arduino publishes it; we do
 * not pass it on. Throws where that package is not installed.
 */
export function standardFirmataFlash(): Uint8Array {
  let folder: string
  try {
    folder = dirname(fileURLToPath(import.meta.resolve('avrgirl-arduino/package.json')))
  } catch (cause) {
    throw new Error('StandardFirmata comes with the package avrgirl-arduino: npm install', {
      cause,
    })
  }
  return flashOf(join(folder, 'junk/hex/uno/StandardFirmata.cpp.hex'))
}

const flashOf = (path: string): Uint8Array =>
  readIntelHex(readFileSync(path, 'latin1'), unoFlashBytes)
