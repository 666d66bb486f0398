import { choice, number } from '../field.ts'
import { alongWay, curves, slewed } from '../logic/way.ts'
import { nodeKind } from '../node-kind.ts'
import type { Message } from '../red.ts'
import { numberIn } from '../words.ts'

const anywhere = { least: -1e9, most: 1e9 }
/** How often a value that is on its way is sent. */
const stepMs = 40

export const map = nodeKind({
  type: 'rigsong-map',
  label: 'map',
  group: 'shape',
  icon: 'fa-arrows-h',
  says: 'A value of one range as it stands in another, along a curve, as slowly as you like.',
  takes: '`msg.payload`: a number.',
  gives: [{ label: 'mapped', says: '`msg.payload` within the second range.' }],
  example:
    'From 0…1 to 180…60, slew 2000 ms, then set tempo: the nearer the hand, the slower the music, and it takes two seconds for the whole way.',
  fields: {
    fromLow: number({ label: 'From', fallback: 0, ...anywhere }),
    fromHigh: number({ label: 'to', fallback: 1, ...anywhere }),
    toLow: number({ label: 'Becomes', fallback: 0, ...anywhere }),
    toHigh: number({ label: 'to', fallback: 1, ...anywhere, note: 'May run downward.' }),
    curve: choice({ label: 'Curve', fallback: 'linear', of: curves }),
    slewMs: number({
      label: 'Slew',
      fallback: 0,
      least: 0,
      most: 3_600_000,
      unit: 'ms',
      note: 'How long the whole way takes; 0 is at once.',
    }),
  },
  needsHub: false,
  start(stage) {
    const { fromLow, fromHigh, toLow, toHigh, curve, slewMs } = stage.values
    const way = { from: [fromLow, fromHigh], to: [toLow, toHigh], curve } as const
    const whole = Math.abs(toHigh - toLow)
    let at: number | undefined
    let movedMs = 0
    let target: { readonly value: number; readonly message: Message } | undefined

    function step(): void {
      if (!target || at === undefined) return
      const nowMs = stage.clock.now()
      at = slewed({ at, target: target.value }, { whole, slewMs }, nowMs - movedMs)
      movedMs = nowMs
      stage.tell('fine', shown(at))
      stage.emit({ ...target.message, payload: at })
      if (at === target.value) target = undefined
      else stage.after(stepMs, step)
    }

    return (message, send) => {
      const value = alongWay(numberIn(message), way)
      // Nobody knows where the first one comes from, so it is there at once.
      if (slewMs === 0 || at === undefined) {
        at = value
        stage.tell('fine', shown(value))
        return send({ ...message, payload: value })
      }
      const resting = target === undefined
      target = { value, message }
      if (!resting) return
      movedMs = stage.clock.now()
      stage.after(stepMs, step)
    }
  },
})

const shown = (value: number): string => String(Number(value.toFixed(3)))
