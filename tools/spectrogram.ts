/**
 * A picture of a sound, so that one can look where one cannot listen: the waveform above, below it
 * the spectrum over time, octave by octave from 30 Hz to 20 kHz.
 *
 *   node tools/spectrogram.ts piece.wav piece.png
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { crc32, deflateSync } from 'node:zlib'
import { powerSpectrum } from './fft.ts'

const width = 1400
const waveHeight = 160
const height = 640
const fftSize = 4096
const lowHz = 30
const highHz = 20_000
/** From black to white over this many dB. */
const rangeDb = 90

type Sound = {
  readonly left: Float32Array
  readonly right: Float32Array
  readonly sampleRate: number
}

if (import.meta.main) {
  const [from, to] = process.argv.slice(2)
  if (!from || !to) throw new Error('say which: node tools/spectrogram.ts in.wav out.png')
  writeFileSync(to, spectrogram(readWav(readFileSync(from))))
}

/** The picture as PNG bytes. */
export function spectrogram(sound: Sound): Uint8Array {
  const picture = new Uint8Array(width * height * 3)
  drawWave(picture, sound)
  drawSpectrum(picture, sound)
  return png(picture)
}

function drawWave(picture: Uint8Array, { left, right }: Sound): void {
  for (const [side, middle] of [
    [left, waveHeight / 4],
    [right, (3 * waveHeight) / 4],
  ] as const)
    for (let x = 0; x < width; x++) {
      const from = Math.floor((x * side.length) / width)
      const to = Math.max(from + 1, Math.floor(((x + 1) * side.length) / width))
      let low = 0
      let high = 0
      for (let i = from; i < to; i++) {
        low = Math.min(low, side[i]!)
        high = Math.max(high, side[i]!)
      }
      const reach = waveHeight / 4 - 1
      for (let y = Math.round(middle - high * reach); y <= Math.round(middle - low * reach); y++)
        paint(picture, x, y, [90, 200, 160])
    }
}

function drawSpectrum(picture: Uint8Array, { left, right, sampleRate }: Sound): void {
  const rows = height - waveHeight
  const mono = new Float64Array(fftSize)
  for (let x = 0; x < width; x++) {
    const middle = Math.floor(((x + 0.5) * left.length) / width)
    for (let i = 0; i < fftSize; i++) {
      const at = middle - fftSize / 2 + i
      mono[i] = ((left[at] ?? 0) + (right[at] ?? 0)) / 2
    }
    const power = powerSpectrum(mono)
    for (let row = 0; row < rows; row++) {
      const hz = (share: number): number => lowHz * (highHz / lowHz) ** share
      const from = Math.round((hz(row / rows) * fftSize) / sampleRate)
      const to = Math.max(from + 1, Math.round((hz((row + 1) / rows) * fftSize) / sampleRate))
      let loudest = 0
      for (let k = from; k < to; k++) loudest = Math.max(loudest, power[k] ?? 0)
      const share = 1 + (10 * Math.log10(loudest + 1e-20) + 12) / rangeDb
      paint(picture, x, height - 1 - row, heat(Math.max(0, Math.min(1, share))))
    }
  }
  for (const octaveHz of [100, 1000, 10_000]) {
    const row = Math.round((rows * Math.log(octaveHz / lowHz)) / Math.log(highHz / lowHz))
    for (let x = 0; x < width; x += 8) paint(picture, x, height - 1 - row, [120, 120, 120])
  }
}

type Colour = readonly [red: number, green: number, blue: number]

function heat(share: number): Colour {
  const byte = (level: number): number => Math.round(255 * Math.max(0, Math.min(1, level)))
  return [byte(share * 1.7), byte(share * 2 - 0.8), byte(share < 0.5 ? share : share * 4 - 3)]
}

function paint(picture: Uint8Array, x: number, y: number, colour: Colour): void {
  if (y >= 0 && y < height) picture.set(colour, (y * width + x) * 3)
}

/** https://www.w3.org/TR/png-3/: a header, the rows each behind a filter byte of 0, an end. */
function png(picture: Uint8Array): Uint8Array {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2, 0, 0, 0], 8)
  const rows = Buffer.alloc(height * (width * 3 + 1))
  for (let y = 0; y < height; y++)
    rows.set(picture.subarray(y * width * 3, (y + 1) * width * 3), y * (width * 3 + 1) + 1)
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(name: string, body: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), body])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(body.length)
  const check = Buffer.alloc(4)
  check.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, check])
}

/** A 16-bit WAV file; a mono one is heard on both sides. */
function readWav(bytes: Buffer): Sound {
  const place = bytes.indexOf('data', 12, 'latin1') + 8
  const channels = bytes.readUInt16LE(22)
  if (bytes.readUInt16LE(34) !== 16) throw new Error('only 16-bit WAV files can be drawn')
  const frames = Math.floor((bytes.length - place) / (2 * channels))
  const side = (channel: number): Float32Array =>
    Float32Array.from(
      { length: frames },
      (_, i) => bytes.readInt16LE(place + (i * channels + channel) * 2) / 32768,
    )
  return { left: side(0), right: side(channels - 1), sampleRate: bytes.readUInt32LE(24) }
}
