import { writeSync } from 'node:fs'
import { openSerial } from '#firmware-bridge/transports/serial.ts'
import { askRoundRobin } from '#hub/clock/priority.ts'
import { startLoad } from './load.ts'

/** The least a router can be: bytes in, the same bytes out. With a folder, in one loop with the load. */
const [from, to, folder, rr] = process.argv.slice(2)
process.on('disconnect', () => process.exit(0))
const nobody = { hear() {}, lost() {} }
const out = await openSerial(to!, 31_250, nobody)
await openSerial(from!, 31_250, { ...nobody, hear: (bytes) => void writeSync(out.fd, bytes) })
if (folder) await startLoad(folder)
if (rr) await askRoundRobin()
process.send?.('ready')
