import { HubError } from '#core/errors.ts'
import type { Place } from '#core/rig/port-name.ts'
import type { World } from './driver.ts'
import { openTcp } from './transports/tcp.ts'

/** Bytes to and from a device, over a serial port or over the network. */
export type ByteLine = AsyncDisposable & {
  write(bytes: Uint8Array): void
  reportLoss(why: string): void
}

export type ByteEars = {
  hear(bytes: Uint8Array): void
  lost(why: string): void | Promise<void>
}

/**
 * Opens the line at a place. Throws HubErrors 'port-missing', 'port-refused' and 'port-busy'.
 * @param path the device file where it is a serial port
 * @param baud bits a second there
 * @param openSerial as the world has it
 */
export async function openByteLine(
  {
    place,
    path,
    baud,
    openSerial,
  }: {
    readonly place: Place
    readonly path: string | undefined
    readonly baud: number
    readonly openSerial: World['openSerial']
  },
  ears: ByteEars,
): Promise<ByteLine> {
  if (place.by === 'tcp') return openTcp(place, ears)
  if (path !== undefined && place.by !== 'udp' && place.by !== 'mqtt')
    return openSerial(path, baud, ears)
  throw new HubError('port-refused', 'this device needs a serial port or a TCP address', {
    hint: 'Give it a place such as /dev/ttyUSB0 or tcp://192.168.0.10:35000.',
  })
}
