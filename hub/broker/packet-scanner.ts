/** What is wrong with a stream of MQTT packets, before any of it is parsed. */
export type ScanFault = 'not-mqtt' | 'packet-too-long'

export type PacketScanner = {
  /** How many packets begin in this chunk, or why the connection has to be cut. */
  scan(chunk: Uint8Array): number | ScanFault
}

const connectHeader = 0x10

/**
 * Follows the fixed headers of a stream, so that a packet is refused by the length it declares and
 * never collected.
 */
export function packetScanner({
  connectBytes,
  packetBytes,
}: {
  readonly connectBytes: number
  readonly packetBytes: number
}): PacketScanner {
  let bodyLeft = 0
  /** Which byte of the fixed header comes next: 0 is the type, 1 to 4 are the length. */
  let headerByte = 0
  let length = 0
  let limit = connectBytes

  const header = (byte: number): ScanFault | undefined => {
    if (headerByte === 0) {
      if (limit === connectBytes && byte !== connectHeader) return 'not-mqtt'
      headerByte = 1
      length = 0
      return undefined
    }
    length += (byte & 0x7f) * 128 ** (headerByte - 1)
    if (length > limit) return 'packet-too-long'
    if (byte < 0x80) {
      headerByte = 0
      bodyLeft = length
      limit = packetBytes
      return undefined
    }
    headerByte += 1
    return headerByte > 4 ? 'not-mqtt' : undefined
  }

  return {
    scan(chunk) {
      let packets = 0
      for (let i = 0; i < chunk.length; ) {
        if (bodyLeft > 0) {
          const step = Math.min(bodyLeft, chunk.length - i)
          bodyLeft -= step
          i += step
          continue
        }
        if (headerByte === 0) packets += 1
        const fault = header(chunk[i]!)
        if (fault) return fault
        i += 1
      }
      return packets
    },
  }
}
