import { HubError } from '#core/errors.ts'
import { openSerial } from '#firmware-bridge/transports/serial.ts'

// A program that somebody without rights starts: it opens a serial port and says how that went.
try {
  await using _line = await openSerial(process.argv[2]!, 115_200, { hear() {}, lost() {} })
  process.stdout.write('opened')
} catch (error) {
  if (!(error instanceof HubError)) throw error
  process.stdout.write(`${error.code}: ${error.hint}`)
}
