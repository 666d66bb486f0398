/** The kernel modules of the guest, with their parameters; what they stand on comes along. */
export const modules: readonly (readonly [name: string, parameters?: string])[] = [
  // What every guest needs to reach its files and to be heard.
  ['virtio_pci'],
  ['virtio_console'],
  ['9p'],
  ['9pnet_virtio'],
  // MIDI, with the sequencer's own loop ("Midi Through").
  ['snd-seq'],
  ['snd-seq-dummy'],
  ['snd-seq-midi'],
  ['snd-hrtimer'],
  ['snd-usb-audio'],
  // Serial ports over USB.
  ['cdc-acm'],
  // Devices that are not there: a USB bus of four sockets whose other ends are ours too.
  ['configfs'],
  ['libcomposite'],
  ['dummy_hcd', 'num=4'],
  ['usb_f_midi'],
  ['usb_f_acm'],
]
