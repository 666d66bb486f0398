/** A surface of faders on a tablet, with an OSC encoder of its own. */
export type OscSurface = {
  fader(address: string, value: number): void
  /** A pad that is struck and let go, in one bundle. */
  strike(address: string): void
  button(address: string, on: boolean): void
  /** A message with whole numbers, as a sequencer sends them. */
  count(address: string, value: number): void
  /** What came back: the address, and its first number. */
  hear(bytes: Uint8Array): { readonly address: string; readonly value: number } | undefined
}

/** @param send takes a datagram */
export function oscSurface(send: (bytes: Uint8Array) => void): OscSurface {
  return {
    fader: (address, value) => send(message(address, 'f', float(value))),
    strike: (address) =>
      send(bundle([message(address, 'f', float(1)), message(address, 'f', float(0))])),
    button: (address, on) => send(message(address, on ? 'T' : 'F', [])),
    count: (address, value) => send(message(address, 'i', int(value))),
    hear: read,
  }
}

const chars = (text: string): number[] => {
  const codes = [...text].map((char) => char.charCodeAt(0))
  do codes.push(0)
  while (codes.length % 4 !== 0)
  return codes
}

const bytesOf = (fill: (view: DataView) => void): number[] => {
  const view = new DataView(new ArrayBuffer(4))
  fill(view)
  return [...new Uint8Array(view.buffer)]
}
const float = (value: number): number[] => bytesOf((view) => view.setFloat32(0, value))
const int = (value: number): number[] => bytesOf((view) => view.setInt32(0, value))

const message = (address: string, tag: string, value: readonly number[]): Uint8Array =>
  Uint8Array.from([...chars(address), ...chars(`,${tag}`), ...value])

/** To be done at once: the time tag 1. */
const bundle = (messages: readonly Uint8Array[]): Uint8Array =>
  Uint8Array.from([
    ...chars('#bundle'),
    ...[0, 0, 0, 0, 0, 0, 0, 1],
    ...messages.flatMap((one) => [...int(one.length), ...one]),
  ])

function read(bytes: Uint8Array): { address: string; value: number } | undefined {
  const end = bytes.indexOf(0)
  const address = String.fromCharCode(...bytes.subarray(0, end))
  const tagsAt = (Math.floor(end / 4) + 1) * 4
  const valueAt = tagsAt + 4
  const isFloat = bytes[tagsAt] === 0x2c && bytes[tagsAt + 1] === 0x66
  if (!isFloat || bytes.length < valueAt + 4) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset + valueAt, 4)
  return { address, value: view.getFloat32(0) }
}
