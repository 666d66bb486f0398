import { choice, number } from '../field.ts'
import { gestureReader, gestures } from '../logic/gesture.ts'
import { nodeKind } from '../node-kind.ts'
import { unitIn } from '../words.ts'

export const gesture = nodeKind({
  type: 'rigsong-gesture',
  label: 'gesture',
  group: 'shape',
  icon: 'fa-hand-paper-o',
  says: 'Knows a movement of a sensor: shaken, raised, lowered, held up or held down.',
  takes: '`msg.payload`: 0 to 1, such as the tilt or shake of a motion sensor, or a distance.',
  gives: [{ label: 'made', says: '`msg.payload` is the name of the gesture.' }],
  example:
    'Device in, control `shake` of a motion sensor → gesture “shaken” → keep: shake the wand, and the last phrase is a take.',
  fields: {
    of: choice({ label: 'Gesture', fallback: 'shake', of: gestures }),
    restMs: number({ label: 'Rest', fallback: 1000, least: 0, most: 60_000, unit: 'ms' }),
  },
  needsHub: false,
  start(stage) {
    const { of, restMs } = stage.values
    const read = gestureReader(of, restMs)
    let still: Disposable | undefined
    return (message, send) => {
      const value = unitIn(message)
      const look = (): boolean => read(value, stage.clock.now())
      const tell = () => {
        stage.tell('fine', gestures[of])
        return { ...message, payload: of }
      }
      still?.[Symbol.dispose]()
      if (look()) return send(tell())
      // A hand that is held still sends nothing more.
      still = stage.after(heldStillMs, () => {
        if (look()) stage.emit(tell())
      })
    }
  },
})

const heldStillMs = 520
