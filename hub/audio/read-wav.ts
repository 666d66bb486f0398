import { HubError } from '#core/errors.ts'
import type { Sides } from './sides.ts'

export type WavSound = Sides & { readonly sampleRate: number }

/** Reads a stereo WAV file of 16 or 24 bits, such as encodeWav writes. Throws HubError 'bad-request'. */
export function readWav(file: Uint8Array): WavSound {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const chunks = chunksOf(view)
  const format = chunks.get('fmt ')
  const data = chunks.get('data')
  if (!format || !data || format.byteLength < 16) throw malformed('it has no format or no sound')
  const bits = format.getUint16(14, true)
  const isPlain = format.getUint16(0, true) === 1 && format.getUint16(2, true) === 2
  if (!isPlain || (bits !== 16 && bits !== 24)) throw malformed('it is not stereo of 16 or 24 bits')
  const sampleRate = format.getUint32(4, true)
  if (sampleRate < 8000 || sampleRate > 192_000)
    throw malformed(`${sampleRate} Hz is no sample rate`)
  const bytes = bits / 8
  const frames = Math.floor(data.byteLength / (2 * bytes))
  const sampleAt = bits === 16 ? sample16 : sample24
  const left = new Float32Array(frames)
  const right = new Float32Array(frames)
  for (let i = 0; i < frames; i++) {
    left[i] = sampleAt(data, 2 * i * bytes)
    right[i] = sampleAt(data, (2 * i + 1) * bytes)
  }
  return { left, right, sampleRate }
}

const sample16 = (data: DataView, place: number): number => data.getInt16(place, true) / 32_767
const sample24 = (data: DataView, place: number): number =>
  (data.getUint16(place, true) + data.getInt8(place + 2) * 65_536) / 8_388_607

/** The chunks of a RIFF file by name; one that says it is longer than the file ends with it. */
function chunksOf(view: DataView): ReadonlyMap<string, DataView> {
  const chunks = new Map<string, DataView>()
  if (view.byteLength < 12 || nameAt(view, 0) !== 'RIFF' || nameAt(view, 8) !== 'WAVE')
    throw malformed('it is none')
  for (let at = 12; at + 8 <= view.byteLength; ) {
    const said = view.getUint32(at + 4, true)
    const length = Math.min(said, view.byteLength - at - 8)
    chunks.set(nameAt(view, at), new DataView(view.buffer, view.byteOffset + at + 8, length))
    at += 8 + said + (said % 2)
  }
  return chunks
}

const nameAt = (view: DataView, place: number): string =>
  String.fromCharCode(...[0, 1, 2, 3].map((i) => view.getUint8(place + i)))

const malformed = (why: string): HubError =>
  new HubError('bad-request', `this WAV file cannot be used: ${why}`, {
    hint: 'Take a stereo WAV file of 16 or 24 bits.',
  })
