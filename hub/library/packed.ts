import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'

const pack = promisify(gzip)
const unpack = promisify(gunzip)

/** Text as it lies in a column: notes repeat themselves, so a piece shrinks twentyfold. */
export const packed = async (text: string): Promise<Uint8Array> => pack(text, { level: 6 })

/** The text again, byte for byte; gzip's own checksum refuses what has rotted. */
export const unpacked = async (bytes: Uint8Array): Promise<string> =>
  (await unpack(bytes)).toString('utf8')

/** SHA-256 in 64 hex digits, the name of everything that is named by what it holds. */
export const sha256 = (bytes: Uint8Array | string): string =>
  createHash('sha256').update(bytes).digest('hex')
