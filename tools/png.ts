import { crc32, deflateSync } from 'node:zlib'

/** Three bytes a pixel, red, green and blue, row by row from the top. */
export type Picture = {
  readonly width: number
  readonly height: number
  readonly pixels: Uint8Array
}

/** A picture as a PNG. */
export function png({ width, height, pixels }: Picture): Uint8Array {
  const rows = Buffer.alloc((width * 3 + 1) * height)
  for (let y = 0; y < height; y++)
    rows.set(pixels.subarray(y * width * 3, (y + 1) * width * 3), y * (width * 3 + 1) + 1)
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2, 0, 0, 0], 8)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, body: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), body])
  const frame = Buffer.alloc(body.length + 12)
  frame.writeUInt32BE(body.length, 0)
  frame.set(typed, 4)
  frame.writeUInt32BE(crc32(typed), body.length + 8)
  return frame
}
