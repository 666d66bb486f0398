import { v } from '#core/schema.ts'

/**
 * Where a device is found, as one word that a person can type and a rig can keep:
 * - `/dev/ttyAMA0` (or `COM3`): this port, whatever is on it
 * - `usb:2341:0043`, `usb:2341:0043/serial=A1B2`, `usb:2341:0043/path=1-1.2`: a USB device by vendor and
 *   product, told from its twins by serial number, else by the socket it is plugged into
 * - `alsa:FLUID Synth`, `alsa:FLUID Synth#2`: a MIDI program by its client name, and which of that name
 * - `tcp://192.168.0.10:35000`, `udp://0.0.0.0:9000`: over the network
 * - `mqtt:kitchen`: a device that announced itself on the broker
 */
export type Place =
  | { readonly by: 'path'; readonly path: string }
  | {
      readonly by: 'usb'
      /** Four lower-case hex digits. */
      readonly vendor: string
      readonly product: string
      readonly serial?: string
      /** The kernel's name of the socket, such as 1-1.2. */
      readonly path?: string
    }
  | { readonly by: 'alsa'; readonly client: string; readonly ordinal: number }
  | {
      readonly by: 'tcp' | 'udp'
      readonly host: string
      readonly port: number
    }
  | { readonly by: 'mqtt'; readonly topic: string }

const forms: readonly (readonly [RegExp, (words: readonly string[]) => Place])[] = [
  [/^(\/\S+|COM\d+)$/, ([path]) => ({ by: 'path', path: path! })],
  [
    /^usb:([0-9a-f]{4}):([0-9a-f]{4})(?:\/(serial|path)=(.{1,100}))?$/i,
    ([vendor, product, which, value]) => ({
      by: 'usb',
      vendor: vendor!.toLowerCase(),
      product: product!.toLowerCase(),
      ...(which && { [which]: value }),
    }),
  ],
  [
    /^alsa:(.{1,64}?)(?:#(\d{1,2}))?$/,
    ([client, ordinal]) => ({ by: 'alsa', client: client!, ordinal: Number(ordinal ?? 1) }),
  ],
  [
    /^(tcp|udp):\/\/([\w.-]+|\[[0-9a-f:]+\]):(\d{1,5})$/i,
    ([by, host, port]) => ({
      by: by!.toLowerCase() as 'tcp' | 'udp',
      host: host!.replace(/^\[|\]$/g, ''),
      port: Number(port),
    }),
  ],
  [/^mqtt:([^+#\s]{1,200})$/, ([topic]) => ({ by: 'mqtt', topic: topic! })],
]

/** What a port name means; undefined where it is none. */
export function placeOf(name: string): Place | undefined {
  for (const [form, place] of forms) {
    const found = form.exec(name)
    if (found) return valid(place(found.slice(1)))
  }
  return undefined
}

const valid = (place: Place): Place | undefined =>
  'port' in place && (place.port < 1 || place.port > 65_535) ? undefined : place

/** The word for a place: `placeOf(portName(place))` is the place again. */
export function portName(place: Place): string {
  switch (place.by) {
    case 'path':
      return place.path
    case 'usb': {
      const twin = place.serial
        ? `/serial=${place.serial}`
        : place.path
          ? `/path=${place.path}`
          : ''
      return `usb:${place.vendor}:${place.product}${twin}`
    }
    case 'alsa': {
      // A program may call itself "Synth#2"; then the number is said, so that it is not taken for one.
      const isSaid = place.ordinal > 1 || /#\d{1,2}$/.test(place.client)
      return `alsa:${place.client}${isSaid ? `#${place.ordinal}` : ''}`
    }
    case 'tcp':
    case 'udp':
      return `${place.by}://${place.host.includes(':') ? `[${place.host}]` : place.host}:${place.port}`
    case 'mqtt':
      return `mqtt:${place.topic}`
  }
}

/** A port name as a rig keeps it. */
export const PortName = v.pipe(
  v.string(),
  v.minLength(1),
  v.maxLength(255),
  v.check(
    (name) => placeOf(name) !== undefined,
    'a port, such as /dev/ttyUSB0, usb:2341:0043/serial=A1 or tcp://192.168.0.10:35000',
  ),
)
