import { v } from '#core/schema.ts'
import { PortName } from './port-name.ts'

/** A port that something is plugged into now. */
export const PresentPort = v.object({
  /** How a rig names it: the most certain name there is. */
  name: PortName,
  /** `mqtt`: it announced itself on the broker. */
  kind: v.picklist(['serial', 'midi', 'mqtt']),
  /** What a person reads: the product, else the port. */
  title: v.string(),
  /** The device file now, such as /dev/ttyACM0 or /dev/snd/midiC1D0; none for a MIDI program. */
  path: v.exactOptional(v.string()),
  /** The name of the ALSA sequencer port now, such as "Fader Box:Fader Box MIDI 1 24:0". */
  sequencer: v.exactOptional(v.string()),
  usb: v.exactOptional(
    v.object({
      vendor: v.string(),
      product: v.string(),
      serial: v.exactOptional(v.string()),
      /** The socket, such as 1-1.2. */
      path: v.string(),
      productName: v.exactOptional(v.string()),
      manufacturer: v.exactOptional(v.string()),
    }),
  ),
})
export type PresentPort = Readonly<v.InferOutput<typeof PresentPort>>
