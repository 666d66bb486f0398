import { HubError } from '#core/errors.ts'
import { protocol } from './codec.ts'

export const silent = (): HubError =>
  new HubError('device-silent', 'nothing answers on this line', {
    hint: 'Nothing answers: press the reset button of the board, or write its firmware to it.',
  })

export const strange = (): HubError =>
  new HubError('device-mismatch', 'what comes here are no hub frames', {
    hint: 'Something else than our firmware speaks here: choose another description, or write our firmware to the board.',
  })

export const firmata = (): HubError =>
  new HubError('device-mismatch', 'this board speaks Firmata', {
    hint: 'This board speaks Firmata: give it a description for Firmata, or write our firmware to it.',
  })

/** StandardFirmata says its name by itself when it starts (firmata/protocol, protocol.md). */
export const speaksFirmata = (bytes: Uint8Array): boolean =>
  Buffer.from(bytes).includes(Buffer.of(0xf0, 0x79))

export const otherProtocol = (version: number): HubError =>
  new HubError('device-mismatch', `the board speaks version ${version} of hub frames`, {
    hint: `Its firmware speaks version ${version} of hub frames and this hub version ${protocol}: write ours to it, or update Rigsong.`,
  })
