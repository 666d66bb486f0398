import { number } from '../field.ts'
import { hysteresis } from '../logic/hysteresis.ts'
import { nodeKind } from '../node-kind.ts'
import { numberIn } from '../words.ts'

export const threshold = nodeKind({
  type: 'rigsong-threshold',
  label: 'threshold',
  group: 'shape',
  icon: 'fa-level-up',
  says: 'On above one value, off below another; what trembles between the two changes nothing.',
  takes: '`msg.payload`: a number.',
  gives: [
    { label: 'on', says: 'the message that came to “on”, with `msg.payload` true' },
    { label: 'off', says: 'the one that came to “off”, with `msg.payload` false' },
  ],
  example:
    'On at 0.6, off at 0.4, fed by a light sensor: the lamp in the piece goes on once when it gets bright, and does not flicker at dusk.',
  fields: {
    on: number({ label: 'On at', fallback: 0.6, least: -1e9, most: 1e9 }),
    off: number({
      label: 'Off at',
      fallback: 0.4,
      least: -1e9,
      most: 1e9,
      note: 'Above “on at”, it works the other way round.',
    }),
  },
  needsHub: false,
  start(stage) {
    const read = hysteresis(stage.values)
    return (message, send) => {
      const changed = read(numberIn(message))
      if (changed === undefined) return
      stage.tell(changed ? 'fine' : 'waiting', changed ? 'on' : 'off')
      const told = { ...message, payload: changed, pressed: changed }
      send(changed ? [told, null] : [null, told])
    }
  },
})
