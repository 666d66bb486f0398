/**
 * Reads firmware as compilers write it (Intel HEX, records 00, 01 and the addresses 02 to 05) into the
 * bytes of a flash memory; what no record names is erased (0xff). Throws where a line is damaged.
 * @param size bytes of flash
 */
export function readIntelHex(text: string, size: number): Uint8Array {
  const flash = new Uint8Array(size).fill(0xff)
  let base = 0
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue
    const { kind, address, bytes } = recordOf(line.trim(), i + 1)
    if (kind === 1) return flash
    if (kind === 2) base = ((bytes[0]! << 8) | bytes[1]!) * 16
    if (kind === 4) base = ((bytes[0]! << 8) | bytes[1]!) * 0x10000
    if (kind !== 0) continue
    if (base + address + bytes.length > size) throw new Error(`line ${i + 1}: beyond the flash`)
    flash.set(bytes, base + address)
  }
  throw new Error('the last record is missing')
}

function recordOf(line: string, number: number) {
  const hex = /^:((?:[0-9a-f]{2}){5,})$/i.exec(line)?.[1]
  if (hex === undefined) throw new Error(`line ${number}: no record of Intel HEX`)
  const all = Buffer.from(hex, 'hex')
  const sum = all.reduce((total, byte) => total + byte, 0)
  if ((sum & 0xff) !== 0) throw new Error(`line ${number}: the checksum is wrong`)
  if (all.length !== all[0]! + 5) throw new Error(`line ${number}: the length is wrong`)
  return { address: all.readUInt16BE(1), kind: all[3]!, bytes: all.subarray(4, -1) }
}
