import { choice, name, number } from '../field.ts'
import { nodeKind } from '../node-kind.ts'
import { pattern } from '../words.ts'

export const notesIn = nodeKind({
  type: 'rigsong-notes-in',
  label: 'notes in',
  group: 'in',
  icon: 'fa-music',
  says: 'Notes as they are played, on keys, pads and the page.',
  gives: [
    {
      label: 'note',
      says: '`msg.payload` is the pitch (60 is middle C), `msg.velocity` 0 to 1, `msg.pressed` whether it begins or ends, `msg.channel` counts from 0.',
    },
  ],
  example:
    'Lowest 21, highest 21, sends “begins”: the lowest key of a piano becomes a button that opens the next scene.',
  fields: {
    device: name({ label: 'Device', from: 'devices', note: 'Empty is any.' }),
    lowest: number({ label: 'Lowest', fallback: 0, least: 0, most: 127, whole: true }),
    highest: number({ label: 'Highest', fallback: 127, least: 0, most: 127, whole: true }),
    when: choice({
      label: 'Sends',
      fallback: 'begins',
      of: { begins: 'when it begins', ends: 'when it ends', both: 'both' },
    }),
  },
  needsHub: true,
  start(stage) {
    const { device, lowest, highest, when } = stage.values
    const isDevice = pattern(device)
    stage.hear('midi', ({ payload: { device, bytes } }) => {
      const [status = 0, pitch = 0, velocity = 0] = bytes
      const kind = status & 0xf0
      if ((kind !== 0x90 && kind !== 0x80) || pitch < lowest || pitch > highest) return
      if (!isDevice(device)) return
      const pressed = kind === 0x90 && velocity > 0
      if (when !== 'both' && (when === 'begins') !== pressed) return
      stage.tell('fine', `${device} ${pitch}`)
      stage.emit({
        ...{ topic: device, payload: pitch, velocity: velocity / 127, pressed, device },
        channel: status & 15,
      })
    })
    return undefined
  },
})
