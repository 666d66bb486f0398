import { number } from '../field.ts'
import { presses } from '../logic/press.ts'
import { nodeKind } from '../node-kind.ts'
import type { Message } from '../red.ts'
import { isOn } from '../words.ts'

export const press = nodeKind({
  type: 'rigsong-press',
  label: 'press',
  group: 'shape',
  icon: 'fa-hand-o-down',
  says: 'Tells a short, a long and a double press apart.',
  takes: '`msg.payload` or `msg.pressed`: down and up, as a device in node sends them.',
  gives: [
    { label: 'short', says: 'one press, `msg.press` is short' },
    { label: 'long', says: 'held that long, while it still is' },
    { label: 'double', says: 'the second of two presses' },
  ],
  example:
    'Long after 600 ms: a tap on the pad makes a piece, and holding it keeps what was just played.',
  fields: {
    longMs: number({ label: 'Long after', fallback: 600, least: 50, most: 60_000, unit: 'ms' }),
    doubleMs: number({
      label: 'Double within',
      fallback: 0,
      least: 0,
      most: 2000,
      unit: 'ms',
      note: '0: no double presses, and a short one is told at once.',
    }),
  },
  needsHub: false,
  start(stage) {
    /** Buttons by their names, so that two of them are not taken for one that was pressed twice. */
    const buttons = new Map<string, ReturnType<typeof presses>>()
    const buttonOf = (where: string): ReturnType<typeof presses> => {
      const button = buttons.get(where) ?? presses(stage.values)
      buttons.set(where, button)
      return button
    }

    return (message) => {
      const button = buttonOf(String(message.topic ?? ''))
      const settle = (told: ReturnType<typeof button.look>): void => {
        if (told.lookAgainMs !== undefined)
          stage.after(told.lookAgainMs, () => settle(button.look(stage.clock.now())))
        if (told.press === undefined) return
        stage.tell('fine', told.press)
        stage.emit(outputs(told.press, { ...message, payload: true, press: told.press }))
      }
      const nowMs = stage.clock.now()
      if (isLost(message)) settle(button.drop())
      else settle(isOn(message) ? button.down(nowMs) : button.up(nowMs))
    }
  },
})

/** Let go of because its device went, as a device in node tells. */
const isLost = ({ event }: Message): boolean =>
  typeof event === 'object' && event !== null && 'lost' in event

const outputs = (press: 'short' | 'long' | 'double', told: Message): (Message | null)[] =>
  (['short', 'long', 'double'] as const).map((one) => (one === press ? told : null))
